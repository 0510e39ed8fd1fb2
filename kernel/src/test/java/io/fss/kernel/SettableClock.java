package io.fss.kernel;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. */
public final class SettableClock implements Clock {
  private final AtomicLong millis;
  private final AtomicLong nanos = new AtomicLong();

  public SettableClock(Instant start) {
    this.millis = new AtomicLong(start.toEpochMilli());
  }

  @Override
  public long millis() {
    return millis.get();
  }

  @Override
  public long nanos() {
    return nanos.get();
  }

  /** Time passes on both clocks. */
  public void advance(Duration by) {
    millis.addAndGet(by.toMillis());
    nanos.addAndGet(by.toNanos());
  }

  /** Somebody sets the wall clock; no time passes. */
  public void jump(Duration by) {
    millis.addAndGet(by.toMillis());
  }
}
