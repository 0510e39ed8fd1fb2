package io.fss.registry;

import io.fss.kernel.Clock;

/**
 * Time as far as this registry was awake to observe it: the monotonic clock, of which a pause in
 * which nobody looked counts as one second at most. A registry that was frozen has heartbeats
 * waiting in its queue; taking its own sleep for the clients' silence would end their attempts.
 */
final class Watch {
  private static final long LONGEST_BLINK = 1_000_000_000L;

  private final Clock clock;
  private long looked;
  private long observed;
  private long seen;

  Watch(Clock clock) {
    this.clock = clock;
    this.looked = clock.nanos();
  }

  /** Nanoseconds observed so far; differences of it measure silence. Never goes back. */
  long nanos() {
    long now = clock.nanos();
    observed += Math.min(now - looked, LONGEST_BLINK);
    looked = now;
    return observed;
  }

  /** The store was read as it was at that moment of {@link #nanos}. */
  void saw(long nanos) {
    seen = Math.max(seen, nanos);
  }

  /** Up to when the store was read: what came to pass since then nobody has seen. */
  long seen() {
    return seen;
  }
}
