package io.fss.client.testing;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * The time of a {@link FakePlatform}: it stands still until {@link FakePlatform#advance} moves it.
 * Give it to jobs that ask what time it is.
 */
public final class VirtualTime extends Clock {
  /** Where time starts when a test does not care. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private volatile Instant now;

  /** A time that starts at {@link #START}. */
  public VirtualTime() {
    this(START);
  }

  /**
   * A time that starts at an instant; what is finer than a millisecond is cut.
   *
   * @throws IllegalArgumentException for the epoch and what is before it, of which jobs have no
   *     time
   */
  public VirtualTime(Instant start) {
    if (!start.isAfter(Instant.EPOCH.plusMillis(1))) {
      throw new IllegalArgumentException(
          "start '%s' must be after %s".formatted(start, Instant.EPOCH));
    }
    this.now = Objects.requireNonNull(start, "start").truncatedTo(ChronoUnit.MILLIS);
  }

  void set(Instant to) {
    now = to;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    VirtualTime time = this;
    return new Clock() {
      @Override
      public Instant instant() {
        return time.instant();
      }

      @Override
      public ZoneId getZone() {
        return zone;
      }

      @Override
      public Clock withZone(ZoneId other) {
        return time.withZone(other);
      }
    };
  }
}
