package io.fss.kernel;

import java.time.Instant;

/** The machine's wall clock and its monotonic clock. */
final class SystemClock implements Clock {
  static final SystemClock INSTANCE = new SystemClock();

  private SystemClock() {}

  @Override
  public long millis() {
    return System.currentTimeMillis();
  }

  @Override
  public Instant instant() {
    // Finer than a millisecond, for whoever compares clocks.
    return Instant.now();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }
}
