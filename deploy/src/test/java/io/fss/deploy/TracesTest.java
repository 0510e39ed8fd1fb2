package io.fss.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.client.ClientOptions;
import io.fss.client.FssClient;
import io.fss.client.Retries;
import io.fss.client.TaskGroup;
import io.fss.client.TaskPolicies;
import io.fss.client.opentelemetry.FssClientTraces;
import io.fss.kernel.Await;
import io.fss.kernel.Clock;
import io.fss.kernel.TraceIds;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform and a client that trace, and what a collector gets of it. */
class TracesTest {
  private static final String TOKEN = "token-of-the-traces-test";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CALLER = "0af7651916cd43dd8448eb211c80319c";

  @TempDir private Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final OtlpReceiver receiver = new OtlpReceiver(vertx);
  private final SdkTracerProvider clients =
      SdkTracerProvider.builder()
          .addSpanProcessor(
              SimpleSpanProcessor.create(
                  OtlpHttpSpanExporter.builder()
                      .setEndpoint(receiver.endpoint() + "/v1/traces")
                      .build()))
          .build();
  private FssServer server;
  private FssClient client;

  private void start(Map<String, String> tracing) throws Exception {
    Map<String, String> environment = new HashMap<>(tracing);
    environment.put("FSS_DB_URL", "sqlite:" + folder);
    environment.put("FSS_CONSOLE_PORT", "0");
    environment.put("FSS_CONSOLE_TOKEN", TOKEN);
    environment.put("FSS_DISPATCHER_PORT", "0");
    environment.put("FSS_REGISTRY_CLIENT_TOKEN", TOKEN);
    server = new FssServer(Settings.read(null, environment), Clock.system(), line -> {});
    await(server.start());
    client =
        FssClient.create(
            new ClientOptions("traces")
                .withAddress("127.0.0.1:" + server.grpcPort())
                .withToken(TOKEN));
  }

  @AfterEach
  void stop() throws Exception {
    if (client != null) {
      await(client.close());
    }
    if (server != null) {
      await(server.stop());
    }
    clients.close();
    await(vertx.close());
  }

  @Test
  void a_run_from_the_api_to_the_client_and_back_is_one_trace_that_the_tasks_id_names()
      throws Exception {
    // given
    start(
        Map.of(
            "FSS_TRACING_ENDPOINT",
            receiver.endpoint(),
            "FSS_TRACING_HEADERS",
            "x-key=of the test"));
    CompletableFuture<String> current = new CompletableFuture<>();
    client
        .wrapJobs(new FssClientTraces(telemetry()))
        .blockingJob(
            "hello",
            task -> {
              current.complete(Span.current().getSpanContext().getTraceId());
              return "hello";
            })
        .declare(TaskGroup.manual("by-hand", "hello"));
    await(client.start());

    // when
    long task = run();

    // then
    Map<String, OtlpReceiver.Told> spans = spans(task, "task", "execute");
    assertThat(spans.keySet())
        .containsExactlyInAnyOrder(
            "task", "run", "attempt", "book", "dispatch", "deliver", "execute", "settle");
    assertParent(spans, "run", "task");
    assertParent(spans, "attempt", "task");
    assertParent(spans, "book", "attempt");
    assertParent(spans, "dispatch", "attempt");
    assertParent(spans, "deliver", "dispatch");
    assertParent(spans, "execute", "deliver");
    assertParent(spans, "settle", "attempt");
    assertThat(spans.get("task").parent()).isEmpty();
    assertThat(spans.get("run").links()).containsExactly(CALLER);
    assertThat(current.get(10, TimeUnit.SECONDS)).isEqualTo(TraceIds.trace(task));
    assertThat(spans.values())
        .allSatisfy(span -> assertThat(span.end()).isGreaterThanOrEqualTo(span.start()));
    assertThat(spans.values()).noneMatch(OtlpReceiver.Told::failed);
    assertThat(receiver.keys()).contains("of the test");
  }

