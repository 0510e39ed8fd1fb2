package io.fss.scheduler;

import static io.fss.scheduler.CronMeaning.at;
import static io.fss.scheduler.CronMeaning.fixed;
import static io.fss.scheduler.CronMeaning.interval;
import static io.fss.scheduler.CronMeaning.steps;
import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** Expressions of every kind with their meanings, written down by hand. */
final class CronMeanings {
  private static final int[] ZERO = {0};
  private static final int[] DAY = steps(0, 23, 1);
  private static final int[] HOUR = steps(0, 59, 1);

  /** Certain times of the day. */
  private static final List<CronMeaning> FIXED =
      List.of(
          fixed("0 0 0 * * ?", ZERO, ZERO, ZERO),
          fixed("0 30 0 * * ?", ZERO, at(30), ZERO),
          fixed("0 0 1 * * ?", at(1), ZERO, ZERO),
          fixed("0 30 1 * * ?", at(1), at(30), ZERO),
          fixed("0 0 2 * * ?", at(2), ZERO, ZERO),
          fixed("0 15 2 * * ?", at(2), at(15), ZERO),
          fixed("0 30 2 ? * *", at(2), at(30), ZERO),
          fixed("59 59 1 * * ?", at(1), at(59), at(59)),
          fixed("1 0 3 * * ?", at(3), ZERO, at(1)),
          fixed("0 0 3 * * ? *", at(3), ZERO, ZERO),
          fixed("0 30 3 * * ? 1970-2199", at(3), at(30), ZERO),
          fixed("0 0 9 * * ?", at(9), ZERO, ZERO),
          fixed("0 0 12 * * ?", at(12), ZERO, ZERO),
          fixed("0 0 23 * * ?", at(23), ZERO, ZERO),
          fixed("59 59 23 * * ?", at(23), at(59), at(59)),
          fixed("0 0,15,30,45 2 * * ?", at(2), at(0, 15, 30, 45), ZERO),
          fixed("0 */10 2 * * ?", at(2), steps(0, 50, 10), ZERO),
          fixed("*/30 59 1 * * ?", at(1), at(59), at(0, 30)),
          fixed("0 0 0-6 * * ?", steps(0, 6, 1), ZERO, ZERO),
          fixed("0 0 0,1,2,3,4,5 * * ?", steps(0, 5, 1), ZERO, ZERO),
          fixed("0 0/20 1-3 * * ?", at(1, 2, 3), at(0, 20, 40), ZERO),
          fixed("0 30 1/2 * * ?", steps(1, 23, 2), at(30), ZERO),
          fixed("0 0 2-23/7 * * ?", at(2, 9, 16, 23), ZERO, ZERO),
          fixed("0 5 22,23,0,1 * * ?", at(22, 23, 0, 1), at(5), ZERO));

