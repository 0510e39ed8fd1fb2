package io.fss.scheduler;

import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.bus.v1.DateRange;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.OptionalLong;

/** Open and closed days: a calendar in a time zone. Read-only: shared. */
final class Days {
  /** Every day is open. */
  static final Days EVERY = of(CalendarSpec.getDefaultInstance(), ZoneOffset.UTC);

  // A calendar without an open day for five years is never open.
  private static final int SCANNED = 5 * 366;

  private final ZoneId zone;
  private final Weekdays weekdays;
  private final DaySet excluded;
  private final DaySet included;

  private Days(ZoneId zone, Weekdays weekdays, DaySet excluded, DaySet included) {
    this.zone = zone;
    this.weekdays = weekdays;
    this.excluded = excluded;
    this.included = included;
  }

  /**
   * The days of a calendar that keeps the rules.
   *
   * @param other zone of a calendar that names none
   */
  static Days of(CalendarSpec calendar, ZoneId other) {
    return new Days(
        calendar.getZone().isEmpty() ? other : Zone.of(calendar.getZone()),
        Weekdays.of(calendar.getWeekdaysList()),
        spans(calendar.getExcludedList()),
        spans(calendar.getIncludedList()));
  }

  private static DaySet spans(List<DateRange> ranges) {
    return new DaySet(ranges.stream().map(DaySpan::of).toList());
  }

  boolean open(LocalDate date) {
    return included.has(date) || (weekdays.has(date.getDayOfWeek()) && !excluded.has(date));
  }

  private boolean open(long instant) {
    return open(date(instant));
  }

  /** The instant itself on an open day, or else the start of the next open day within 5 years. */
  OptionalLong openFrom(long instant) {
    if (this == EVERY || open(instant)) {
      return OptionalLong.of(instant);
    }
    LocalDate today = date(instant);
    for (int day = 0; day <= SCANNED; day++) {
      LocalDate date = today.plusDays(day);
      if (open(date)) {
        long start = startAfter(date, instant);
        // A day that the zone left out begins with the day after it, which may be closed.
        if (start > instant && open(start)) {
          return OptionalLong.of(start);
        }
      }
    }
    return OptionalLong.empty();
  }

  /** Where the clocks are put back over midnight a day begins twice: the start that is to come. */
  private long startAfter(LocalDate date, long instant) {
    ZonedDateTime start = date.atStartOfDay(zone);
    long first = start.toInstant().toEpochMilli();
    return first > instant ? first : start.withLaterOffsetAtOverlap().toInstant().toEpochMilli();
  }

  private LocalDate date(long instant) {
    return LocalDate.ofInstant(Instant.ofEpochMilli(instant), zone);
  }
}
