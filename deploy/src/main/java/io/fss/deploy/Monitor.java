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

/** Answers, without a token, whether this process lives, whether it is ready, and its metrics. */
final class Monitor extends VerticleBase {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final int IDLE_SECONDS = 120;
  private static final String JSON = "application/json";
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;
  private static final int NOT_FOUND = 404;
  private static final int FAILED = 500;

  private final MonitorOptions options;
  private final PrometheusMeterRegistry meters;
  private final NodeHealth health;
  private HttpServer server;

  Monitor(MonitorOptions options, PrometheusMeterRegistry meters, NodeHealth health) {
    this.options = options;
    this.meters = meters;
    this.health = health;
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
                        "monitor.port %d cannot be listened on at %s: %s"
                            .formatted(options.port(), options.host(), failure.getMessage()),
                        failure)));
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/metrics" -> scrape(request);
      case "/health/live" -> send(request, OK, List.of());
      case "/health/ready" ->
          health.problems().onSuccess(why -> send(request, why.isEmpty() ? OK : UNAVAILABLE, why));
      default -> request.response().setStatusCode(NOT_FOUND).end();
    }
  }

  private static void send(HttpServerRequest request, int status, List<String> problems) {
    JsonObject body =
        new JsonObject()
            .put("status", status == OK ? "up" : "down")
            .put("problems", new JsonArray(problems));
    request.response().setStatusCode(status).putHeader("content-type", JSON).end(body.toBuffer());
  }

  private void scrape(HttpServerRequest request) {
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

  /** The port it listens on; known once it is deployed. */
  int actualPort() {
    return server.actualPort();
  }

  @Override
  public Future<?> stop() {
    return server == null ? Future.succeededFuture() : server.close();
  }
}
