package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CronTimesTest {

  private static Instant next(String expression, String zone, String after) {
    OptionalLong next = CronTimes.of(expression, zone).after(Instant.parse(after).toEpochMilli());
    return Instant.ofEpochMilli(next.orElseThrow());
  }

  @Test
  void an_empty_zone_is_utc() {
    assertThat(next("0 0 9 * * ?", "", "2026-07-01T00:00:00Z"))
        .isEqualTo(Instant.parse("2026-07-01T09:00:00Z"));
  }

  @Test
  void nine_in_berlin_is_seven_utc_in_summer_and_eight_in_winter() {
    assertThat(next("0 0 9 * * ?", "Europe/Berlin", "2026-07-01T00:00:00Z"))
        .isEqualTo(Instant.parse("2026-07-01T07:00:00Z"));
    assertThat(next("0 0 9 * * ?", "Europe/Berlin", "2026-12-01T00:00:00Z"))
        .isEqualTo(Instant.parse("2026-12-01T08:00:00Z"));
  }

  @Test
  void an_hour_that_spring_leaves_out_does_not_stop_the_schedule() {
    Instant next = next("0 30 2 * * ?", "Europe/Berlin", "2026-03-29T00:30:00Z");

    assertThat(next).isBefore(Instant.parse("2026-03-30T00:30:01Z"));
  }

  @Test
  void the_seventh_field_is_a_year() {
    assertThat(next("0 0 0 1 1 ? 2030", "UTC", "2026-01-01T00:00:00Z"))
        .isEqualTo(Instant.parse("2030-01-01T00:00:00Z"));
  }

  @Test
  void a_date_that_never_comes_has_no_next_instant() {
    assertThat(CronTimes.of("0 0 0 30 2 ?", "UTC").after(0)).isEmpty();
  }

  @Test
  void years_without_end_are_refused_before_they_fill_the_memory() {
    assertThatThrownBy(() -> CronTimes.of("0 0 0 1 1 ? 1970-2147483647", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2199");
  }

  @Test
  void a_step_of_zero_does_not_loop_for_ever() {
    assertThat(next("0 0/0 * * * ?", "UTC", "2026-01-01T00:00:00Z"))
        .isEqualTo(Instant.parse("2026-01-01T01:00:00Z"));
  }

  @Test
  void the_same_expression_in_another_zone_is_another_schedule() {
    assertThat(next("0 0 12 * * ?", "Asia/Tokyo", "2026-01-01T00:00:00Z"))
        .isEqualTo(Instant.parse("2026-01-01T03:00:00Z"));
    assertThat(next("0 0 12 * * ?", "America/New_York", "2026-01-01T00:00:00Z"))
        .isEqualTo(Instant.parse("2026-01-01T17:00:00Z"));
  }

  @Test
  void what_is_not_a_cron_expression_is_refused_with_the_reason() {
    for (String bad : new String[] {"", "* * * * *", "0 0 25 * * ?", "every day"}) {
      assertThatThrownBy(() -> CronTimes.of(bad, "UTC"))
          .as("'%s'", bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("must be a Quartz cron expression: ");
    }
  }

  @Test
  void what_is_not_a_time_zone_is_refused_with_the_reason() {
    assertThatThrownBy(() -> CronTimes.of("0 * * * * ?", "Mars/Olympus"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("must be an IANA time zone: ")
        .hasMessageContaining("Mars/Olympus");
  }
}
