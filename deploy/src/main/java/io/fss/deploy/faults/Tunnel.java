package io.fss.deploy.faults;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * A TCP proxy whose ways can be cut one by one: nothing passes then, nothing is closed, and what
 * was sent meanwhile arrives when the cut is over, as in a network that resends. Belongs to one
 * event loop.
 */
final class Tunnel {
  private final Context context;
  private final NetServer server;
  private final NetClient client;
  private final SocketAddress target;
  private final Set<Pair> pairs = new HashSet<>();
  private boolean thereCut;
  private boolean backCut;

  /** Both ends of a connection. */
  private record Pair(NetSocket caller, NetSocket called) {}

  private Tunnel(Vertx vertx, Context context, SocketAddress target) {
    this.context = context;
    this.server = vertx.createNetServer();
    this.client = vertx.createNetClient();
    this.target = target;
  }

  /**
   * Opens one.
   *
   * @param host address to listen on, on a port of its own
   * @param target where it leads
   */
  static Future<Tunnel> open(Vertx vertx, Context context, String host, SocketAddress target) {
    Tunnel tunnel = new Tunnel(vertx, context, target);
    return tunnel.onLoop(
        () -> tunnel.server.connectHandler(tunnel::pass).listen(0, host).map(tunnel));
  }

  int port() {
    return server.actualPort();
  }

  /**
   * Cuts ways or mends them.
   *
   * @param there what callers send
   * @param back what they are answered
   */
  Future<Void> cut(boolean there, boolean back) {
    return onLoop(
        () -> {
          thereCut = there;
          backCut = back;
          pairs.forEach(this::apply);
          return Future.succeededFuture();
        });
  }

  /** Closes all connections; new ones pass. */
  Future<Void> reset() {
    return onLoop(
        () -> {
          for (Pair pair : Set.copyOf(pairs)) {
            pair.caller().close();
            pair.called().close();
          }
          return Future.succeededFuture();
        });
  }

  private <T> Future<T> onLoop(java.util.function.Supplier<Future<T>> deed) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(on -> deed.get().onComplete(promise));
    return promise.future();
  }

  private void pass(NetSocket caller) {
    caller.pause();
    client
        .connect(target)
        .onSuccess(called -> join(new Pair(caller, called)))
        .onFailure(failure -> caller.close());
  }

  private void join(Pair pair) {
    pairs.add(pair);
    pair.caller().handler(pair.called()::write);
    pair.called().handler(pair.caller()::write);
    pair.caller().exceptionHandler(broken -> pair.caller().close());
    pair.called().exceptionHandler(broken -> pair.called().close());
    pair.caller().closeHandler(gone -> part(pair, pair.called()));
    pair.called().closeHandler(gone -> part(pair, pair.caller()));
    apply(pair);
  }

  private void part(Pair pair, NetSocket other) {
    pairs.remove(pair);
    other.close();
  }

  private void apply(Pair pair) {
    if (thereCut) {
      pair.caller().pause();
    } else {
      pair.caller().resume();
    }
    if (backCut) {
      pair.called().pause();
    } else {
      pair.called().resume();
    }
  }
}
