package io.fss.scheduler;

import java.util.List;
import java.util.Random;

/** Where all chance of a simulated history comes from: the same seed, the same luck. */
final class SimLuck {
  private final Random random;

  SimLuck(long seed) {
    // Neighbouring seeds begin alike in java.util.Random: they are mixed first.
    this.random = new Random(Mix.of(seed));
  }

  boolean chance(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  /** Evenly between two numbers, both included. */
  long between(long least, long most) {
    return least + (long) (random.nextDouble() * (most - least + 1));
  }

  /** As {@link #between}, but small numbers more often than large ones. */
  long lowBetween(long least, long most) {
    double share = random.nextDouble();
    return least + (long) (share * share * share * (most - least + 1));
  }

  int index(int size) {
    return random.nextInt(size);
  }

  <T> T pick(List<T> from) {
    return from.get(index(from.size()));
  }

  /** How long until the next event of those that come so often in a minute, in milliseconds. */
  long untilNext(double perMinute) {
    return (long) (-Math.log(1 - random.nextDouble()) * 60_000 / perMinute);
  }

  int nextInt() {
    return random.nextInt();
  }
}
