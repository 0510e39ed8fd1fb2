package io.fss.scheduler;

import static io.fss.scheduler.Triggers.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.v1.Trigger;
import io.fss.scheduler.Schedule.Missed;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BoundedTest {
  private static final long FRIDAY = at("2026-03-06T12:00:00Z");
  private static final long SATURDAY = at("2026-03-07T12:00:00Z");
  private static final long MONDAY = at("2026-03-09T00:00:00Z");
  private static final long HOUR = 3_600_000;
  private static final CalendarSpec WORK = Triggers.workdays().build();
  private static final OptionalLong NEVER = OptionalLong.empty();

  private static Schedule bounded(Trigger trigger, long start, long end, CalendarSpec calendar) {
    return TriggerText.schedule(
        trigger.toBuilder().setStartAtMs(start).setEndAtMs(end).build(), calendar);
  }

  private static OptionalLong of(long millis) {
    return OptionalLong.of(millis);
  }

  @Test
  void a_moment_on_the_start_and_one_on_the_end_are_due() {
    Schedule hourly = bounded(Specs.cron("0 0 * * * ?", ""), FRIDAY, FRIDAY + 2 * HOUR, null);

    assertThat(hourly.first(FRIDAY - 10 * HOUR)).isEqualTo(of(FRIDAY));
    assertThat(hourly.after(FRIDAY + HOUR)).isEqualTo(of(FRIDAY + 2 * HOUR));
    assertThat(hourly.after(FRIDAY + 2 * HOUR)).isEqualTo(NEVER);
    assertThat(hourly.first(FRIDAY)).as("now is not a future moment").isEqualTo(of(FRIDAY + HOUR));
  }

  @Test
  void a_beat_without_a_first_instant_is_counted_from_the_start() {
    Schedule rate = bounded(Specs.rate(HOUR, 0), FRIDAY, 0, null);

    assertThat(rate.first(FRIDAY - 5)).isEqualTo(of(FRIDAY));
    assertThat(rate.resume(FRIDAY + 5)).isEqualTo(of(FRIDAY + HOUR));
  }

  @Test
  void a_beat_that_began_before_the_start_keeps_its_rhythm() {
    Schedule rate = bounded(Specs.rate(HOUR, FRIDAY - 90 * 60_000), FRIDAY, 0, null);

    assertThat(rate.first(FRIDAY - 10 * HOUR)).isEqualTo(of(FRIDAY + HOUR / 2));
  }

  @Test
  void closed_days_are_left_out_and_the_beat_goes_on_behind_them() {
    Schedule rate = TriggerText.schedule(Specs.rate(7 * HOUR, 0), WORK);

    assertThat(rate.first(FRIDAY)).isEqualTo(of(FRIDAY));
    assertThat(rate.after(FRIDAY)).isEqualTo(of(FRIDAY + 7 * HOUR));
    // Friday 19:00, and 56 hours later is Monday 03:00.
    assertThat(rate.after(FRIDAY + 7 * HOUR)).isEqualTo(of(MONDAY + 3 * HOUR));
  }

  @Test
  void once_and_list_are_not_due_on_closed_days() {
    assertThat(TriggerText.schedule(Specs.once(SATURDAY), WORK).first(FRIDAY)).isEqualTo(NEVER);
    assertThat(TriggerText.schedule(Triggers.list(SATURDAY, MONDAY + 5), WORK).first(FRIDAY))
        .isEqualTo(of(MONDAY + 5));
  }

  @Test
  void what_follows_a_task_is_moved_to_the_next_open_day() {
    Schedule delay = TriggerText.schedule(Specs.delay(20 * HOUR, 0), WORK);

    assertThat(delay.afterEnd(FRIDAY, 0)).isEqualTo(of(MONDAY));
    assertThat(delay.afterEnd(MONDAY, 0)).isEqualTo(of(MONDAY + 20 * HOUR));
    assertThat(delay.first(SATURDAY)).isEqualTo(of(MONDAY));
    assertThat(delay.follows()).isTrue();
    assertThat(delay.automatic()).isTrue();
    assertThat(delay.after(FRIDAY)).isEqualTo(NEVER);
  }

  @Test
  void what_a_job_asks_for_is_moved_into_the_bounds_or_is_over() {
    Schedule dynamic = bounded(Specs.dynamic(0, HOUR), FRIDAY, MONDAY + HOUR, WORK);

    assertThat(dynamic.first(FRIDAY - HOUR)).isEqualTo(of(FRIDAY));
    assertThat(dynamic.afterEnd(FRIDAY, SATURDAY)).isEqualTo(of(MONDAY));
    assertThat(dynamic.afterEnd(MONDAY, MONDAY + HOUR)).isEqualTo(of(MONDAY + HOUR));
    assertThat(dynamic.afterEnd(MONDAY, MONDAY + HOUR + 1)).isEqualTo(NEVER);
    assertThat(dynamic.afterEnd(MONDAY + 1, 0)).isEqualTo(NEVER);
    assertThat(dynamic.restsAfterSkip()).isFalse();
  }

  @Test
  void what_was_missed_ends_with_the_bounds() {
    Schedule rate = bounded(Specs.rate(HOUR, FRIDAY), 0, FRIDAY + 3 * HOUR, null);

    assertThat(rate.missed(FRIDAY, FRIDAY + 2 * HOUR))
        .isEqualTo(new Missed(2, FRIDAY + HOUR, FRIDAY + 2 * HOUR, of(FRIDAY + 3 * HOUR)));
    assertThat(rate.missed(FRIDAY, FRIDAY + 90 * HOUR))
        .isEqualTo(new Missed(3, FRIDAY + HOUR, FRIDAY + 3 * HOUR, NEVER));
  }

  @Test
  void a_fixed_rate_is_counted_without_steps_between_bounds() {
    Schedule rate = bounded(Specs.rate(100, FRIDAY), 0, MONDAY + 1_000 * HOUR, null);

    Missed missed = rate.missed(FRIDAY, FRIDAY + 900 * HOUR);

    assertThat(missed.count()).isEqualTo(900 * HOUR / 100);
    assertThat(missed.more()).isFalse();
  }

  @Test
  void days_that_never_fit_the_trigger_end_the_search() {
    Schedule sundays = TriggerText.schedule(Specs.cron("0 0 9 ? * SUN", ""), WORK);
    Schedule everyDayClosed =
        TriggerText.schedule(
            Specs.rate(100, FRIDAY),
            Triggers.calendar().addExcluded(Triggers.days("01-01", "12-31")).build());

    assertThat(sundays.first(FRIDAY)).isEqualTo(NEVER);
    assertThat(everyDayClosed.first(FRIDAY)).isEqualTo(NEVER);
    assertThat(everyDayClosed.missed(FRIDAY, FRIDAY + 900 * HOUR)).isEqualTo(Missed.NONE);
  }

  @Test
  void rare_days_are_found_over_many_years() {
    // The 29th of February on a working day: Saturday 2020, Tuesday 2028, Sunday 2032, Friday 2036.
    Schedule leap = TriggerText.schedule(Specs.cron("0 0 9 29 2 ?", ""), WORK);

    assertThat(leap.after(at("2028-03-01T00:00:00Z"))).isEqualTo(of(at("2036-02-29T09:00:00Z")));
  }

  @Test
  void a_calendar_without_a_zone_has_that_of_the_trigger() {
    // Saturday in Tokyo is still Friday in UTC.
    long saturdayInTokyo = at("2026-03-06T23:00:00Z");
    Trigger tokyo = Specs.cron("0 0 8 * * ?", "Asia/Tokyo");

    assertThat(TriggerText.schedule(tokyo, WORK).after(saturdayInTokyo - 1))
        .isEqualTo(of(saturdayInTokyo + 48 * HOUR));
    assertThat(
            TriggerText.schedule(tokyo, WORK.toBuilder().setZone("UTC").build())
                .after(saturdayInTokyo - 1))
        .isEqualTo(of(saturdayInTokyo));
  }
}
