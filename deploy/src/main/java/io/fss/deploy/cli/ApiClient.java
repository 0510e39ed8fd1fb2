package io.fss.deploy.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Talks to the HTTP API; whatever is not a success is an {@link ApiFailure}. */
final class ApiClient {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(20);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();
  private final URI url;
  private final String token;

  ApiClient(URI url, String token) {
    this.url = url;
    this.token = token;
  }

  JsonObject get(Query query) {
    return tagged(query).body();
  }

  /** With the version it has now, for a change of it. */
  Tagged tagged(Query query) {
    return send("GET", query.path(), "", BodyPublishers.noBody());
  }

  JsonObject post(String path) {
    return send("POST", path, "", BodyPublishers.noBody()).body();
  }

  JsonObject post(String path, JsonObject body) {
    return send("POST", path, "", BodyPublishers.ofString(body.encode())).body();
  }

  /** Replaces the version with this tag; an empty tag creates. */
  JsonObject put(String path, String etag, JsonObject body) {
    return send("PUT", path, etag, BodyPublishers.ofString(body.encode())).body();
  }

  void delete(String path) {
    send("DELETE", path, "", BodyPublishers.noBody());
  }

  private Tagged send(String method, String path, String etag, BodyPublisher body) {
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(base() + "/api/v1" + path))
              .timeout(ANSWER)
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .header("Accept-Language", Locale.getDefault().toLanguageTag())
              .method(method, body);
      if (!etag.isEmpty()) {
        request.header("If-Match", etag);
      }
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Tagged(answer(response), response.headers().firstValue("ETag").orElse(""));
    } catch (IOException | IllegalArgumentException e) {
      throw ApiFailure.unreachable(Texts.of("error.unreachable", url, reason(e)), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiFailure.unreachable(Texts.of("error.unreachable", url, reason(e)), e);
    }
  }

  private String base() {
    String text = url.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  private static String reason(Exception failure) {
    // A refused connection has no message of its own in the JDK's client.
    String message = failure.getMessage();
    return message == null ? Texts.of("error.nobody") : message;
  }

  private JsonObject answer(HttpResponse<String> response) {
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      throw ApiFailure.unreachable(Texts.of("error.token", url), null);
    }
    JsonObject body = json(response);
    if (status >= 200 && status < 300) {
      return body;
    }
    if (status == 503) {
      throw ApiFailure.unreachable(Texts.of("error.unavailable", detail(body)), null);
    }
    throw ApiFailure.refused(problem(status, body));
  }

  private JsonObject json(HttpResponse<String> response) {
    try {
      return response.body().isEmpty() ? new JsonObject() : new JsonObject(response.body());
    } catch (DecodeException e) {
      throw ApiFailure.unreachable(Texts.of("error.foreign", url, response.statusCode()), e);
    }
  }

  private static String detail(JsonObject problem) {
    return problem.getString("detail", problem.getString("title", ""));
  }

  private static List<String> problem(int status, JsonObject problem) {
    List<String> lines = new ArrayList<>();
    lines.add(Texts.of("error.refused", status, detail(problem)));
    for (JsonObject violation : Json.objects(problem, "violations")) {
      lines.add(
          Texts.of(
              "error.violation",
              violation.getString("field", ""),
              violation.getString("value", ""),
              violation.getString("rule", "")));
    }
    return lines;
  }

  /**
   * An answer with its version.
   *
   * @param etag empty where the answer has none
   */
  record Tagged(JsonObject body, String etag) {}
}
