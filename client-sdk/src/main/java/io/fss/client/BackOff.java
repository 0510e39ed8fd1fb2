package io.fss.client;

import java.util.concurrent.ThreadLocalRandom;

/** Growing pauses between tries, with jitter so that many clients do not come back together. */
final class BackOff {
  private final long leastMs;
  private final long mostMs;
  private long nextMs;

  BackOff(long leastMs, long mostMs) {
    this.leastMs = leastMs;
    this.mostMs = mostMs;
    this.nextMs = leastMs;
  }

  /** Milliseconds to wait now: between half and the whole of a step that doubles. */
  long pauseMs() {
    long step = nextMs;
    nextMs = Math.min(mostMs, nextMs * 2);
    return Math.max(1, step / 2 + ThreadLocalRandom.current().nextLong(step / 2 + 1));
  }

  void reset() {
    nextMs = leastMs;
  }
}
