package io.fss.client;

import java.util.Objects;

/**
 * What happens when a moment comes while an earlier task of the group has not ended.
 *
 * @param deed what happens
 * @param limit for {@link Deed#BUFFER_ALL} most that wait, for {@link Deed#ALLOW_ALL} most that run
 *     beside each other, 1-1000; zero means that the platform decides (100 and 10)
 */
public record Overlap(Deed deed, int limit) {
  /** What happens. */
  public enum Deed {
    /** The new one is skipped. */
    SKIP,
    /** It waits for the end; while one waits, further ones are skipped. */
    BUFFER_ONE,
    /** Each waits for the end of the one before. */
    BUFFER_ALL,
    /** What runs is cancelled; the new one starts when that has ended. */
    CANCEL_OTHER,
    /** They run beside each other. */
    ALLOW_ALL
  }

  /** Checks the ranges. */
  public Overlap {
    Objects.requireNonNull(deed, "policies.overlap.deed");
    Rules.range("policies.overlap.limit", limit, 0, 1_000);
  }

  /** The new one is skipped. */
  public static Overlap skip() {
    return new Overlap(Deed.SKIP, 0);
  }

  /** One waits for the end, further ones are skipped. */
  public static Overlap bufferOne() {
    return new Overlap(Deed.BUFFER_ONE, 0);
  }

  /** Each waits for the end of the one before, so many at most. */
  public static Overlap bufferAll(int limit) {
    return new Overlap(Deed.BUFFER_ALL, limit);
  }

  /** What runs is cancelled. */
  public static Overlap cancelOther() {
    return new Overlap(Deed.CANCEL_OTHER, 0);
  }

  /** They run beside each other, so many at most. */
  public static Overlap allowAll(int limit) {
    return new Overlap(Deed.ALLOW_ALL, limit);
  }
}