  @Test
  void each_try_of_a_task_is_an_attempt_in_its_trace_and_a_failed_one_says_so() throws Exception {
    // given
    start(Map.of("FSS_TRACING_ENDPOINT", receiver.endpoint()));
    client
        .wrapJobs(new FssClientTraces(telemetry()))
        .job(
            "hello",
            task ->
                task.tryNumber() == 1
                    ? Future.failedFuture("not yet")
                    : Future.succeededFuture("now"))
        .declare(
            TaskGroup.manual("by-hand", "hello")
                .withPolicies(TaskPolicies.DEFAULT.withRetries(Retries.upTo(2))));
    await(client.start());

    // when
    long task = run();

    // then
    Await.until("it ended", PATIENCE, () -> named(task, "task").size() == 1);
    Await.until("the client told", PATIENCE, () -> named(task, "execute").size() == 2);
    assertThat(named(task, "attempt"))
        .extracting(OtlpReceiver.Told::failed)
        .containsExactly(true, false);
    assertThat(named(task, "attempt").stream().map(OtlpReceiver.Told::id).distinct()).hasSize(2);
    assertThat(named(task, "execute").stream().map(OtlpReceiver.Told::parent).toList())
        .containsExactlyElementsOf(
            named(task, "deliver").stream().map(OtlpReceiver.Told::id).toList());
    assertThat(named(task, "task").get(0).failed()).isFalse();
  }

  @Test
  void a_platform_that_does_not_trace_gives_clients_nothing_to_hang_on() throws Exception {
    // given
    start(Map.of());
    CompletableFuture<String> given = new CompletableFuture<>();
    client
        .job(
            "hello",
            task -> {
              given.complete(task.traceparent());
              return Future.succeededFuture();
            })
        .declare(TaskGroup.manual("by-hand", "hello"));
    await(client.start());

    // when
    run();

    // then
    assertThat(given.get(60, TimeUnit.SECONDS)).isEmpty();
    assertThat(receiver.spans()).isEmpty();
  }

  private OpenTelemetry telemetry() {
    return new OpenTelemetry() {
      @Override
      public TracerProvider getTracerProvider() {
        return clients;
      }

      @Override
      public ContextPropagators getPropagators() {
        return ContextPropagators.noop();
      }
    };
  }

  private static void assertParent(
      Map<String, OtlpReceiver.Told> spans, String child, String parent) {
    assertThat(spans.get(child).parent())
        .as("parent of %s", child)
        .isEqualTo(spans.get(parent).id());
  }

  /** The spans of the task's trace by name, once all of these are there. */
  private Map<String, OtlpReceiver.Told> spans(long task, String... awaited) {
    for (String name : awaited) {
      Await.until(name + " is told", PATIENCE, () -> !named(task, name).isEmpty());
    }
    String trace = TraceIds.trace(task);
    return receiver.spans().stream()
        .filter(span -> span.trace().equals(trace))
        .collect(Collectors.toMap(OtlpReceiver.Told::name, span -> span));
  }

  private List<OtlpReceiver.Told> named(long task, String name) {
    String trace = TraceIds.trace(task);
    return receiver.spans().stream()
        .filter(span -> span.trace().equals(trace) && span.name().equals(name))
        .toList();
  }

  private long run() throws Exception {
    JsonObject groups = new JsonObject(call("GET", "/api/v1/groups?name=by-hand", ""));
    String id = groups.getJsonArray("items").getJsonObject(0).getString("id");
    return Long.parseLong(
        new JsonObject(call("POST", "/api/v1/groups/" + id + "/run", "{}")).getString("taskId"));
  }

  private String call(String method, String path, String body) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d%s".formatted(server.httpPort(), path)))
                    .header("authorization", "Bearer " + TOKEN)
                    .header("content-type", "application/json")
                    .header("traceparent", "00-" + CALLER + "-b7ad6b7169203331-01")
                    .timeout(Duration.ofSeconds(10))
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    return answer.body();
  }

  private static void await(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
