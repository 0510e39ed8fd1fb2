package io.fss.scheduler;

import io.fss.proto.bus.v1.DateRange;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.regex.Pattern;

/** Days from a first to a last one, both included: of certain years, or of every year. */
sealed interface DaySpan {
  Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  Pattern YEARLY = Pattern.compile("\\d{2}-\\d{2}");

  /** Days of certain years. */
  record Dated(LocalDate first, LocalDate last) implements DaySpan {
    public Dated {
      if (last.isBefore(first)) {
        throw new IllegalArgumentException("must end on %s or later".formatted(first));
      }
    }
  }

  /**
   * Days of every year; where the last is before the first, it is that of the next year. The 29th
   * of February is a day of leap years only.
   */
  record Yearly(MonthDay first, MonthDay last) implements DaySpan {}

  /**
   * Reads a range; an empty last day means the first.
   *
   * @throws IllegalArgumentException with the rule that it breaks
   */
  static DaySpan of(DateRange range) {
    String first = range.getFirst();
    String last = range.getLast().isEmpty() ? first : range.getLast();
    if (DATE.matcher(first).matches() && DATE.matcher(last).matches()) {
      return new Dated(date(first), date(last));
    }
    if (YEARLY.matcher(first).matches() && YEARLY.matcher(last).matches()) {
      return new Yearly(monthDay(first), monthDay(last));
    }
    throw new IllegalArgumentException(
        "must be two dates such as 2026-12-24, or two days of every year such as 12-24");
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("must be dates that exist, not " + text, e);
    }
  }

  private static MonthDay monthDay(String text) {
    try {
      return MonthDay.parse("--" + text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("must be dates that exist, not " + text, e);
    }
  }
}
