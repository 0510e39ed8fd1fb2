package io.fss.scheduler;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.BitSet;

/**
 * The times of a cron expression on a line of local time, where every day has 24 hours: no zone, no
 * change of the clock. Positions are seconds since 1970-01-01T00:00 local time. Read-only: shared.
 */
final class CronLine {
  /** There is none. */
  static final long NONE = Long.MAX_VALUE;

  private static final int DAY = 86_400;

  private final long seconds;
  private final long minutes;
  private final long hours;
  private final long months;
  private final CronDays days;
  private final BitSet years;
  private final int firstTime;
  private final long end;

  CronLine(CronText text) {
    this.seconds = text.seconds().bits();
    this.minutes = text.minutes().bits();
    this.hours = text.hours().bits();
    this.months = text.months().bits();
    this.days = new CronDays(text);
    this.years = text.years().values();
    this.firstTime = timeFrom(0);
    this.end = LocalDateTime.of(years.length(), 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
  }

  /** The end of the last year that the expression names: nothing is found from there on. */
  long end() {
    return end;
  }

  /**
   * The first time after a position, or {@link #NONE}. Looks at each month until {@link #end()} at
   * most once, and there are less than 3,000.
   */
  long after(long position) {
    long from = Math.max(0, position + 1);
    if (from >= end) {
      return NONE;
    }
    long day = from / DAY;
    LocalDate date = LocalDate.ofEpochDay(day);
    long wanted = daysOf(date);
    if (((wanted >>> date.getDayOfMonth()) & 1) != 0) {
      int time = timeFrom((int) (from % DAY));
      if (time >= 0) {
        return day * DAY + time;
      }
    }
    int later = next(wanted, date.getDayOfMonth() + 1);
    return later >= 0
        ? (day + later - date.getDayOfMonth()) * DAY + firstTime
        : fromMonth(date.getYear(), date.getMonthValue() + 1);
  }

  private long fromMonth(int firstYear, int firstMonth) {
    int earliest = firstMonth;
    for (int year = firstYear; year >= 0; year = years.nextSetBit(year + 1)) {
      int month = years.get(year) ? next(months, earliest) : -1;
      while (month >= 0) {
        LocalDate date = LocalDate.of(year, month, 1);
        int day = next(days.of(date), 1);
        if (day >= 0) {
          return (date.toEpochDay() + day - 1) * DAY + firstTime;
        }
        month = next(months, month + 1);
      }
      earliest = 1;
    }
    return NONE;
  }

  private long daysOf(LocalDate date) {
    boolean month = ((months >>> date.getMonthValue()) & 1) != 0 && years.get(date.getYear());
    return month ? days.of(date) : 0;
  }

  /** The first time of day that is not before the second of the day; -1 when there is none. */
  private int timeFrom(int secondOfDay) {
    int hour = secondOfDay / 3_600;
    int minute = secondOfDay / 60 % 60;
    if (((hours >>> hour) & 1) != 0) {
      if (((minutes >>> minute) & 1) != 0) {
        int second = next(seconds, secondOfDay % 60);
        if (second >= 0) {
          return hour * 3_600 + minute * 60 + second;
        }
      }
      int laterMinute = next(minutes, minute + 1);
      if (laterMinute >= 0) {
        return hour * 3_600 + laterMinute * 60 + next(seconds, 0);
      }
    }
    int laterHour = next(hours, hour + 1);
    return laterHour < 0 ? -1 : laterHour * 3_600 + next(minutes, 0) * 60 + next(seconds, 0);
  }

  /** The lowest bit that is not below the given one, which is below 64; -1 when there is none. */
  private static int next(long bits, int from) {
    int found = Long.numberOfTrailingZeros(bits & (-1L << from));
    return found == Long.SIZE ? -1 : found;
  }
}
