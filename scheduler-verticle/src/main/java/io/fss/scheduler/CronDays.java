package io.fss.scheduler;

import java.time.LocalDate;

/** The days of a month that an expression names. Read-only: shared. */
final class CronDays {
  private static final int SUNDAY = 0;
  private static final int SATURDAY = 6;

  // Bits 1 to 31.
  private final long days;
  private final long nearest;
  // Bit n: n days before the last.
  private final long beforeLast;
  private final boolean lastWorking;
  // Bits 0 to 6.
  private final long weekdays;
  private final long lastWeekdays;
  // Bit 7 * k + weekday: the one number k + 1 of the month.
  private final long nth;
  private final boolean either;

  CronDays(CronText text) {
    long nearestBits = 0;
    long beforeLastBits = 0;
    boolean working = false;
    for (CronPart part : text.days().parts()) {
      switch (part.shape()) {
        case NEAREST -> nearestBits |= 1L << part.from();
        case LAST -> beforeLastBits |= 1L << part.from();
        case LAST_WORKING -> working = true;
        default -> {}
      }
    }
    long lastBits = 0;
    long nthBits = 0;
    for (CronPart part : text.weekdays().parts()) {
      switch (part.shape()) {
        case LAST_WEEKDAY -> lastBits |= 1L << part.from();
        case NTH -> nthBits |= 1L << (7 * (part.to() - 1) + part.from());
        default -> {}
      }
    }
    this.days = text.days().bits();
    this.nearest = nearestBits;
    this.beforeLast = beforeLastBits;
    this.lastWorking = working;
    this.weekdays = text.weekdays().bits();
    this.lastWeekdays = lastBits;
    this.nth = nthBits;
    this.either = text.either();
  }

  /**
   * The days of a month as bits 1 to 31.
   *
   * @param month any day of it
   */
  long of(LocalDate month) {
    int length = month.lengthOfMonth();
    // The weekday of its first day.
    int first = Math.floorMod(month.getDayOfWeek().getValue() + 1 - month.getDayOfMonth(), 7);
    long byDay = byDay(first, length);
    long byWeekday = byWeekday(first, length);
    return either ? byDay | byWeekday : byDay & byWeekday;
  }

  private long byDay(int first, int length) {
    long found = days & upTo(length);
    for (long rest = beforeLast; rest != 0; rest &= rest - 1) {
      int day = length - Long.numberOfTrailingZeros(rest);
      found |= day > 0 ? 1L << day : 0;
    }
    for (long rest = nearest & upTo(length); rest != 0; rest &= rest - 1) {
      found |= working(Long.numberOfTrailingZeros(rest), first, length);
    }
    return lastWorking ? found | working(length, first, length) : found;
  }

  /** The bit of the working day nearest to a day, within the month. */
  private static long working(int day, int first, int length) {
    return switch ((first + day - 1) % 7) {
      case SATURDAY -> 1L << (day == 1 ? 3 : day - 1);
      case SUNDAY -> 1L << (day == length ? day - 2 : day + 1);
      default -> 1L << day;
    };
  }

  private long byWeekday(int first, int length) {
    // Bit n of a week: the weekday of day n + 1. Five of them cover every month.
    long week = ((weekdays >>> first) | (weekdays << (7 - first))) & 0x7F;
    long found = (week | (week << 7) | (week << 14) | (week << 21) | (week << 28)) << 1;
    for (long rest = lastWeekdays; rest != 0; rest &= rest - 1) {
      int day = 1 + Math.floorMod(Long.numberOfTrailingZeros(rest) - first, 7);
      found |= 1L << (day + (length - day) / 7 * 7);
    }
    for (long rest = nth; rest != 0; rest &= rest - 1) {
      int bit = Long.numberOfTrailingZeros(rest);
      found |= 1L << (1 + Math.floorMod(bit % 7 - first, 7) + bit / 7 * 7);
    }
    return found & upTo(length);
  }

  private static long upTo(int length) {
    return (2L << length) - 2;
  }
}
