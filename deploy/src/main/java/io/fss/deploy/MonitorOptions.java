package io.fss.deploy;

/**
 * A port for those who watch over a process and have no token: {@code /health/live}, {@code
 * /health/ready} and {@code /metrics} of this process.
 *
 * @param enabled whether there is one
 * @param host address to listen on
 * @param port TCP port to listen on; 0 takes any free one
 */
public record MonitorOptions(boolean enabled, String host, int port) {
  private static final int MOST = 65_535;

  public MonitorOptions {
    if (host.isBlank()) {
      throw new IllegalArgumentException(
          "monitor.host '%s' must name an address, such as 127.0.0.1".formatted(host));
    }
    if (port < 0 || port > MOST) {
      throw new IllegalArgumentException(
          "monitor.port %d must be between 0 and %d".formatted(port, MOST));
    }
  }
}
