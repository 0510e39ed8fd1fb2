package io.fss.deploy.rig;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The platform's HTTP API as a program uses it that knows its token. */
public final class HttpApi {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final String url;
  private final String token;

  /** The API of a platform at that site. */
  public HttpApi(Site site) {
    this.url = "http://%s:%d".formatted(site.host(), site.httpPort());
    this.token = site.apiToken();
  }

  public HttpClient client() {
    return http;
  }

  /** Whether every part of the platform answers; false also while nobody listens. */
  public boolean isReady() throws InterruptedException {
    try {
      return http.send(
                  request("/health/ready").timeout(Duration.ofSeconds(5)).build(),
                  BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** The body of an answer. */
  public String text(String path) throws InterruptedException {
    return sent(request(path).build());
  }

  /** Posts JSON; answers what came back, empty where nothing did. */
  public JsonObject post(String path, JsonObject body) throws InterruptedException {
    String answer =
        sent(
            request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.encode()))
                .build());
    return answer.isEmpty() ? new JsonObject() : new JsonObject(answer);
  }

  private String sent(HttpRequest request) throws InterruptedException {
    try {
      return body(http.send(request, BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new RunFailure(
          "the platform does not answer %s: %s".formatted(request.uri().getPath(), e), e);
    }
  }

  /**
   * What was answered.
   *
   * @throws RunFailure for anything but a success
   */
  public static String body(HttpResponse<String> response) {
    if (response.statusCode() / 100 != 2) {
      throw new RunFailure(
          "%s was answered %d: %s"
              .formatted(response.uri().getPath(), response.statusCode(), response.body()));
    }
    return response.body();
  }

  /** A request that is yet to be told what it is. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(ANSWER)
        .header("Authorization", "Bearer " + token);
  }
}
