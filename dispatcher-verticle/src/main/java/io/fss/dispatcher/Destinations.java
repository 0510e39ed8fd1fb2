package io.fss.dispatcher;

import io.fss.proto.v1.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * Where clients may be called. A name is resolved once and what it stands for is checked and
 * called, so that no second answer of a name server leads past the check.
 */
final class Destinations {
  private final Networks allowed;
  private final Networks denied;
  // Name servers may be slow: they hold up nobody but those who wait for names.
  private final WorkerExecutor names;

  Destinations(Vertx vertx, DialBackOptions options) {
    this.allowed = Networks.parse("dispatcher.dial-back.networks", options.networks());
    this.denied = Networks.parse("dispatcher.dial-back.denied", options.denied());
    this.names = vertx.createSharedWorkerExecutor("fss-dispatcher-names", 2);
  }

  /** The address to call; fails where none may be called. */
  Future<SocketAddress> of(Endpoint endpoint) {
    String host = endpoint.getHost();
    Optional<InetAddress> literal = Networks.literal(host);
    Future<List<InetAddress>> found =
        literal
            .map(address -> Future.succeededFuture(List.of(address)))
            .orElseGet(() -> names.executeBlocking(() -> resolve(host), false));
    return found.map(addresses -> choose(endpoint, addresses));
  }

  private static List<InetAddress> resolve(String host) {
    try {
      return List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      throw new NotAllowed("host %s is not known here".formatted(host));
    }
  }

  private SocketAddress choose(Endpoint endpoint, List<InetAddress> addresses) {
    InetAddress chosen =
        addresses.stream()
            .map(Networks::plain)
            .filter(this::allows)
            .findFirst()
            .orElseThrow(
                () ->
                    new NotAllowed(
                        "host %s is outside of dispatcher.dial-back.networks"
                            .formatted(endpoint.getHost())));
    return endpoint.getHost().indexOf(':') >= 0
        ? literal(chosen, endpoint.getPort())
        : named(endpoint.getHost(), chosen, endpoint.getPort());
  }

  /** Vert.x makes the authority of a call from the host, and adds no brackets. */
  private static SocketAddress literal(InetAddress address, int port) {
    String text = address.getHostAddress();
    return SocketAddress.inetSocketAddress(
        port, address instanceof Inet6Address ? "[" + text + "]" : text);
  }

  /** With the name that certificates are checked against. */
  private static SocketAddress named(String host, InetAddress chosen, int port) {
    try {
      InetAddress named = InetAddress.getByAddress(host, chosen.getAddress());
      return SocketAddress.inetSocketAddress(new InetSocketAddress(named, port));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  private boolean allows(InetAddress address) {
    // Neither is the address of anybody, and "any" is this machine itself.
    return !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && allowed.contains(address)
        && !denied.contains(address);
  }

  Future<Void> close() {
    return names.close();
  }

  /** Nothing was called. */
  static final class NotAllowed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private NotAllowed(String message) {
      super(message, null, false, false);
    }
  }
}
