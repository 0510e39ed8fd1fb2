package io.fss.client.testing;

import io.fss.proto.v1.DailyTrigger;
import io.fss.proto.v1.DynamicTrigger;
import io.fss.proto.v1.IntervalTrigger;
import io.fss.proto.v1.Trigger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When a trigger is due, as the platform reads it. Cron expressions are read by the platform alone:
 * here they are never due. Calendars and jitter are left out.
 */
record Timetable(Trigger trigger) {
  /** The first moment of a group that is enabled now. */
  Optional<Instant> first(Instant now) {
    long ms = now.toEpochMilli();
    return switch (trigger.getKindCase()) {
      case INTERVAL -> within(firstOf(trigger.getInterval(), ms));
      case DYNAMIC -> within(Math.max(trigger.getDynamic().getFirstAtMs(), ms));
      // One that has passed is made up for.
      case ONCE -> within(trigger.getOnce().getAtMs());
      case LIST, DAILY -> after(now.minusMillis(1));
      case CRON, MANUAL, KIND_NOT_SET -> Optional.empty();
    };
  }

  private static long firstOf(IntervalTrigger interval, long now) {
    long start = interval.getStartAtMs();
    if (start >= now || start == 0 || follows(interval)) {
      return Math.max(start, now);
    }
    return now + Math.floorMod(start - now, interval.getEveryMs());
  }

  /** The next moment; empty where that depends on the end of a task. */
  Optional<Instant> after(Instant planned) {
    long ms = Math.max(planned.toEpochMilli(), trigger.getStartAtMs() - 1);
    return switch (trigger.getKindCase()) {
      case INTERVAL ->
          follows() ? Optional.empty() : within(ms + trigger.getInterval().getEveryMs());
      case ONCE ->
          trigger.getOnce().getAtMs() > ms ? within(trigger.getOnce().getAtMs()) : Optional.empty();
      case LIST ->
          trigger.getList().getAtMsList().stream()
              .filter(at -> at > ms)
              .sorted()
              .findFirst()
              .flatMap(this::within);
      case DAILY ->
          daily(trigger.getDaily(), Instant.ofEpochMilli(ms))
              .map(Instant::toEpochMilli)
              .flatMap(this::within);
      case DYNAMIC, CRON, MANUAL, KIND_NOT_SET -> Optional.empty();
    };
  }

  /** Of the moments from one that was due on, the last that is not after now. */
  Instant last(Instant due, Instant now) {
    Instant last = due;
    Optional<Instant> next = after(last);
    while (next.isPresent() && !next.get().isAfter(now)) {
      last = next.get();
      next = after(last);
    }
    return last;
  }

  /** Whether the end of a task decides when the next one is due. */
  boolean follows() {
    return trigger.hasDynamic() || (trigger.hasInterval() && follows(trigger.getInterval()));
  }

  private static boolean follows(IntervalTrigger interval) {
    return interval.getMode() == IntervalTrigger.Mode.FIXED_DELAY;
  }

  /** The moment after a task that has ended. */
  Optional<Instant> afterEnd(Instant ended, Optional<Instant> asked) {
    if (trigger.hasInterval()) {
      return within(ended.toEpochMilli() + trigger.getInterval().getEveryMs());
    }
    if (asked.isPresent() && !asked.get().isBefore(ended)) {
      return within(asked.get().toEpochMilli());
    }
    DynamicTrigger dynamic = trigger.getDynamic();
    return dynamic.getFallbackMs() > 0
        ? within(ended.toEpochMilli() + dynamic.getFallbackMs())
        : Optional.empty();
  }

  private Optional<Instant> within(long ms) {
    long due = Math.max(ms, trigger.getStartAtMs());
    return trigger.getEndAtMs() > 0 && due > trigger.getEndAtMs()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli(due));
  }

  private static Optional<Instant> daily(DailyTrigger daily, Instant after) {
    ZoneId zone = ZoneId.of(daily.getZone().isEmpty() ? "UTC" : daily.getZone());
    LocalDate today = LocalDate.ofInstant(after, zone);
    for (int day = 0; day <= 7; day++) {
      Optional<Instant> moment = daily(daily, today.plusDays(day), zone, after);
      if (moment.isPresent()) {
        return moment;
      }
    }
    return Optional.empty();
  }

  private static Optional<Instant> daily(
      DailyTrigger daily, LocalDate date, ZoneId zone, Instant after) {
    boolean open =
        daily.getWeekdaysCount() == 0
            || daily.getWeekdaysList().contains(date.getDayOfWeek().getValue());
    long every = Math.max(1, daily.getEveryMs() / 1_000);
    for (long at = daily.getFromSecond(); open && at <= daily.getToSecond(); at += every) {
      Instant moment = date.atStartOfDay().plusSeconds(at).atZone(zone).toInstant();
      if (moment.isAfter(after)) {
        return Optional.of(moment);
      }
    }
    return Optional.empty();
  }
}