  /** Certain times of certain days. */
  private static final List<CronMeaning> DATED =
      List.of(
          fixed("0 0 2 L * ?", at(2), ZERO, ZERO)
              .on(date -> date.getDayOfMonth() == date.lengthOfMonth()),
          fixed("0 0 0 30 * ?", ZERO, ZERO, ZERO).on(date -> date.getDayOfMonth() == 30),
          fixed("0 30 12 30,31 12 ?", at(12), at(30), ZERO)
              .on(date -> date.getMonthValue() == 12 && date.getDayOfMonth() >= 30),
          fixed("0 30 2 ? * SUN", at(2), at(30), ZERO).on(any(SUNDAY)),
          fixed("0 0 9 ? * FRI", at(9), ZERO, ZERO).on(any(FRIDAY)),
          fixed("0 30 2 ? * 1#2,1L", at(2), at(30), ZERO)
              .on(any(SUNDAY).and(date -> second(date) || lastWeek(date))),
          fixed("0 0 3 ? * SAT-SUN", at(3), ZERO, ZERO).on(any(SATURDAY, SUNDAY)),
          fixed("0 0 3 ? MAR-NOV/2 SAT-SUN", at(3), ZERO, ZERO)
              .on(any(SATURDAY, SUNDAY).and(date -> odd(date) && date.getMonthValue() > 2)),
          fixed("30 2 * * *", at(2), at(30), ZERO),
          fixed("0 0 * * *", ZERO, ZERO, ZERO),
          fixed("0,30 0-3 * * *", at(0, 1, 2, 3), at(0, 30), ZERO),
          fixed("30 1 * * 7", at(1), at(30), ZERO).on(any(SUNDAY)),
          fixed("0 2 * * sun,mon", at(2), ZERO, ZERO).on(any(SUNDAY, MONDAY)),
          fixed("30 2 13 * 0", at(2), at(30), ZERO)
              .on(any(SUNDAY).or(date -> date.getDayOfMonth() == 13)),
          fixed("0 3 */2 * 0", at(3), ZERO, ZERO)
              .on(any(SUNDAY).and(date -> date.getDayOfMonth() % 2 == 1)),
          fixed("@daily", ZERO, ZERO, ZERO),
          fixed("@weekly", ZERO, ZERO, ZERO).on(any(SUNDAY)),
          fixed("@monthly", ZERO, ZERO, ZERO).on(date -> date.getDayOfMonth() == 1));

  /** Every so often. */
  private static final List<CronMeaning> INTERVALS =
      List.of(
          interval("* * * * * ?", DAY, HOUR, HOUR),
          interval("*/20 * * * * ?", DAY, HOUR, at(0, 20, 40)),
          interval("0 * * * * ?", DAY, HOUR, ZERO),
          interval("10 20 * ? * MON", DAY, at(20), at(10)).on(any(MONDAY)),
          interval("0 */5 * * * ?", DAY, steps(0, 55, 5), ZERO),
          interval("*/15 * * * *", DAY, at(0, 15, 30, 45), ZERO),
          interval("0 0/30 * * * ?", DAY, at(0, 30), ZERO),
          interval("0 7/25 * * * ?", DAY, at(7, 32, 57), ZERO),
          interval("0 0 * * * ?", DAY, ZERO, ZERO),
          interval("0 15 * * * ?", DAY, at(15), ZERO),
          interval("0 30 * * * ?", DAY, at(30), ZERO),
          interval("0 59 * * * ?", DAY, at(59), ZERO),
          interval("@hourly", DAY, ZERO, ZERO),
          interval("0 0 */2 * * ?", steps(0, 22, 2), ZERO, ZERO),
          interval("0 0 0/3 * * ?", steps(0, 21, 3), ZERO, ZERO),
          interval("0 30 0-23 * * ?", DAY, at(30), ZERO),
          interval("0 15 0-23/2 * * ?", steps(0, 22, 2), at(15), ZERO),
          interval("0 0 */12 * * ?", at(0, 12), ZERO, ZERO),
          interval("0 30 5,*/6 * * ?", at(0, 5, 6, 12, 18), at(30), ZERO),
          interval("0 */20 */2 ? * SUN", steps(0, 22, 2), at(0, 20, 40), ZERO).on(any(SUNDAY)),
          interval("0 0 * 30 * ?", DAY, ZERO, ZERO).on(date -> date.getDayOfMonth() == 30));

  private CronMeanings() {}

  static List<CronMeaning> all() {
    List<CronMeaning> all = new ArrayList<>(FIXED);
    all.addAll(DATED);
    all.addAll(INTERVALS);
    return all;
  }

  private static Predicate<LocalDate> any(DayOfWeek... days) {
    List<DayOfWeek> wanted = Arrays.asList(days);
    return date -> wanted.contains(date.getDayOfWeek());
  }

  private static boolean second(LocalDate date) {
    return date.getDayOfMonth() > 7 && date.getDayOfMonth() <= 14;
  }

  private static boolean lastWeek(LocalDate date) {
    return date.plusDays(7).getMonth() != date.getMonth();
  }

  private static boolean odd(LocalDate date) {
    return date.getMonthValue() % 2 == 1;
  }
}
