package io.fss.dispatcher;

import java.time.Duration;

/**
 * Settings of the gRPC edge, section {@code dispatcher}.
 *
 * @param host address the edge listens on
 * @param port TCP port the edge listens on; 0 for any free one
 * @param maxMessageBytes largest message either way
 * @param connectTimeout how long connecting to a client may take
 * @param answerTimeout how long a client may take to answer a command; must be less than the bus
 *     waits, so that the answer to the scheduler is ours
 * @param streams section {@code dispatcher.streams}
 * @param dialBack section {@code dispatcher.dial-back}
 * @param tls section {@code dispatcher.tls}
 * @param rates section {@code dispatcher.rates}
 */
public record DispatcherOptions(
    String host,
    int port,
    int maxMessageBytes,
    Duration connectTimeout,
    Duration answerTimeout,
    StreamOptions streams,
    DialBackOptions dialBack,
    TlsOptions tls,
    RateOptions rates) {
  public DispatcherOptions {
    if (host == null || host.isBlank()) {
      throw new IllegalArgumentException(
          "dispatcher.host '%s' must be an address to listen on".formatted(host));
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(
          "dispatcher.port %d must be within 0 and 65535".formatted(port));
    }
    if (maxMessageBytes < 262_144 || maxMessageBytes > 64 * 1_048_576) {
      throw new IllegalArgumentException(
          "dispatcher.max-message-bytes %d must be within 262144 and 67108864"
              .formatted(maxMessageBytes));
    }
    brief("connect-timeout", connectTimeout);
    brief("answer-timeout", answerTimeout);
  }

  private static void brief(String key, Duration value) {
    if (value.toMillis() < 100 || value.toMillis() > 1_900) {
      throw new IllegalArgumentException(
          "dispatcher.%s %s must be within 100ms and 1900ms".formatted(key, value));
    }
  }
}
