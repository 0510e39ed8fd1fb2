package io.fss.client;

/** What time it is; a seam for tests. */
interface ClientClock {
  /** UTC milliseconds since the epoch. */
  long millis();

  /** Nanoseconds of a clock that only moves forward. */
  long nanos();

  /** The machine's clocks. */
  static ClientClock system() {
    return new ClientClock() {
      @Override
      public long millis() {
        return System.currentTimeMillis();
      }

      @Override
      public long nanos() {
        return System.nanoTime();
      }
    };
  }
}
