package io.fss.scheduler;

import io.fss.kernel.Clock;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Keeps a distance between transactions: one of ten tasks costs little more than one of one. Tasks
 * are taken up ahead of their time by more than the longer distance ({@link Stager#LEAD_MS}), so it
 * makes nothing late; the shorter one is for what is late already, or is wanted now.
 */
final class Spacing {
  private static final long NANOS = Duration.ofMillis(20).toNanos();
  private static final long HURRIED_NANOS = Duration.ofMillis(8).toNanos();

  private final Vertx vertx;
  private final Clock clock;
  private final Runnable over;
  private long lastNanos;
  private long timer = -1;
  private long until;

  /**
   * Makes one whose first transaction may begin at once.
   *
   * @param over called when a rest is over
   */
  Spacing(Vertx vertx, Clock clock, Runnable over) {
    this.vertx = vertx;
    this.clock = clock;
    this.over = over;
    this.lastNanos = clock.nanos() - NANOS;
  }

  /** Whether the distance to the last transaction is still to be kept; then it calls when it is. */
  boolean rests(boolean hurried) {
    long now = clock.nanos();
    long end = lastNanos + (hurried ? HURRIED_NANOS : NANOS);
    if (end - now <= 0) {
      return false;
    }
    if (timer < 0 || until - end > 0) {
      wake();
      until = end;
      timer = vertx.setTimer(Math.max(1, Duration.ofNanos(end - now).toMillis()), this::rested);
    }
    return true;
  }

  private void rested(long id) {
    timer = -1;
    // By the timer, also where the clock stands still.
    lastNanos = clock.nanos() - NANOS;
    over.run();
  }

  /** There is no rest to be kept, or no more. */
  void wake() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      timer = -1;
    }
  }

  /** A transaction begins. */
  void begin() {
    lastNanos = clock.nanos();
  }
}
