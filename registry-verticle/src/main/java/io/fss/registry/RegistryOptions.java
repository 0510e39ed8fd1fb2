package io.fss.registry;

import java.time.Duration;

/**
 * Settings of the registry, keys {@code registry.*}.
 *
 * @param heartbeatInterval how often a client is asked for a heartbeat
 * @param offlineAfter observed silence after which a client gets no new work
 * @param maxClients most sessions at one time
 * @param clientToken a token that clients may present, for set-ups that bring their own; empty
 *     means that the first start makes one
 */
public record RegistryOptions(
    Duration heartbeatInterval, Duration offlineAfter, int maxClients, String clientToken) {
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(50);
  private static final Duration LONGEST_OFFLINE = Duration.ofMinutes(5);
  private static final int MOST_CLIENTS = 100_000;
  private static final int SHORTEST_TOKEN = 16;

  public RegistryOptions {
    clientToken = clientToken == null ? "" : clientToken;
    if (heartbeatInterval.compareTo(SHORTEST_INTERVAL) < 0) {
      throw new IllegalArgumentException(
          "registry.heartbeat-interval %s must be at least %s"
              .formatted(heartbeatInterval, SHORTEST_INTERVAL));
    }
    if (offlineAfter.compareTo(LONGEST_OFFLINE) > 0) {
      throw new IllegalArgumentException(
          "registry.offline-after %s must be at most %s".formatted(offlineAfter, LONGEST_OFFLINE));
    }
    if (heartbeatInterval.multipliedBy(3).compareTo(offlineAfter) > 0) {
      throw new IllegalArgumentException(
          "registry.heartbeat-interval %s must be at most a third of registry.offline-after %s"
              .formatted(heartbeatInterval, offlineAfter));
    }
    if (maxClients < 1 || maxClients > MOST_CLIENTS) {
      throw new IllegalArgumentException(
          "registry.max-clients %d must be from 1 to %d".formatted(maxClients, MOST_CLIENTS));
    }
    if (!clientToken.isEmpty() && clientToken.length() < SHORTEST_TOKEN) {
      // The value is a secret: its length says enough.
      throw new IllegalArgumentException(
          "registry.client-token (%d characters) must have at least %d characters"
              .formatted(clientToken.length(), SHORTEST_TOKEN));
    }
  }

  /** Without the token, so that settings can be logged. */
  @Override
  public String toString() {
    return "RegistryOptions[heartbeatInterval=%s, offlineAfter=%s, maxClients=%d]"
        .formatted(heartbeatInterval, offlineAfter, maxClients);
  }
}
