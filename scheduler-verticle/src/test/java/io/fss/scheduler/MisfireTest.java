package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.Policies;
import io.fss.scheduler.Misfire.Verdict;
import io.fss.scheduler.Schedule.Missed;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MisfireTest {
  private static final long NINE = Triggers.at("2026-03-02T09:00:00Z");
  private static final long MINUTE = 60_000;
  private static final long GRACE = 10_000;
  private static final OptionalLong NEVER = OptionalLong.empty();

  private static final Schedule MINUTELY = cron("0 * * * * ?");
  private static final Policies ONCE = misfire(Policies.Misfire.FIRE_ONCE, 0, 0);
  private static final Policies SKIP = misfire(Policies.Misfire.MISFIRE_SKIP, 0, 0);

  private static Schedule cron(String expression) {
    return new Schedule.Cron(CronTimes.of(expression, "UTC"));
  }

  private static Policies misfire(Policies.Misfire mode, long windowMs, int limit) {
    return PolicyDefaults.BUILT_IN.fill(
        Policies.newBuilder()
            .setMisfire(mode)
            .setMisfireWindowMs(windowMs)
            .setMisfireLimit(limit)
            .build());
  }

  private static Verdict decide(Policies policies, long now) {
    return Misfire.decide(MINUTELY, policies, GRACE, NINE, now, false);
  }

  private static OptionalLong at(long millis) {
    return OptionalLong.of(millis);
  }

  private static Missed minutes(int first, int last, OptionalLong next) {
    return new Missed(last - first + 1, NINE + first * MINUTE, NINE + last * MINUTE, next);
  }

  @Test
  void a_task_in_time_runs_and_the_next_one_is_planned() {
    for (Policies policies :
        new Policies[] {ONCE, SKIP, misfire(Policies.Misfire.FIRE_ALL, 0, 0)}) {
      OptionalLong next = at(NINE + MINUTE);
      assertThat(decide(policies, NINE + 3))
          .isEqualTo(new Verdict(true, Missed.none(next), next, false));
    }
  }

  @Test
  void one_late_task_stands_for_all_that_passed() {
    OptionalLong next = at(NINE + 6 * MINUTE);

    assertThat(decide(ONCE, NINE + 5 * MINUTE + 1))
        .isEqualTo(new Verdict(true, minutes(1, 5, next), next, false));
  }

  @Test
  void a_task_older_than_the_window_gives_way_to_the_newest_that_is_not() {
    Policies threeMinutes = misfire(Policies.Misfire.FIRE_ONCE, 3 * MINUTE, 0);
    OptionalLong newest = at(NINE + 5 * MINUTE);

    assertThat(decide(threeMinutes, NINE + 5 * MINUTE + 1))
        .isEqualTo(new Verdict(false, minutes(1, 4, newest), newest, true));
    assertThat(decide(threeMinutes, NINE + 3 * MINUTE).runs()).isTrue();
    assertThat(decide(threeMinutes, NINE + 3 * MINUTE + 1).runs()).isFalse();
  }

  @Test
  void with_nothing_in_the_window_the_schedule_goes_on_in_the_future() {
    Policies halfAMinute = misfire(Policies.Misfire.FIRE_ONCE, MINUTE / 2, 0);
    OptionalLong next = at(NINE + 6 * MINUTE);

    assertThat(decide(halfAMinute, NINE + 5 * MINUTE + 31_000))
        .isEqualTo(new Verdict(false, minutes(1, 5, next), next, false));
  }

  @Test
  void skip_lets_run_what_is_in_time_and_nothing_else() {
    OptionalLong next = at(NINE + 6 * MINUTE);

    assertThat(decide(SKIP, NINE + GRACE).runs()).isTrue();
    assertThat(decide(SKIP, NINE + GRACE + 1).runs()).isFalse();
    assertThat(decide(SKIP, NINE + 5 * MINUTE + GRACE + 1))
        .isEqualTo(new Verdict(false, minutes(1, 5, next), next, false));
  }

  @Test
  void a_window_that_is_smaller_than_the_grace_counts_for_skip_too() {
    Policies fiveSeconds = misfire(Policies.Misfire.MISFIRE_SKIP, 5_000, 0);

    assertThat(decide(fiveSeconds, NINE + 5_000).runs()).isTrue();
    assertThat(decide(fiveSeconds, NINE + 5_001).runs()).isFalse();
  }

  @Test
  void a_moment_that_is_now_has_passed() {
    OptionalLong next = at(NINE + 2 * MINUTE);

    assertThat(decide(ONCE, NINE + MINUTE))
        .isEqualTo(new Verdict(true, minutes(1, 1, next), next, false));
  }

  @Test
  void skip_runs_the_moment_that_has_just_come() {
    OptionalLong newest = at(NINE + 5 * MINUTE);

    assertThat(decide(SKIP, NINE + 5 * MINUTE + GRACE))
        .isEqualTo(new Verdict(false, minutes(1, 4, newest), newest, true));
  }

  @Test
  void all_run_one_after_the_other_oldest_first() {
    OptionalLong next = at(NINE + MINUTE);

    assertThat(decide(misfire(Policies.Misfire.FIRE_ALL, 0, 0), NINE + 5 * MINUTE))
        .isEqualTo(new Verdict(true, Missed.none(next), next, true));
  }

  @Test
  void of_more_than_the_limit_the_newest_run() {
    OptionalLong oldestKept = at(NINE + 3 * MINUTE);

    assertThat(decide(misfire(Policies.Misfire.FIRE_ALL, 0, 3), NINE + 5 * MINUTE))
        .isEqualTo(new Verdict(false, minutes(1, 2, oldestKept), oldestKept, true));
    assertThat(decide(misfire(Policies.Misfire.FIRE_ALL, 0, 6), NINE + 5 * MINUTE).runs()).isTrue();
    assertThat(decide(misfire(Policies.Misfire.FIRE_ALL, 0, 5), NINE + 5 * MINUTE).runs())
        .isFalse();
  }

  @Test
  void a_task_that_waited_for_a_client_runs_in_every_case_and_counts() {
    long now = NINE + 5 * MINUTE + 40_000;

    Verdict skip = Misfire.decide(MINUTELY, SKIP, GRACE, NINE, now, true);
    assertThat(skip.runs()).isTrue();
    assertThat(skip.skipped()).isEqualTo(minutes(1, 5, at(NINE + 6 * MINUTE)));

    Policies three = misfire(Policies.Misfire.FIRE_ALL, 0, 3);
    OptionalLong next = at(NINE + 4 * MINUTE);
    assertThat(Misfire.decide(MINUTELY, three, GRACE, NINE, now, true))
        .isEqualTo(new Verdict(true, minutes(1, 3, next), next, true));
  }

  @Test
  void months_of_every_second_are_neither_walked_nor_forgotten() {
    Schedule secondly = cron("* * * * * ?");
    long now = NINE + 90L * 86_400_000;

    Verdict once = Misfire.decide(secondly, ONCE, GRACE, NINE, now, false);
    assertThat(once.runs()).isTrue();
    assertThat(once.skipped())
        .isEqualTo(new Missed(Passed.COUNTED, NINE + 1_000, now, at(now + 1_000), true));

    Policies all = misfire(Policies.Misfire.FIRE_ALL, 0, 0);
    Verdict each = Misfire.decide(secondly, all, GRACE, NINE, now, false);
    assertThat(each.runs()).isFalse();
    assertThat(each.next()).isEqualTo(at(now - 99_000));
    assertThat(each.skipped().last()).isEqualTo(now - 100_000);
    assertThat(each.catchUp()).isTrue();
  }

  @Test
  void a_once_is_skipped_for_good_or_runs_late() {
    Schedule once = new Schedule.Once(NINE);

    assertThat(Misfire.decide(once, SKIP, GRACE, NINE, NINE + MINUTE, false))
        .isEqualTo(new Verdict(false, Missed.NONE, NEVER, false));
    assertThat(Misfire.decide(once, ONCE, GRACE, NINE, NINE + MINUTE, false))
        .isEqualTo(new Verdict(true, Missed.NONE, NEVER, false));
  }

  @Test
  void a_fixed_delay_that_is_skipped_counts_from_the_skip() {
    Schedule delay = new Schedule.FixedDelay(5_000, 0);
    long now = NINE + MINUTE;

    Verdict skipped = Misfire.decide(delay, SKIP, GRACE, NINE, now, false);
    assertThat(skipped.runs()).isFalse();
    assertThat(skipped.next()).isEqualTo(at(now + 5_000));
    Verdict runs = Misfire.decide(delay, ONCE, GRACE, NINE, now, false);
    assertThat(runs.runs()).isTrue();
    assertThat(runs.next()).isEqualTo(NEVER);
  }

  @Test
  void a_dynamic_task_whose_skip_would_stop_the_group_runs_late() {
    Schedule resting = new Bounded(new Schedule.Dynamic(0, 0), 0, Long.MAX_VALUE, Days.EVERY);
    Schedule falling = new Schedule.Dynamic(0, 5_000);

    assertThat(Misfire.decide(resting, SKIP, GRACE, NINE, NINE + MINUTE, false).runs()).isTrue();
    assertThat(Misfire.decide(falling, SKIP, GRACE, NINE, NINE + MINUTE, false).runs()).isFalse();
  }

  @Test
  void a_beat_without_a_start_is_that_of_its_tasks() {
    Schedule rate = new Schedule.FixedRate(MINUTE, 0);
    OptionalLong next = at(NINE + 6 * MINUTE);

    assertThat(Misfire.decide(rate, ONCE, GRACE, NINE, NINE + 5 * MINUTE + 1, false))
        .isEqualTo(new Verdict(true, minutes(1, 5, next), next, false));
  }
}
