package io.fss.scheduler;

/** The finalizer of SplitMix64: numbers that differ in one bit come out unrelated. */
final class Mix {
  private static final long GAMMA = 0x9e3779b97f4a7c15L;

  private Mix() {}

  static long of(long number) {
    long z = number + GAMMA;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** A share of one, evenly spread: 0 included, 1 excluded. */
  static double share(long number) {
    return (of(number) >>> 11) * 0x1.0p-53;
  }
}
