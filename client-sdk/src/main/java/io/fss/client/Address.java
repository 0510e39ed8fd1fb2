package io.fss.client;

import io.vertx.core.net.SocketAddress;

/**
 * Where a platform is reached.
 *
 * @param host host name or IP address without brackets
 * @param port TCP port, 1-65535
 */
record Address(String host, int port) {
  @Override
  public String toString() {
    return authorityHost() + ":" + port;
  }

  /** The host as it stands in an authority, where IPv6 has brackets. */
  private String authorityHost() {
    return host.indexOf(':') < 0 ? host : "[" + host + "]";
  }

  /** Where to connect. Vert.x makes the authority of a call from its host, and adds no brackets. */
  SocketAddress socketAddress() {
    return SocketAddress.inetSocketAddress(port, authorityHost());
  }

  /** Reads {@code host:port}; an IPv6 address stands in brackets. */
  static Address parse(String text) {
    int colon = text.lastIndexOf(':');
    Rules.that(colon > 0, "client.address", text, "be host:port");
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    Rules.that(bracketed || host.indexOf(':') < 0, "client.address", text, "have IPv6 in brackets");
    return new Address(
        bracketed ? host.substring(1, host.length() - 1) : host,
        port(text, text.substring(colon + 1)));
  }

  private static int port(String text, String digits) {
    boolean number = digits.matches("[0-9]{1,5}");
    int port = number ? Integer.parseInt(digits) : 0;
    Rules.that(port >= 1 && port <= 65535, "client.address", text, "have a port from 1 to 65535");
    return port;
  }
}
