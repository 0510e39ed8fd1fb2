package io.fss.scheduler;

import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.bus.v1.DateRange;
import io.fss.proto.v1.DailyTrigger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What days and local times mean, said once more in the plainest way: slow, and hard to get wrong.
 */
final class NaiveTime {
  private NaiveTime() {}

  /** The instant a local time stands for: after a gap where there is none, the first of two. */
  static long instant(LocalDateTime local, ZoneId zone) {
    LocalDateTime real = local;
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(real);
    while (offsets.isEmpty()) {
      real = real.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
      offsets = zone.getRules().getValidOffsets(real);
    }
    return offsets.stream().map(real::toInstant).mapToLong(Instant::toEpochMilli).min().getAsLong();
  }

  /** All instants of a daily window on the days around a span of time, ascending. */
  static NavigableSet<Long> daily(DailyTrigger daily, long from, long to) {
    ZoneId zone = ZoneId.of(daily.getZone());
    TreeSet<Long> all = new TreeSet<>();
    LocalDate date = Instant.ofEpochMilli(from).atZone(zone).toLocalDate().minusDays(3);
    LocalDate last = Instant.ofEpochMilli(to).atZone(zone).toLocalDate().plusDays(3);
    for (; !date.isAfter(last); date = date.plusDays(1)) {
      boolean chosen =
          daily.getWeekdaysCount() == 0
              || daily.getWeekdaysList().contains(date.getDayOfWeek().getValue());
      for (long second = daily.getFromSecond();
          chosen && second <= daily.getToSecond();
          second += daily.getEveryMs() / 1_000) {
        all.add(instant(date.atTime(0, 0).plusSeconds(second), zone));
      }
    }
    all.removeIf(at -> at < from || at > to);
    return all;
  }

  static boolean open(CalendarSpec calendar, long instant, ZoneId zone) {
    return open(calendar, Instant.ofEpochMilli(instant).atZone(zone).toLocalDate());
  }

  static boolean open(CalendarSpec calendar, LocalDate date) {
    boolean weekday =
        calendar.getWeekdaysCount() == 0
            || calendar.getWeekdaysList().contains(date.getDayOfWeek().getValue());
    return within(calendar.getIncludedList(), date)
        || (weekday && !within(calendar.getExcludedList(), date));
  }

  private static boolean within(List<DateRange> ranges, LocalDate date) {
    return ranges.stream().anyMatch(range -> within(range, date));
  }

  private static boolean within(DateRange range, LocalDate date) {
    String first = range.getFirst();
    String last = range.getLast().isEmpty() ? first : range.getLast();
    if (first.length() == 10) {
      return !date.isBefore(LocalDate.parse(first)) && !date.isAfter(LocalDate.parse(last));
    }
    MonthDay day = MonthDay.from(date);
    boolean afterFirst = !day.isBefore(MonthDay.parse("--" + first));
    boolean beforeLast = !day.isAfter(MonthDay.parse("--" + last));
    boolean wraps = MonthDay.parse("--" + last).isBefore(MonthDay.parse("--" + first));
    return wraps ? afterFirst || beforeLast : afterFirst && beforeLast;
  }
}
