package io.fss.deploy;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Answers {@code GET /metrics}, {@code /health/live} and {@code /health/ready}, and nothing else,
 * without a token. That it answers at all says that the process lives.
 */
final class MetricsServer extends VerticleBase {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final int IDLE_SECONDS = 120;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int FAILED = 500;
  private static final int NOT_READY = 503;

  private final MetricsOptions options;
  private final PrometheusMeterRegistry meters;
  private final Readiness readiness;
  private HttpServer server;

  MetricsServer(MetricsOptions options, PrometheusMeterRegistry meters, Readiness readiness) {
    this.options = options;
    this.meters = meters;
    this.readiness = readiness;
  }

  @Override
  public Future<?> start() {
    HttpServerOptions http =
        new HttpServerOptions()
            .setHost(options.host())
            .setPort(options.port())
            .setIdleTimeout(IDLE_SECONDS);
    return vertx
        .createHttpServer(http)
        .requestHandler(this::answer)
        .listen()
        .onSuccess(listening -> server = listening)
        .recover(
            failure ->
                Future.failedFuture(
                    new IllegalStateException(
                        "metrics.port %d cannot be listened on at %s: %s"
                            .formatted(options.port(), options.host(), failure.getMessage()),
                        failure)));
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/metrics" -> measure(request);
      case "/health/live" -> tell(request, List.of());
      case "/health/ready" -> readiness.obstacles().onSuccess(reasons -> tell(request, reasons));
      default -> request.response().setStatusCode(NOT_FOUND).end();
    }
  }

  private void measure(HttpServerRequest request) {
    // On a worker, since there may be many.
    vertx
        .executeBlocking(meters::scrape, false)
        .onComplete(
            text ->
                request
                    .response()
                    .setStatusCode(OK)
                    .putHeader("content-type", PROMETHEUS)
                    .end(text),
            failure -> request.response().setStatusCode(FAILED).end());
  }

  private static void tell(HttpServerRequest request, List<String> reasons) {
    JsonObject health =
        new JsonObject()
            .put("status", reasons.isEmpty() ? "up" : "down")
            .put("reasons", new JsonArray(reasons));
    request
        .response()
        .setStatusCode(reasons.isEmpty() ? OK : NOT_READY)
        .putHeader("content-type", "application/json")
        .end(health.encode());
  }

  /** The port it listens on; known once it is deployed. */
  int actualPort() {
    return server.actualPort();
  }

  @Override
  public Future<?> stop() {
    return server == null ? Future.succeededFuture() : server.close();
  }
}
