package io.fss.examples;

import io.fss.client.ClientOptions;
import io.fss.client.FssClient;
import io.fss.client.TaskContext;
import io.fss.client.TaskGroup;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP service whose client shares its Vert.x: {@code POST /orders} takes an order, a job
 * ships what was ordered, {@code GET /health} tells whether the platform gives this copy work.
 */
final class ShopVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ShopVerticle.class);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int UNAVAILABLE = 503;

  private final int port;
  private final ClientOptions options;
  // Shared: jobs run on an event loop of the client's choice, not on that of the verticle.
  private final AtomicInteger ordered = new AtomicInteger();
  private FssClient client;

  /**
   * Makes it.
   *
   * @param port where it serves HTTP; 0 takes any
   */
  ShopVerticle(int port, ClientOptions options) {
    this.port = port;
    this.options = options;
  }

  @Override
  public Future<?> start() {
    client = jobs(FssClient.create(vertx, options));
    // The shop serves also while the platform is away: nobody waits for the registration.
    client.start().onFailure(failure -> LOG.error("no jobs run in this copy", failure));
    return vertx
        .createHttpServer()
        .requestHandler(this::answer)
        .listen(port)
        .onSuccess(server -> LOG.info("serving on port {}", server.actualPort()));
  }

  FssClient jobs(FssClient of) {
    return of.job("ship", this::ship)
        .declare(TaskGroup.fixedDelay("ship-what-was-ordered", "ship", Duration.ofSeconds(1)));
  }

  /** Returns at once and ends later: what it does meanwhile must not block. */
  private Future<String> ship(TaskContext task) {
    int orders = ordered.getAndSet(0);
    return vertx
        .timer(1)
        .map(
            shipped -> {
              LOG.info("{} orders left the house", orders);
              return "shipped " + orders;
            });
  }

  private void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/orders" -> end(request, OK, "order " + ordered.incrementAndGet());
      case "/health" ->
          end(request, client.status().isOnline() ? OK : UNAVAILABLE, client.status().toString());
      default -> end(request, NOT_FOUND, "");
    }
  }

  private static void end(HttpServerRequest request, int status, String text) {
    request.response().setStatusCode(status).end(text);
  }

  /** Waits for the jobs that run; the HTTP server is closed with the verticle. */
  @Override
  public Future<?> stop() {
    return client.close();
  }
}
