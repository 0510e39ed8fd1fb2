package io.fss.dispatcher;

/**
 * Settings of the limits of calls, section {@code dispatcher.rates}. Each is calls a second; for a
 * moment it may be twice as many. Beyond it calls are refused, and nothing of them is done.
 *
 * @param session calls of one session
 * @param peer calls from one IP address
 * @param unknown calls from one IP address with a token that was not valid a moment ago
 */
public record RateOptions(int session, int peer, int unknown) {
  public RateOptions {
    check("session", session);
    check("peer", peer);
    check("unknown", unknown);
  }

  private static void check(String key, int rate) {
    if (rate < 1 || rate > 1_000_000) {
      throw new IllegalArgumentException(
          "dispatcher.rates.%s %d must be within 1 and 1000000".formatted(key, rate));
    }
  }
}
