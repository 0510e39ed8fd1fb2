package io.fss.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Await;
import io.fss.kernel.Bus;
import io.fss.kernel.SettableClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MonitorTest {
  private final Vertx vertx = Vertx.vertx();
  private final NodeHealth health =
      new NodeHealth(
          new Bus(vertx, "n1"),
          new SettableClock(Instant.EPOCH),
          Set.of(),
          () -> true,
          Future::succeededFuture);
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Monitor server =
      new Monitor(new MonitorOptions(true, "127.0.0.1", 0), meters, health);

  @BeforeEach
  void start() {
    Await.await(vertx.deployVerticle(server));
  }

  @AfterEach
  void stop() {
    Await.await(vertx.close());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(server.actualPort(), path));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void a_process_that_starts_lives_and_is_not_ready() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = get("/health/ready");

    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).isEqualTo("{\"status\":\"down\",\"problems\":[\"it is starting\"]}");
  }

  @Test
  void a_process_that_serves_is_ready() throws Exception {
    health.enter(NodeHealth.Phase.UP);

    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").body()).isEqualTo("{\"status\":\"up\",\"problems\":[]}");
  }

  @Test
  void metrics_are_there_and_nothing_else_is() throws Exception {
    meters.counter("letters").increment();

    assertThat(get("/metrics").body()).contains("letters_total 1.0");
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/groups").statusCode()).isEqualTo(404);
  }
}
