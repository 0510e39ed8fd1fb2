package io.fss.client;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. */
final class SettableClock implements ClientClock {
  private final AtomicLong millis = new AtomicLong(1_700_000_000_000L);
  private final AtomicLong nanos = new AtomicLong();

  @Override
  public long millis() {
    return millis.get();
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  void advance(Duration by) {
    millis.addAndGet(by.toMillis());
    nanos.addAndGet(by.toNanos());
  }

  /** The machine was suspended: only the wall clock went on. */
  void jump(Duration by) {
    millis.addAndGet(by.toMillis());
  }
}
