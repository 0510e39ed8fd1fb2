package io.fss.deploy;

/**
 * A port of its own for {@code /metrics} and health, for processes without a console and for those who measure
 * and have no token.
 *
 * @param enabled whether there is one
 * @param host address to listen on
 * @param port TCP port to listen on; 0 takes any free one
 */
public record MetricsOptions(boolean enabled, String host, int port) {
  private static final int MOST = 65_535;

  public MetricsOptions {
    if (host.isBlank()) {
      throw new IllegalArgumentException(
          "metrics.host '%s' must name an address, such as 127.0.0.1".formatted(host));
    }
    if (port < 0 || port > MOST) {
      throw new IllegalArgumentException(
          "metrics.port %d must be between 0 and %d".formatted(port, MOST));
    }
  }
}
