package io.fss.scheduler;

import java.util.OptionalLong;

/**
 * When the tasks of a group are due; instants are UTC milliseconds. Pure: no clock, no database.
 */
sealed interface Schedule {

  /** The first occurrence of a group that is enabled now. */
  OptionalLong first(long now);

  /** The first occurrence of a group that is enabled or redefined later: the past is past. */
  default OptionalLong resume(long now) {
    return first(now);
  }

  /** Cron and fixed rate: the occurrence after the given one. Others are not planned ahead. */
  default OptionalLong after(long planned) {
    return OptionalLong.empty();
  }

  /**
   * Fixed delay and dynamic: the occurrence after a task that ended.
   *
   * @param ended when the task ended
   * @param asked the next time the job asked for; 0 means none
   */
  default OptionalLong afterEnd(long ended, long asked) {
    return OptionalLong.empty();
  }

  /** Whether an enabled group must always have a next task, or else is stuck. */
  default boolean automatic() {
    return false;
  }

  /** Whether the end of a task decides when the next one is due. */
  default boolean follows() {
    return false;
  }

  /**
   * Occurrences after {@code planned} that are not after {@code now}: what a late platform missed.
   */
  default Missed missed(long planned, long now) {
    return Missed.NONE;
  }

  /**
   * How many were missed, which, and the first occurrence that was not.
   *
   * @param more whether there were more than were counted
   */
  record Missed(long count, long first, long last, OptionalLong next, boolean more) {
    static final Missed NONE = new Missed(0, 0, 0, OptionalLong.empty());

    Missed(long count, long first, long last, OptionalLong next) {
      this(count, first, last, next, false);
    }
  }

  /** A cron expression in a time zone. */
  record Cron(CronTimes times) implements Schedule {
    // More are not counted one by one: that takes time on an event loop.
    private static final int COUNTED = 1_000;

    @Override
    public OptionalLong first(long now) {
      return times.after(now);
    }

    @Override
    public OptionalLong after(long planned) {
      return times.after(planned);
    }

    @Override
    public boolean automatic() {
      return true;
    }

    @Override
    public Missed missed(long planned, long now) {
      long count = 0;
      long first = 0;
      long last = 0;
      OptionalLong next = times.after(planned);
      while (next.isPresent() && next.getAsLong() <= now && count < COUNTED) {
        last = next.getAsLong();
        first = count == 0 ? last : first;
        count++;
        next = times.after(last);
      }
      boolean more = next.isPresent() && next.getAsLong() <= now;
      if (more) {
        next = times.after(now);
      }
      return new Missed(count, first, last, next, more);
    }
  }

  /** Due at start, start + every, start + 2 every ... */
  record FixedRate(long every, long start) implements Schedule {
    @Override
    public OptionalLong first(long now) {
      if (start == 0 || start >= now) {
        return OptionalLong.of(Math.max(start, now));
      }
      // The beat was said: it goes on, as if the group had been enabled all the time.
      return OptionalLong.of(now + Math.floorMod(start - now, every));
    }

    @Override
    public OptionalLong after(long planned) {
      return OptionalLong.of(planned + every);
    }

    @Override
    public boolean automatic() {
      return true;
    }

    @Override
    public Missed missed(long planned, long now) {
      long count = Math.max(0, (now - planned) / every);
      long last = planned + count * every;
      return new Missed(
          count, count == 0 ? 0 : planned + every, last, OptionalLong.of(last + every));
    }
  }

  /** Due some time after the task before has ended. */
  record FixedDelay(long every, long start) implements Schedule {
    @Override
    public boolean follows() {
      return true;
    }

    @Override
    public OptionalLong first(long now) {
      return OptionalLong.of(Math.max(start, now));
    }

    @Override
    public OptionalLong afterEnd(long ended, long asked) {
      return OptionalLong.of(ended + every);
    }

    @Override
    public boolean automatic() {
      return true;
    }
  }

  /** Due once. */
  record Once(long at) implements Schedule {
    @Override
    public OptionalLong first(long now) {
      return OptionalLong.of(at);
    }

    @Override
    public OptionalLong resume(long now) {
      return at > now ? OptionalLong.of(at) : OptionalLong.empty();
    }
  }

  /**
   * The job says when it wants to run next. Where it does not, or names an instant that has passed,
   * the fallback counts from the end of the task; without a fallback the group rests.
   */
  record Dynamic(long start, long fallback) implements Schedule {
    @Override
    public boolean follows() {
      return true;
    }

    @Override
    public OptionalLong first(long now) {
      return OptionalLong.of(Math.max(start, now));
    }

    @Override
    public OptionalLong afterEnd(long ended, long asked) {
      if (asked >= ended) {
        return OptionalLong.of(asked);
      }
      return fallback > 0 ? OptionalLong.of(ended + fallback) : OptionalLong.empty();
    }
  }

  /** Never due by itself. */
  record Manual() implements Schedule {
    @Override
    public OptionalLong first(long now) {
      return OptionalLong.empty();
    }
  }
}
