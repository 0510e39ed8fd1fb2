package io.fss.deploy.e2e;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The HTTP API of a platform under test. */
final class Api {
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private final String url;
  private final String token;

  Api(int port, String token) {
    this.url = "http://127.0.0.1:" + port;
    this.token = token;
  }

  /** Whether the platform answers and every part of it is ready. */
  boolean ready() {
    try {
      return send("GET", "/health/ready", null).statusCode() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  JsonObject get(String path) {
    return ok(send("GET", path, null));
  }

  JsonObject post(String path, JsonObject body) {
    return ok(send("POST", path, body));
  }

  /** Every task of a group, newest first, page by page. */
  List<JsonObject> tasks(String groupId) {
    List<JsonObject> all = new ArrayList<>();
    String next = "";
    while (next != null) {
      JsonObject page =
          get(
              "/api/v1/tasks?limit=200&groupId="
                  + groupId
                  + (next.isEmpty() ? "" : "&before=" + next));
      JsonArray items = page.getJsonArray("items");
      items.forEach(item -> all.add((JsonObject) item));
      next = page.getString("next");
    }
    return all;
  }

  /** What a task said. */
  List<String> log(long task) {
    return get("/api/v1/tasks/" + task + "/logs").getJsonArray("lines").stream()
        .map(line -> ((JsonObject) line).getString("message"))
        .toList();
  }

  private HttpResponse<String> send(String method, String path, JsonObject body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(10))
            .header("authorization", "Bearer " + token)
            .header("content-type", "application/json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()))
            .build();
    try {
      return http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static JsonObject ok(HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw new AssertionError(
          "%s answered %d: %s".formatted(response.uri(), response.statusCode(), response.body()));
    }
    return response.body().isEmpty() ? new JsonObject() : new JsonObject(response.body());
  }
}
