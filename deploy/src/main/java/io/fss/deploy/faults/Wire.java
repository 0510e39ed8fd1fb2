package io.fss.deploy.faults;

import io.fss.deploy.rig.RunFailure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** All connections between one client and the platform, whoever opens them. */
final class Wire {
  private static final int DONE_WITHIN_S = 10;

  private final Tunnel edge;
  private final Tunnel endpoint;

  private Wire(Tunnel edge, Tunnel endpoint) {
    this.edge = edge;
    this.endpoint = endpoint;
  }

  /**
   * Lays one.
   *
   * @param edgePort where the platform listens
   * @param endpointPort where the client does, if it does
   */
  static Wire lay(Vertx vertx, Context context, int edgePort, int endpointPort)
      throws InterruptedException {
    return new Wire(
        await(Tunnel.open(vertx, context, edgePort)),
        await(Tunnel.open(vertx, context, endpointPort)));
  }

  /** Where the client finds the platform. */
  int edgePort() {
    return edge.port();
  }

  /** Where the platform finds the client. */
  int endpointPort() {
    return endpoint.port();
  }

  /** Cuts what goes to the platform, what goes to the client, both, or mends what was cut. */
  void cut(boolean toPlatform, boolean toClient) throws InterruptedException {
    await(Future.all(edge.cut(toPlatform, toClient), endpoint.cut(toClient, toPlatform)));
  }

  /** Breaks every connection; new ones can be made. */
  void reset() throws InterruptedException {
    await(Future.all(edge.reset(), endpoint.reset()));
  }

  private static <T> T await(Future<T> future) throws InterruptedException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(DONE_WITHIN_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new RunFailure("a tunnel does not do what it is told: " + e, e);
    }
  }
}
