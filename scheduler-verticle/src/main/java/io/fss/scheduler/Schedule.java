package io.fss.scheduler;

import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/**
 * When the tasks of a group are due; instants are UTC milliseconds. Pure: no clock, no database.
 *
 * <p>Schedules of the fixed kinds know their moments ahead; those that {@linkplain #follows()
 * follow} learn the next one when a task has ended. All of it is nominal time: the jitter of a
 * group is added by whoever plans.
 */
sealed interface Schedule
    permits Bounded,
        DailyWindow,
        Schedule.Cron,
        Schedule.FixedRate,
        Schedule.FixedDelay,
        Schedule.Once,
        Schedule.Instants,
        Schedule.Dynamic,
        Schedule.Manual {

  /** How far requests may travel and clocks may differ until an instant is of the past. */
  long TRAVEL_MS = 60_000;

  /** The first occurrence of a group that is enabled now. */
  OptionalLong first(long now);

  /** The first occurrence of a group that is enabled or redefined later: the past is past. */
  default OptionalLong resume(long now) {
    return first(now);
  }

  /**
   * The first moment from now on where the one that is planned may have become wrong, because a
   * calendar was changed. What follows the end of a task comes no earlier than it was planned.
   */
  default OptionalLong again(long planned, long now) {
    return follows() ? OptionalLong.of(planned) : resume(now);
  }

  /** The first moment after the given one. Those that follow are not planned ahead: empty. */
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

  /** Whether an enabled group must have a next task as long as {@link #resume} names one. */
  default boolean automatic() {
    return false;
  }

  /** Whether the end of a task decides when the next one is due. */
  default boolean follows() {
    return false;
  }

  /** Whether nothing would follow a task that is skipped, because only its job could say when. */
  default boolean restsAfterSkip() {
    return false;
  }

  /** The same schedule, for those that say how often but not since when: one with this moment. */
  default Schedule through(long moment) {
    return this;
  }

  /**
   * Moments after {@code planned} that are not after {@code now}: what a late platform missed. At
   * most {@link Passed#COUNTED} are counted one by one.
   */
  default Missed missed(long planned, long now) {
    return Passed.count(through(planned)::after, planned, now);
  }

  /**
   * How many were missed, the first and the last of them, and the first moment that was not.
   *
   * @param more whether there were more than were counted
   */
  record Missed(long count, long first, long last, OptionalLong next, boolean more) {
    static final Missed NONE = none(OptionalLong.empty());

    Missed(long count, long first, long last, OptionalLong next) {
      this(count, first, last, next, false);
    }

    static Missed none(OptionalLong next) {
      return new Missed(0, 0, 0, next);
    }

    Missed withNext(OptionalLong other) {
      return new Missed(count, first, last, other, more);
    }
  }

  /** A cron expression in a time zone. */
  record Cron(CronTimes times) implements Schedule {
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
  }

  /** Due at start, start + every, start + 2 every ...; a start of 0 is said by the first moment. */
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
    public OptionalLong again(long planned, long now) {
      // The beat that was not said goes through what was planned, and did so before it.
      return start > 0 ? first(now) : OptionalLong.of(now + Math.floorMod(planned - now, every));
    }

    @Override
    public OptionalLong after(long planned) {
      if (planned < start) {
        return OptionalLong.of(start);
      }
      long since = start == 0 ? 0 : (planned - start) % every;
      return OptionalLong.of(planned - since + every);
    }

    @Override
    public Schedule through(long moment) {
      return start == 0 ? new FixedRate(every, moment) : this;
    }

    @Override
    public boolean automatic() {
      return true;
    }

    @Override
    public Missed missed(long planned, long now) {
      long first = after(planned).getAsLong();
      if (first > now) {
        return Missed.none(OptionalLong.of(first));
      }
      long count = (now - first) / every + 1;
      long last = first + (count - 1) * every;
      return new Missed(count, first, last, OptionalLong.of(last + every));
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
      return after(now);
    }

    @Override
    public OptionalLong after(long planned) {
      return at > planned ? OptionalLong.of(at) : OptionalLong.empty();
    }
  }

  /** Due at each of these instants; ascending, none twice. */
  record Instants(List<Long> at) implements Schedule {
    public Instants {
      at = at.stream().sorted().distinct().toList();
    }

    @Override
    public OptionalLong first(long now) {
      return after(now - TRAVEL_MS - 1);
    }

    @Override
    public OptionalLong resume(long now) {
      return after(now);
    }

    @Override
    public OptionalLong after(long planned) {
      int found = Collections.binarySearch(at, planned);
      int next = found < 0 ? -found - 1 : found + 1;
      return next < at.size() ? OptionalLong.of(at.get(next)) : OptionalLong.empty();
    }

    @Override
    public boolean automatic() {
      return true;
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
    public boolean restsAfterSkip() {
      return fallback == 0;
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
