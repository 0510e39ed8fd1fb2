package io.fss.scheduler;

import java.util.OptionalLong;

/**
 * A schedule within bounds of time and on open days.
 *
 * <p>Moments of a fixed schedule that lie outside of the bounds or on a closed day are left out. A
 * moment that follows the end of a task is moved instead: to the start, or to the start of the next
 * open day.
 *
 * @param start nothing is due before; 0 means no bound
 * @param end nothing is due after; {@code Long.MAX_VALUE} means no bound
 */
record Bounded(Schedule inner, long start, long end, Days days) implements Schedule {
  // Open days without a moment are looked at for five years; rare moments have so many chances.
  private static final long SEARCHED_MS = 5L * 366 * 24 * 3_600_000;
  private static final int CHANCES = 100;

  @Override
  public OptionalLong first(long now) {
    return allowed(inner.first(Math.max(now, start - 1)));
  }

  @Override
  public OptionalLong resume(long now) {
    return allowed(inner.resume(Math.max(now, start - 1)));
  }

  @Override
  public OptionalLong again(long planned, long now) {
    OptionalLong next = inner.again(planned, Math.max(now, start - 1));
    if (follows() || next.isEmpty()) {
      return moved(next);
    }
    return allowed(inner.through(next.getAsLong()), next);
  }

  @Override
  public OptionalLong after(long planned) {
    Schedule beat = inner.through(planned);
    return allowed(beat, beat.after(Math.max(planned, start - 1)));
  }

  @Override
  public OptionalLong afterEnd(long ended, long asked) {
    return moved(inner.afterEnd(ended, asked));
  }

  @Override
  public boolean automatic() {
    return inner.automatic();
  }

  @Override
  public boolean follows() {
    return inner.follows();
  }

  @Override
  public boolean restsAfterSkip() {
    return inner.restsAfterSkip();
  }

  @Override
  public Schedule through(long moment) {
    return new Bounded(inner.through(moment), start, end, days);
  }

  @Override
  public Missed missed(long planned, long now) {
    Schedule beat = through(planned);
    if (days != Days.EVERY) {
      return Passed.count(beat::after, planned, now);
    }
    // Between two bounds the schedule counts for itself, and may be quicker at it.
    Missed missed = inner.missed(Math.max(planned, start - 1), Math.min(now, end));
    return missed.withNext(beat.after(Math.max(planned, now)));
  }

  private OptionalLong allowed(OptionalLong moment) {
    if (follows()) {
      return moved(moment);
    }
    return moment.isEmpty() ? moment : allowed(inner.through(moment.getAsLong()), moment);
  }

  private OptionalLong allowed(Schedule beat, OptionalLong moment) {
    OptionalLong next = moment;
    if (next.isPresent() && next.getAsLong() < start) {
      next = beat.after(start - 1);
    }
    long searched = next.isPresent() ? next.getAsLong() + SEARCHED_MS : 0;
    for (int i = 0; next.isPresent() && next.getAsLong() <= end; i++) {
      OptionalLong open = days.openFrom(next.getAsLong());
      if (open.equals(next)) {
        return next;
      }
      boolean goesOn = open.isPresent() && (i < CHANCES || open.getAsLong() < searched);
      next = goesOn ? beat.after(open.getAsLong() - 1) : OptionalLong.empty();
    }
    return OptionalLong.empty();
  }

  private OptionalLong moved(OptionalLong due) {
    if (due.isEmpty()) {
      return due;
    }
    OptionalLong open = days.openFrom(Math.max(due.getAsLong(), start));
    return open.isPresent() && open.getAsLong() <= end ? open : OptionalLong.empty();
  }
}
