package io.fss.deploy.bench;

import io.fss.deploy.rig.HttpApi;
import io.fss.deploy.rig.RunFailure;
import io.fss.deploy.rig.Site;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** The platform's HTTP API, as far as a run needs it. */
final class Api {
  private static final int CHUNK = 1_000;
  private static final int PAGE = 1_000;
  private static final int IN_FLIGHT = 4;
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final String ENDED =
      "&status=SUCCEEDED&status=FAILED&status=SKIPPED&status=CANCELLED&status=TIMED_OUT&status=LOST";

  private final HttpApi http;

  Api(Site site) {
    this.http = new HttpApi(site);
  }

  /** Whether every part of the platform answers; false also while nobody listens. */
  boolean isReady() throws InterruptedException {
    return http.isReady();
  }

  /** What the platform counts, in Prometheus' text format. */
  String metrics() throws InterruptedException {
    return http.text("/metrics");
  }

  /**
   * Creates groups that are named {@code prefix-number}; answers groups per second.
   *
   * @throws RunFailure when one of them is refused
   */
  double create(String prefix, int groups, IntFunction<JsonObject> trigger)
      throws InterruptedException {
    long begun = System.nanoTime();
    Deque<CompletableFuture<HttpResponse<String>>> open = new ArrayDeque<>();
    for (int at = 0; at < groups; at += CHUNK) {
      if (open.size() == IN_FLIGHT) {
        requireCreated(open.poll());
      }
      JsonObject body = chunk(prefix, at, Math.min(groups, at + CHUNK), trigger);
      open.add(
          http.client()
              .sendAsync(
                  http.request("/api/v1/groups/batch?answer=ids")
                      .header("Content-Type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                      .build(),
                  BodyHandlers.ofString()));
    }
    while (!open.isEmpty()) {
      requireCreated(open.poll());
    }
    return groups * 1e9 / (System.nanoTime() - begun);
  }

  private static JsonObject chunk(
      String prefix, int from, int to, IntFunction<JsonObject> trigger) {
    JsonArray groups = new JsonArray();
    for (int number = from; number < to; number++) {
      groups.add(
          new JsonObject()
              .put("name", prefix + "-" + number)
              .put("app", BenchClient.APP)
              .put("job", BenchClient.JOB)
              .put("trigger", trigger.apply(number)));
    }
    return new JsonObject().put("groups", groups);
  }

  private void requireCreated(CompletableFuture<HttpResponse<String>> answer)
      throws InterruptedException {
    try {
      HttpResponse<String> response = answer.get(ANSWER.toSeconds(), TimeUnit.SECONDS);
      for (Object result : new JsonObject(HttpApi.body(response)).getJsonArray("results")) {
        if (!((JsonObject) result).containsKey("id")) {
          throw new RunFailure("a group was refused: " + result);
        }
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new RunFailure("groups cannot be created: " + e, e);
    }
  }

  /** What the platform recorded of tasks that were planned within an interval and have ended. */
  List<Ended> ended(String prefix, long from, long to) throws InterruptedException {
    String query =
        "/api/v1/tasks?limit=%d&from=%s&to=%s%s"
            .formatted(PAGE, Instant.ofEpochMilli(from), Instant.ofEpochMilli(to), ENDED);
    List<Ended> result = new ArrayList<>();
    String next = "";
    while (next != null) {
      JsonObject page =
          new JsonObject(http.text(next.isEmpty() ? query : query + "&before=" + next));
      for (Object item : page.getJsonArray("items")) {
        JsonObject task = (JsonObject) item;
        if (task.getString("group").startsWith(prefix + "-")) {
          result.add(ended(task, prefix));
        }
      }
      next = page.getString("next");
    }
    return result;
  }

  private static Ended ended(JsonObject task, String prefix) {
    String planned = task.getString("plannedAt");
    return new Ended(
        Integer.parseInt(task.getString("group").substring(prefix.length() + 1)),
        Instant.parse(planned).toEpochMilli(),
        Instant.parse(task.getString("lastPlannedAt", planned)).toEpochMilli(),
        task.getString("status").equals("SUCCEEDED"));
  }
}
