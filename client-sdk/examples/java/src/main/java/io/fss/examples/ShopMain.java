package io.fss.examples;

import io.fss.client.ClientOptions;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An application that exists, with a Vert.x of its own: its verticle brings the jobs along. */
public final class ShopMain {
  private static final Logger LOG = LoggerFactory.getLogger(ShopMain.class);
  private static final long LONGEST_DRAIN_SECONDS = 40;

  private ShopMain() {}

  /** Serves HTTP on the port of the variable {@code SHOP_PORT} until it is asked to end. */
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    int port = Integer.parseInt(System.getenv().getOrDefault("SHOP_PORT", "8080"));
    vertx
        .deployVerticle(new ShopVerticle(port, ClientOptions.fromEnvironment("examples")))
        .onSuccess(id -> Runtime.getRuntime().addShutdownHook(new Thread(() -> close(vertx))))
        .onFailure(
            failure -> {
              LOG.error("cannot start", failure);
              vertx.close();
            });
  }

  /** Undeploys the verticle, which drains its client, before the process ends. */
  private static void close(Vertx vertx) {
    CountDownLatch closed = new CountDownLatch(1);
    vertx.close().onComplete(done -> closed.countDown());
    try {
      if (!closed.await(LONGEST_DRAIN_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("ending with jobs that run");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
