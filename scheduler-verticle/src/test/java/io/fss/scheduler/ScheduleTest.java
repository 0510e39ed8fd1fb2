package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.scheduler.Schedule.Missed;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long NOW = Instant.parse("2026-01-02T03:04:05Z").toEpochMilli();
  private static final OptionalLong NEVER = OptionalLong.empty();

  private static OptionalLong at(long millis) {
    return OptionalLong.of(millis);
  }

  private static Schedule cron(String expression) {
    return new Schedule.Cron(CronTimes.of(expression, "UTC"));
  }

  @Test
  void a_cron_is_first_due_at_its_next_instant_and_then_at_every_further_one() {
    Schedule minutely = cron("0 * * * * ?");

    assertThat(minutely.first(NOW)).isEqualTo(at(NOW + 55_000));
    assertThat(minutely.after(NOW + 55_000)).isEqualTo(at(NOW + 115_000));
    assertThat(minutely.automatic()).isTrue();
    assertThat(minutely.follows()).isFalse();
  }

  @Test
  void an_instant_that_is_now_is_not_a_future_one_for_a_cron() {
    assertThat(cron("5 4 3 * * ?").first(NOW)).isEqualTo(at(NOW + 86_400_000));
  }

  @Test
  void a_cron_whose_years_are_over_has_no_next_instant() {
    assertThat(cron("0 0 0 1 1 ? 2026").first(NOW)).isEqualTo(NEVER);
  }

  @Test
  void a_cron_counts_what_was_missed_and_names_first_last_and_next() {
    Missed missed = cron("0 * * * * ?").missed(NOW + 55_000, NOW + 55_000 + 150_000);

    assertThat(missed).isEqualTo(new Missed(2, NOW + 115_000, NOW + 175_000, at(NOW + 235_000)));
  }

  @Test
  void a_cron_that_missed_more_than_it_counts_still_goes_on_in_the_future() {
    long fiveDays = 5L * 86_400_000;

    Missed missed = cron("* * * * * ?").missed(NOW, NOW + fiveDays);

    assertThat(missed.count()).isEqualTo(1_000);
    assertThat(missed.more()).isTrue();
    assertThat(missed.last()).isEqualTo(NOW + fiveDays);
    assertThat(missed.next()).isEqualTo(at(NOW + fiveDays + 1_000));
  }

  @Test
  void a_fixed_rate_without_a_start_begins_now() {
    Schedule rate = new Schedule.FixedRate(1_000, 0);

    assertThat(rate.first(NOW)).isEqualTo(at(NOW));
    assertThat(rate.after(NOW)).isEqualTo(at(NOW + 1_000));
    assertThat(rate.automatic()).isTrue();
  }

  @Test
  void a_fixed_rate_waits_for_a_start_that_is_to_come() {
    assertThat(new Schedule.FixedRate(1_000, NOW + 500).first(NOW)).isEqualTo(at(NOW + 500));
  }

  @Test
  void a_fixed_rate_that_began_in_the_past_keeps_its_beat() {
    Schedule hourly = new Schedule.FixedRate(3_600_000, NOW - 600_000);

    assertThat(hourly.first(NOW)).isEqualTo(at(NOW + 3_000_000));
    assertThat(hourly.resume(NOW)).isEqualTo(at(NOW + 3_000_000));
    assertThat(hourly.first(NOW + 3_000_000)).isEqualTo(at(NOW + 3_000_000));
  }

  @Test
  void a_fixed_rate_counts_what_was_missed_and_keeps_its_beat() {
    Schedule rate = new Schedule.FixedRate(1_000, NOW);

    assertThat(rate.missed(NOW, NOW + 3_500))
        .isEqualTo(new Missed(3, NOW + 1_000, NOW + 3_000, at(NOW + 4_000)));
  }

  @Test
  void a_fixed_rate_that_is_in_time_missed_nothing() {
    Missed missed = new Schedule.FixedRate(1_000, NOW).missed(NOW, NOW + 999);

    assertThat(missed).isEqualTo(Missed.none(at(NOW + 1_000)));
  }

  @Test
  void a_fixed_rate_finds_its_beat_from_any_instant() {
    Schedule rate = new Schedule.FixedRate(1_000, NOW);

    assertThat(rate.after(NOW + 300)).isEqualTo(at(NOW + 1_000));
    assertThat(rate.after(NOW + 1_000)).isEqualTo(at(NOW + 2_000));
    assertThat(rate.after(NOW - 50_000)).isEqualTo(at(NOW));
  }

  @Test
  void a_fixed_rate_without_a_start_takes_its_beat_from_a_moment() {
    Schedule rate = new Schedule.FixedRate(1_000, 0).through(NOW + 7);

    assertThat(rate.after(NOW + 5_500)).isEqualTo(at(NOW + 6_007));
    assertThat(new Schedule.FixedRate(1_000, NOW).through(NOW + 7).after(NOW + 7))
        .as("a start that was said stays")
        .isEqualTo(at(NOW + 1_000));
  }

  @Test
  void a_fixed_delay_counts_from_the_end_and_is_not_planned_ahead() {
    Schedule delay = new Schedule.FixedDelay(1_000, 0);

    assertThat(delay.first(NOW)).isEqualTo(at(NOW));
    assertThat(delay.after(NOW)).isEqualTo(NEVER);
    assertThat(delay.afterEnd(NOW + 300, 0)).isEqualTo(at(NOW + 1_300));
    assertThat(delay.follows()).isTrue();
    assertThat(delay.automatic()).isTrue();
  }

  @Test
  void once_is_due_once() {
    Schedule once = new Schedule.Once(NOW + 10);

    assertThat(once.first(NOW)).isEqualTo(at(NOW + 10));
    assertThat(once.after(NOW + 10)).isEqualTo(NEVER);
    assertThat(once.afterEnd(NOW + 20, 0)).isEqualTo(NEVER);
    assertThat(once.automatic()).isFalse();
  }

  @Test
  void a_once_that_has_passed_is_not_due_again_when_the_group_is_enabled() {
    assertThat(new Schedule.Once(NOW).resume(NOW)).isEqualTo(NEVER);
    assertThat(new Schedule.Once(NOW + 1).resume(NOW)).isEqualTo(at(NOW + 1));
  }

  @Test
  void a_list_is_due_at_each_of_its_instants_in_order() {
    Schedule list = new Schedule.Instants(List.of(NOW + 30, NOW + 10, NOW + 20, NOW + 10));

    assertThat(list.first(NOW)).isEqualTo(at(NOW + 10));
    assertThat(list.after(NOW + 10)).isEqualTo(at(NOW + 20));
    assertThat(list.after(NOW + 25)).isEqualTo(at(NOW + 30));
    assertThat(list.after(NOW + 30)).isEqualTo(NEVER);
    assertThat(list.missed(NOW + 10, NOW + 99)).isEqualTo(new Missed(2, NOW + 20, NOW + 30, NEVER));
    assertThat(list.automatic()).isTrue();
    assertThat(list.follows()).isFalse();
  }

  @Test
  void a_new_list_may_have_travelled_a_minute_but_an_old_one_is_not_taken_up_again() {
    Schedule list = new Schedule.Instants(List.of(NOW - 60_000, NOW, NOW + 1));

    assertThat(list.first(NOW)).isEqualTo(at(NOW - 60_000));
    assertThat(list.first(NOW + 1)).isEqualTo(at(NOW));
    assertThat(list.resume(NOW)).isEqualTo(at(NOW + 1));
    assertThat(list.resume(NOW + 1)).isEqualTo(NEVER);
  }

  @Test
  void only_a_dynamic_group_without_a_fallback_rests_after_a_skip() {
    assertThat(new Schedule.Dynamic(0, 0).restsAfterSkip()).isTrue();
    assertThat(new Schedule.Dynamic(0, 5_000).restsAfterSkip()).isFalse();
    assertThat(new Schedule.FixedDelay(5_000, 0).restsAfterSkip()).isFalse();
    assertThat(new Schedule.Once(NOW).restsAfterSkip()).isFalse();
  }

  @Test
  void a_dynamic_job_names_its_next_time() {
    Schedule dynamic = new Schedule.Dynamic(0, 5_000);

    assertThat(dynamic.first(NOW)).isEqualTo(at(NOW));
    assertThat(dynamic.afterEnd(NOW, NOW + 123)).isEqualTo(at(NOW + 123));
    assertThat(dynamic.follows()).isTrue();
    assertThat(dynamic.automatic()).isFalse();
  }

  @Test
  void a_dynamic_job_that_names_no_time_or_a_past_one_falls_back() {
    Schedule dynamic = new Schedule.Dynamic(0, 5_000);

    assertThat(dynamic.afterEnd(NOW, 0)).isEqualTo(at(NOW + 5_000));
    assertThat(dynamic.afterEnd(NOW, NOW - 1)).isEqualTo(at(NOW + 5_000));
  }

  @Test
  void a_dynamic_group_without_a_fallback_rests() {
    assertThat(new Schedule.Dynamic(0, 0).afterEnd(NOW, 0)).isEqualTo(NEVER);
  }

  @Test
  void a_manual_group_is_never_due_by_itself() {
    assertThat(new Schedule.Manual().first(NOW)).isEqualTo(NEVER);
    assertThat(new Schedule.Manual().automatic()).isFalse();
  }

  @Test
  void nothing_is_due_in_the_past() {
    long past = NOW - 12_345;
    for (Schedule schedule :
        new Schedule[] {
          new Schedule.FixedRate(1_000, past),
          new Schedule.FixedDelay(1_000, past),
          new Schedule.Dynamic(past, 1_000),
          cron("* * * * * ?")
        }) {
      assertThat(schedule.first(NOW).orElseThrow()).as("%s", schedule).isGreaterThanOrEqualTo(NOW);
      assertThat(schedule.resume(NOW).orElseThrow()).as("%s", schedule).isGreaterThanOrEqualTo(NOW);
    }
  }
}
