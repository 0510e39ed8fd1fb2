package io.fss.scheduler;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What an expression means, written down by hand: the oracle of the clock change tests. Shares
 * nothing with the code under test.
 */
final class CronMeaning {
  private final String expression;
  private final boolean interval;
  private final int[] times;
  private final Predicate<LocalDate> dates;

  private CronMeaning(
      String expression, boolean interval, int[] times, Predicate<LocalDate> dates) {
    this.expression = expression;
    this.interval = interval;
    this.times = times;
    this.dates = dates;
  }

  static CronMeaning fixed(String expression, int[] hours, int[] minutes, int[] seconds) {
    return new CronMeaning(expression, false, times(hours, minutes, seconds), date -> true);
  }

  static CronMeaning interval(String expression, int[] hours, int[] minutes, int[] seconds) {
    return new CronMeaning(expression, true, times(hours, minutes, seconds), date -> true);
  }

  CronMeaning on(Predicate<LocalDate> wanted) {
    return new CronMeaning(expression, interval, times, wanted);
  }

  /** The given values. */
  static int[] at(int... values) {
    return values;
  }

  /** From one value to another in steps. */
  static int[] steps(int first, int last, int step) {
    return IntStream.iterate(first, value -> value <= last, value -> value + step).toArray();
  }

  private static int[] times(int[] hours, int[] minutes, int[] seconds) {
    return IntStream.range(0, 86_400)
        .filter(time -> has(hours, time / 3_600))
        .filter(time -> has(minutes, time / 60 % 60))
        .filter(time -> has(seconds, time % 60))
        .toArray();
  }

  private static boolean has(int[] values, int wanted) {
    return Arrays.stream(values).anyMatch(value -> value == wanted);
  }

  String expression() {
    return expression;
  }

  /** Whether it runs in real time through a change of the clock. */
  boolean interval() {
    return interval;
  }

  int timesPerDay() {
    return times.length;
  }

  /** The n-th time of a day, in seconds. */
  int time(int index) {
    return times[index];
  }

  /** How many times of a day are before a second of the day. */
  int timesBefore(long second) {
    int index = Arrays.binarySearch(times, (int) Math.max(0, Math.min(86_400, second)));
    return index < 0 ? -index - 1 : index;
  }

  boolean on(LocalDate date) {
    return dates.test(date);
  }

  /** Whether it means a position on the line of local time, in seconds since 1970. */
  boolean means(long local) {
    return Arrays.binarySearch(times, Math.floorMod(local, 86_400)) >= 0
        && on(LocalDate.ofEpochDay(Math.floorDiv(local, 86_400)));
  }

  @Override
  public String toString() {
    return expression;
  }
}
