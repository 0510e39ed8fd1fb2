package io.fss.scheduler;

import static io.fss.scheduler.Triggers.at;
import static io.fss.scheduler.Triggers.calendar;
import static io.fss.scheduler.Triggers.day;
import static io.fss.scheduler.Triggers.days;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.bus.v1.CalendarSpec;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DaysTest {
  private static final long MINUTE = 60_000;
  private static final int DAY = 86_400_000;

  private static boolean open(CalendarSpec.Builder calendar, String date) {
    return Days.of(calendar.build(), ZoneOffset.UTC).open(LocalDate.parse(date));
  }

  private static String openFrom(CalendarSpec.Builder calendar, String zone, String instant) {
    OptionalLong open = Days.of(calendar.build(), ZoneId.of(zone)).openFrom(at(instant));
    return open.isEmpty() ? "never" : Instant.ofEpochMilli(open.getAsLong()).toString();
  }

  @Test
  void a_calendar_that_says_nothing_is_open_every_day() {
    assertThat(open(calendar(), "2026-12-25")).isTrue();
    assertThat(Days.EVERY.openFrom(7)).hasValue(7);
  }

  @Test
  void weekdays_exclusions_and_inclusions_decide_in_this_order() {
    CalendarSpec.Builder work =
        Triggers.workdays()
            .addExcluded(days("2026-12-24", "2027-01-01"))
            .addExcluded(day("05-01"))
            .addIncluded(day("2026-12-28"))
            .addIncluded(day("2026-12-27"));

    assertThat(open(work, "2026-12-23")).isTrue();
    assertThat(open(work, "2026-12-24")).isFalse();
    assertThat(open(work, "2026-12-27")).as("an included Sunday").isTrue();
    assertThat(open(work, "2026-12-28")).as("included and excluded").isTrue();
    assertThat(open(work, "2027-01-01")).isFalse();
    assertThat(open(work, "2027-01-02")).as("a Saturday").isFalse();
    assertThat(open(work, "2027-01-04")).isTrue();
    assertThat(open(work, "2029-05-01")).isFalse();
    assertThat(open(work, "2029-05-02")).isTrue();
  }

  @Test
  void days_of_every_year_may_go_over_new_year() {
    CalendarSpec.Builder winter = calendar().addExcluded(days("12-20", "01-06"));

    assertThat(open(winter, "2026-12-19")).isTrue();
    assertThat(open(winter, "2026-12-20")).isFalse();
    assertThat(open(winter, "2027-01-06")).isFalse();
    assertThat(open(winter, "2027-01-07")).isTrue();
  }

  @Test
  void the_29th_of_february_is_a_day_of_leap_years() {
    CalendarSpec.Builder leap = calendar().addExcluded(day("02-29"));

    assertThat(open(leap, "2028-02-29")).isFalse();
    assertThat(open(leap, "2027-02-28")).isTrue();
    assertThat(open(leap, "2027-03-01")).isTrue();
  }

  @Test
  void ranges_that_touch_or_overlap_are_one() {
    CalendarSpec.Builder closed =
        calendar()
            .addExcluded(days("2026-03-10", "2026-03-12"))
            .addExcluded(days("2026-03-20", "2026-03-25"))
            .addExcluded(days("2026-03-13", "2026-03-15"))
            .addExcluded(days("2026-03-01", "2026-03-21"))
            .addExcluded(day("2026-03-22"));

    assertThat(openFrom(closed, "UTC", "2026-03-05T10:00:00Z")).isEqualTo("2026-03-26T00:00:00Z");
    assertThat(open(closed, "2026-02-28")).isTrue();
  }

  @Test
  void an_instant_on_an_open_day_stays() {
    assertThat(openFrom(Triggers.workdays(), "UTC", "2026-03-06T23:59:59.999Z"))
        .isEqualTo("2026-03-06T23:59:59.999Z");
  }

  @Test
  void an_instant_on_a_closed_day_moves_to_the_start_of_the_next_open_one_in_its_zone() {
    assertThat(openFrom(Triggers.workdays(), "UTC", "2026-03-07T00:00:00Z"))
        .isEqualTo("2026-03-09T00:00:00Z");
    assertThat(openFrom(Triggers.workdays(), "America/New_York", "2026-03-07T12:00:00Z"))
        .isEqualTo("2026-03-09T04:00:00Z");
    assertThat(openFrom(Triggers.workdays().setZone("Asia/Tokyo"), "UTC", "2026-03-07T12:00:00Z"))
        .isEqualTo("2026-03-08T15:00:00Z");
  }

  @Test
  void a_day_without_a_midnight_begins_at_the_end_of_the_gap() {
    CalendarSpec.Builder sundays = calendar().addWeekdays(7);

    assertThat(openFrom(sundays, "America/Sao_Paulo", "2018-11-03T12:00:00Z"))
        .isEqualTo("2018-11-04T03:00:00Z");
  }

  @Test
  void a_day_that_begins_twice_is_open_in_both_parts() {
    // In St. John's the clocks went back at 00:01 on Sunday the 7th of November 2010.
    CalendarSpec.Builder sundays = calendar().addWeekdays(7);

    assertThat(openFrom(sundays, "America/St_Johns", "2010-11-07T02:00:00Z"))
        .isEqualTo("2010-11-07T02:30:00Z");
    assertThat(openFrom(sundays, "America/St_Johns", "2010-11-07T02:31:00Z"))
        .isEqualTo("2010-11-07T03:30:00Z");
  }

  @Test
  void a_day_that_the_zone_left_out_opens_nothing() {
    CalendarSpec.Builder missing = calendar().addWeekdays(1).addIncluded(day("2011-12-30"));

    assertThat(openFrom(missing, "Pacific/Apia", "2011-12-29T12:00:00Z"))
        .isEqualTo("2012-01-01T10:00:00Z");
  }

  @Test
  void a_calendar_without_an_open_day_in_five_years_is_never_open() {
    CalendarSpec.Builder late = calendar().addExcluded(days("2026-01-01", "2030-12-31"));
    CalendarSpec.Builder later = calendar().addExcluded(days("2026-01-01", "2031-12-31"));

    assertThat(openFrom(late, "UTC", "2026-01-01T00:00:00Z")).isEqualTo("2031-01-01T00:00:00Z");
    assertThat(openFrom(later, "UTC", "2026-01-01T00:00:00Z")).isEqualTo("never");
  }

  @Test
  void the_next_open_instant_is_the_one_a_search_minute_by_minute_finds() {
    for (long seed = 0; seed < 300; seed++) {
      RandomSchedule one = RandomSchedule.of(seed);
      if (one.calendar() == null) {
        continue;
      }
      CalendarSpec calendar = one.calendar();
      ZoneId zone = ZoneId.of(calendar.getZone().isEmpty() ? "UTC" : calendar.getZone());
      Random random = new Random(seed);
      long middle = one.from() + (one.to() - one.from()) / 2;
      long instant = (middle - DAY + random.nextInt(2 * DAY)) / MINUTE * MINUTE;
      long wanted = instant;
      while (wanted < instant + 9L * DAY && !NaiveTime.open(calendar, wanted, zone)) {
        wanted += MINUTE;
      }

      OptionalLong open = Days.of(calendar, zone).openFrom(instant);

      if (wanted < instant + 9L * DAY) {
        assertThat(open).as("seed %d from %d", seed, instant).hasValue(wanted);
      } else {
        assertThat(open.orElse(Long.MAX_VALUE)).as("seed %d", seed).isGreaterThanOrEqualTo(wanted);
      }
    }
  }
}
