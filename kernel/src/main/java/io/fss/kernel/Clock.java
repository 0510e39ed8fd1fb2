package io.fss.kernel;

import java.time.Instant;

/** What time it is; every class that needs time takes one. */
public interface Clock {
  /** UTC milliseconds since the epoch. */
  long millis();

  /** Nanoseconds of a clock that only moves forward; differences of it measure time. */
  long nanos();

  default Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  /** The machine's clocks. */
  static Clock system() {
    return SystemClock.INSTANCE;
  }
}
