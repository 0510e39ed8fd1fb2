package io.fss.console;

/**
 * Settings of the console.
 *
 * @param host address to listen on
 * @param port TCP port to listen on; 0 takes any free one
 * @param token the API's bearer token; empty means that the first start makes a random one
 * @param maxBodyBytes longest request body in bytes; longer ones are refused with 413
 */
public record ConsoleOptions(String host, int port, String token, int maxBodyBytes) {
  private static final int SHORTEST_TOKEN = 16;

  public ConsoleOptions {
    if (host.isBlank()) {
      throw new IllegalArgumentException(
          "console.host '%s' must name an address, such as 127.0.0.1".formatted(host));
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "console.port %d must be between 0 and 65535".formatted(port));
    }
    if (!token.isEmpty() && token.length() < SHORTEST_TOKEN) {
      // The value is a secret: only its length is told.
      throw new IllegalArgumentException(
          "console.token (%d characters) must be empty or have at least %d characters"
              .formatted(token.length(), SHORTEST_TOKEN));
    }
    if (maxBodyBytes < 1024) {
      throw new IllegalArgumentException(
          "console.max-body-bytes %d must be at least 1024".formatted(maxBodyBytes));
    }
  }

  @Override
  public String toString() {
    return "ConsoleOptions[host=%s, port=%d, token=%s, maxBodyBytes=%d]"
        .formatted(host, port, token.isEmpty() ? "" : "***", maxBodyBytes);
  }
}
