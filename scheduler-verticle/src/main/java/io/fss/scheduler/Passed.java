package io.fss.scheduler;

import io.fss.scheduler.Schedule.Missed;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Moments of a fixed schedule that have passed. After months of downtime a schedule of every second
 * has millions of them: none of this walks through all, whatever the schedule is.
 */
final class Passed {
  /** More are not counted one by one. */
  static final int COUNTED = 1_000;

  // A piece of time may hold a little more than what is missing, and grows until it holds a part.
  private static final int SPARE = 64;
  private static final int GOOD_PART = 4;
  private static final long[] TOO_MANY = {};

  private Passed() {}

  /** A schedule that knows its moments, see {@link Schedule#through}. */
  interface Beat {
    OptionalLong after(long moment);
  }

  /** Those after {@code planned} and not after {@code until}. */
  static Missed count(Beat beat, long planned, long until) {
    long count = 0;
    long first = 0;
    long last = 0;
    OptionalLong next = beat.after(planned);
    while (within(next, until) && count < COUNTED) {
      last = next.getAsLong();
      first = count == 0 ? last : first;
      count++;
      next = beat.after(last);
    }
    if (!within(next, until)) {
      return new Missed(count, first, last, next);
    }
    return new Missed(count, first, last(beat, until), beat.after(until), true);
  }

  /**
   * The newest of those after {@code after} and not after {@code until}, ascending.
   *
   * @param most how many at most, 1 or more
   */
  static long[] newest(Beat beat, long after, long until, int most) {
    long[] oldest = walk(beat, after, until, most);
    if (oldest != TOO_MANY) {
      return oldest;
    }
    long[] newest = new long[most];
    int missing = most;
    long till = until;
    long width = 1;
    while (missing > 0 && till > after) {
      long from = Math.max(after, till - width);
      long[] piece = walk(beat, from, till, missing + SPARE);
      if (piece == TOO_MANY) {
        // From the newest on, the pieces grow again until they hold a good part of what is missing.
        till = last(beat, till);
        width = 1;
        continue;
      }
      int taken = Math.min(missing, piece.length);
      System.arraycopy(piece, piece.length - taken, newest, missing - taken, taken);
      missing -= taken;
      till = from;
      width = piece.length < most / GOOD_PART + 1 ? Math.min(2 * width, until - after) : width;
    }
    return Arrays.copyOfRange(newest, missing, most);
  }

  /** The newest that is not after {@code until}; there must be one. */
  private static long last(Beat beat, long until) {
    long width = 1;
    while (!within(beat.after(until - width), until)) {
      width *= 2;
    }
    long before = until - width;
    long newest = until;
    while (newest - before > 1) {
      long middle = (before + newest) / 2;
      if (within(beat.after(middle), until)) {
        before = middle;
      } else {
        newest = middle;
      }
    }
    return newest;
  }

  /** All of them, or {@link #TOO_MANY}. */
  private static long[] walk(Beat beat, long after, long until, int most) {
    long[] found = new long[Math.min(most, SPARE)];
    int count = 0;
    OptionalLong next = beat.after(after);
    while (within(next, until)) {
      if (count == most) {
        return TOO_MANY;
      }
      if (count == found.length) {
        found = Arrays.copyOf(found, Math.min(most, 2 * count));
      }
      found[count++] = next.getAsLong();
      next = beat.after(next.getAsLong());
    }
    return Arrays.copyOf(found, count);
  }

  private static boolean within(OptionalLong moment, long until) {
    return moment.isPresent() && moment.getAsLong() <= until;
  }
}
