package io.fss.deploy.faults;

import io.fss.deploy.rig.RunFailure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** All connections between one client and the platform, whoever opens them. */
final class Wire {
  private static final int DONE_WITHIN_S = 10;

  private final List<Tunnel> edges;
  private final Tunnel endpoint;

  private Wire(List<Tunnel> edges, Tunnel endpoint) {
    this.edges = edges;
    this.endpoint = endpoint;
  }

  /**
   * Lays one.
   *
   * @param edgePorts where the members of the platform listen
   * @param endpointPort where the client does, if it does
   */
  static Wire lay(Vertx vertx, Context context, List<Integer> edgePorts, int endpointPort)
      throws InterruptedException {
    List<Tunnel> edges = new ArrayList<>();
    for (int port : edgePorts) {
      edges.add(await(Tunnel.open(vertx, context, port)));
    }
    return new Wire(edges, await(Tunnel.open(vertx, context, endpointPort)));
  }

  /** Where the client finds the members of the platform: {@code host:port}, comma separated. */
  String edges() {
    return edges.stream().map(edge -> "127.0.0.1:" + edge.port()).collect(Collectors.joining(","));
  }

  /** Where the platform finds the client. */
  int endpointPort() {
    return endpoint.port();
  }

  /** Cuts what goes to the platform, what goes to the client, both, or mends what was cut. */
  void cut(boolean toPlatform, boolean toClient) throws InterruptedException {
    List<Future<Void>> all = new ArrayList<>();
    edges.forEach(edge -> all.add(edge.cut(toPlatform, toClient)));
    all.add(endpoint.cut(toClient, toPlatform));
    await(Future.all(all));
  }

  /** Breaks every connection; new ones can be made. */
  void reset() throws InterruptedException {
    List<Future<Void>> all = new ArrayList<>();
    edges.forEach(edge -> all.add(edge.reset()));
    all.add(endpoint.reset());
    await(Future.all(all));
  }

  private static <T> T await(Future<T> future) throws InterruptedException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(DONE_WITHIN_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new RunFailure("a tunnel does not do what it is told: " + e, e);
    }
  }
}
