package io.fss.deploy.faults;

import io.fss.deploy.rig.RunFailure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** All connections between one client and the platform, whoever opens them. */
final class Wire {
  private static final int DONE_WITHIN_S = 10;

  private static final String LOCAL = "127.0.0.1";

  private final String outside;
  private final List<Tunnel> edges;
  private final Tunnel endpoint;

  private Wire(String outside, List<Tunnel> edges, Tunnel endpoint) {
    this.outside = outside;
    this.edges = edges;
    this.endpoint = endpoint;
  }

  /**
   * Lays one.
   *
   * @param outside this machine's address as the platform reaches it
   * @param edges where the members of the platform listen
   * @param endpointPort where the client does, if it does
   */
  static Wire lay(
      Vertx vertx, Context context, String outside, List<SocketAddress> edges, int endpointPort)
      throws InterruptedException {
    List<Tunnel> tunnels = new ArrayList<>();
    for (SocketAddress edge : edges) {
      tunnels.add(await(Tunnel.open(vertx, context, LOCAL, edge)));
    }
    SocketAddress endpoint = SocketAddress.inetSocketAddress(endpointPort, LOCAL);
    return new Wire(outside, tunnels, await(Tunnel.open(vertx, context, outside, endpoint)));
  }

  /** Where the client finds the members of the platform: {@code host:port}, comma separated. */
  String edges() {
    return edges.stream().map(edge -> LOCAL + ":" + edge.port()).collect(Collectors.joining(","));
  }

  /** Host and port at which the platform finds the client. */
  String endpointHost() {
    return outside;
  }

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

  static <T> T await(Future<T> future) throws InterruptedException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(DONE_WITHIN_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new RunFailure("a tunnel does not do what it is told: " + e, e);
    }
  }
}
