package io.fss.scheduler;

import io.fss.proto.v1.Policies;
import io.fss.scheduler.Schedule.Missed;
import java.util.OptionalLong;

/**
 * What becomes of a task that may be late, and of the moments that passed after it. Pure; bounded
 * by a few thousand steps of the schedule, however long the platform was down.
 */
final class Misfire {
  private Misfire() {}

  /**
   * The decision.
   *
   * @param runs whether the task at hand may still run
   * @param skipped further moments that have passed and get no task, without the task at hand
   * @param next what to plan after it
   * @param catchUp whether {@code next} has passed already and is to be made up for
   */
  record Verdict(boolean runs, Missed skipped, OptionalLong next, boolean catchUp) {}

  /**
   * Decides; all instants are nominal ones.
   *
   * @param policies with all defaults filled in
   * @param graceMs how late a moment may be that counts as in time; for MISFIRE_SKIP
   * @param planned the moment of the task at hand
   * @param waited whether it waited for a client, in which case it runs however late it is
   */
  static Verdict decide(
      Schedule schedule, Policies policies, long graceMs, long planned, long now, boolean waited) {
    long oldest = oldest(policies, graceMs, now);
    boolean runs = waited || planned >= oldest;
    if (schedule.follows()) {
      return following(schedule, runs, now);
    }
    Schedule beat = schedule.through(planned);
    OptionalLong next = beat.after(planned);
    if (next.isEmpty() || next.getAsLong() > now) {
      return new Verdict(runs, Missed.none(next), next, false);
    }
    long before = Math.max(planned, oldest - 1);
    return policies.getMisfire() == Policies.Misfire.FIRE_ALL
        ? each(beat, Math.max(1, policies.getMisfireLimit()), planned, before, now, runs, waited)
        : one(beat, planned, before, now, runs);
  }

  /** The oldest moment that may still be made up for. */
  private static long oldest(Policies policies, long graceMs, long now) {
    long window = policies.getMisfireWindowMs() > 0 ? policies.getMisfireWindowMs() : now;
    boolean skips = policies.getMisfire() == Policies.Misfire.MISFIRE_SKIP;
    return now - (skips ? Math.min(window, graceMs) : window);
  }

  /**
   * Where the end of a task decides what is next, nothing else can have passed, and a skip is an
   * end. A group that would rest after it for good runs late instead.
   */
  private static Verdict following(Schedule schedule, boolean inTime, long now) {
    boolean runs = inTime || schedule.restsAfterSkip();
    OptionalLong next = runs ? OptionalLong.empty() : schedule.afterEnd(now, 0);
    return new Verdict(runs, Missed.none(next), next, false);
  }

  /** One task for all: the one at hand, or else the newest of those that may be made up for. */
  private static Verdict one(Schedule beat, long planned, long before, long now, boolean runs) {
    long[] kept = runs ? new long[0] : Passed.newest(beat::after, before, now, 1);
    return verdict(beat, planned, now, runs, kept, 0);
  }

  /** A task for each of the newest that may be made up for, the one at hand included. */
  private static Verdict each(
      Schedule beat,
      int limit,
      long planned,
      long before,
      long now,
      boolean inTime,
      boolean waited) {
    long[] kept = Passed.newest(beat::after, before, now, limit);
    boolean runs = waited || (inTime && kept.length < limit);
    boolean full = runs && kept.length == limit;
    return verdict(beat, planned, now, runs, kept, full ? 1 : 0);
  }

  private static Verdict verdict(
      Schedule beat, long planned, long now, boolean runs, long[] kept, int from) {
    if (from >= kept.length) {
      Missed all = beat.missed(planned, now);
      return new Verdict(runs, all, all.next(), false);
    }
    OptionalLong next = OptionalLong.of(kept[from]);
    Missed older = beat.missed(planned, kept[from] - 1);
    return new Verdict(runs, older.withNext(next), next, true);
  }
}
