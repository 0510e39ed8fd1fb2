package io.fss.kernel;

import java.util.concurrent.TimeUnit;

/**
 * Tells when the plans that a session keeps were made for tables of another size. A plan for an
 * empty table reads the whole of it for every row of a batch; used on a hundred thousand rows it
 * takes seconds, and the server itself notices only when it analyzes the table, a minute later.
 */
final class PlanAge {
  private static final long OLDEST_NANOS = TimeUnit.SECONDS.toNanos(1);
  // What a wrong plan has to read stays small: the plan is made again before the table grows by
  // this. A large table needs that less and less often.
  private static final long FIRST_ROWS = 250;

  private long madeAt;
  private long madeAtRows;
  private long rows = FIRST_ROWS;

  /** The session has made no plan yet. */
  void begin(long nanos, long written) {
    madeAt = nanos;
    madeAtRows = written;
    rows = FIRST_ROWS;
  }

  /**
   * Whether plans are to be made anew; whoever asks then does so.
   *
   * @param written rows that this process has written so far, to whichever table
   */
  boolean isOver(long nanos, long written) {
    if (nanos - madeAt >= OLDEST_NANOS) {
      begin(nanos, written);
      return true;
    }
    if (written - madeAtRows >= rows) {
      madeAtRows = written;
      rows *= 2;
      return true;
    }
    return false;
  }
}
