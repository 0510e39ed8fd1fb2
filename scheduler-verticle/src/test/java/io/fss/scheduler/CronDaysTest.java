package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The days that expressions name, compared with a calendar for 35 years. */
class CronDaysTest {
  private static final LocalDate FIRST = LocalDate.of(1995, 1, 1);
  private static final LocalDate LAST = LocalDate.of(2030, 1, 1);

  private static void fires(String expression, Predicate<LocalDate> wanted) {
    List<LocalDate> expected = FIRST.datesUntil(LAST).filter(wanted).toList();
    List<LocalDate> found = new ArrayList<>();
    CronTimes times = CronTimes.of(expression, "UTC");
    OptionalLong next = times.after(FIRST.atStartOfDay().toEpochSecond(ZoneOffset.UTC) * 1_000 - 1);
    while (next.getAsLong() < LAST.atStartOfDay().toEpochSecond(ZoneOffset.UTC) * 1_000) {
      found.add(Instant.ofEpochMilli(next.getAsLong()).atZone(ZoneOffset.UTC).toLocalDate());
      next = times.after(next.getAsLong());
    }
    assertThat(found).as(expression).isNotEmpty().isEqualTo(expected);
  }

  private static boolean working(LocalDate date) {
    return date.getDayOfWeek() != DayOfWeek.SATURDAY && date.getDayOfWeek() != DayOfWeek.SUNDAY;
  }

  /** The working day nearest to a day of a month, within the month. */
  private static boolean nearest(LocalDate date, int day) {
    if (day > date.lengthOfMonth()) {
      return false;
    }
    LocalDate wanted = date.withDayOfMonth(day);
    for (int distance = 0; distance < 3; distance++) {
      for (LocalDate near : List.of(wanted.minusDays(distance), wanted.plusDays(distance))) {
        if (working(near) && near.getMonth() == wanted.getMonth()) {
          return near.equals(date);
        }
      }
    }
    return false;
  }

  private static boolean nth(LocalDate date, DayOfWeek day, int number) {
    return date.getDayOfWeek() == day && (date.getDayOfMonth() + 6) / 7 == number;
  }

  private static boolean last(LocalDate date, DayOfWeek day) {
    return date.getDayOfWeek() == day && date.getDayOfMonth() > date.lengthOfMonth() - 7;
  }

  @Test
  void a_day_that_a_month_lacks_is_left_out() {
    fires("0 0 12 31 * ?", date -> date.getDayOfMonth() == 31);
    fires("0 12 29 2 *", date -> date.getMonthValue() == 2 && date.getDayOfMonth() == 29);
  }

  @Test
  void days_are_counted_from_the_end_of_the_month() {
    fires("0 0 12 L * ?", date -> date.getDayOfMonth() == date.lengthOfMonth());
    fires("0 0 12 L-3 * ?", date -> date.getDayOfMonth() == date.lengthOfMonth() - 3);
    fires("0 0 12 L-30 * ?", date -> date.lengthOfMonth() == 31 && date.getDayOfMonth() == 1);
    fires("0 0 12 1,L * ?", date -> date.plusDays(1).getDayOfMonth() <= 2);
  }

  @Test
  void the_nearest_working_day_stays_in_its_month() {
    for (int day = 1; day <= 31; day++) {
      int near = day;
      fires("0 0 12 " + day + "W * ?", date -> nearest(date, near));
    }
    fires("0 0 12 LW * ?", date -> nearest(date, date.lengthOfMonth()));
    fires(
        "0 0 12 1W,15W,LW * ?",
        date -> nearest(date, 1) || nearest(date, 15) || nearest(date, date.lengthOfMonth()));
  }

  @Test
  void weekdays_are_counted_in_the_month() {
    for (int number = 1; number <= 5; number++) {
      int nth = number;
      fires("0 0 12 ? * FRI#" + number, date -> nth(date, DayOfWeek.FRIDAY, nth));
      fires("0 0 12 ? * 1#" + number, date -> nth(date, DayOfWeek.SUNDAY, nth));
    }
    fires("0 0 12 ? * 6L", date -> last(date, DayOfWeek.FRIDAY));
    fires("0 0 12 ? * SATL", date -> last(date, DayOfWeek.SATURDAY));
    fires(
        "0 0 12 ? * MON,TUE#2,SUNL",
        date ->
            date.getDayOfWeek() == DayOfWeek.MONDAY
                || nth(date, DayOfWeek.TUESDAY, 2)
                || last(date, DayOfWeek.SUNDAY));
  }

  @Test
  void unix_days_are_one_of_both_unless_one_begins_with_a_star() {
    fires(
        "0 12 1,15 * fri",
        date ->
            date.getDayOfMonth() == 1
                || date.getDayOfMonth() == 15
                || date.getDayOfWeek() == DayOfWeek.FRIDAY);
    fires("0 12 1-31 * 5", date -> true);
    fires(
        "0 12 */2 * 5",
        date -> date.getDayOfMonth() % 2 == 1 && date.getDayOfWeek() == DayOfWeek.FRIDAY);
  }
}
