package io.fss.client;

import java.util.Objects;
import java.util.Set;

/**
 * Where the client listens for the platform's commands.
 *
 * @param host address to listen on
 * @param port TCP port, 0-65535; 0 takes a free one
 * @param advertisedHost host the platform is told; empty means {@code host}, which is no choice for
 *     a wildcard address
 * @param advertisedPort port the platform is told; 0 means the one that is listened on
 */
public record ListenOptions(String host, int port, String advertisedHost, int advertisedPort) {
  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

  /** Only this machine, on a free port. */
  public static final ListenOptions LOCAL = new ListenOptions("127.0.0.1", 0, "", 0);

  /** Checks the ranges and that something reachable is advertised. */
  public ListenOptions {
    Objects.requireNonNull(host, "client.listen.host");
    Objects.requireNonNull(advertisedHost, "client.listen.advertisedHost");
    Rules.that(!host.isBlank(), "client.listen.host", host, "not be blank");
    Rules.range("client.listen.port", port, 0, 65535);
    Rules.range("client.listen.advertisedPort", advertisedPort, 0, 65535);
    Rules.that(
        !advertisedHost.isEmpty() || !WILDCARDS.contains(host),
        "client.listen.advertisedHost",
        advertisedHost,
        "be set where the client listens on " + host);
  }

  String reachableHost() {
    return advertisedHost.isEmpty() ? host : advertisedHost;
  }

  int reachablePort(int listening) {
    return advertisedPort == 0 ? listening : advertisedPort;
  }
}
