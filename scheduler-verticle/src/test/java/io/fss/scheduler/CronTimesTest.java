package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CronTimesTest {

  private static Instant next(String expression, String zone, String after) {
    OptionalLong next = CronTimes.of(expression, zone).after(Instant.parse(after).toEpochMilli());
    return Instant.ofEpochMilli(next.orElseThrow());
  }

  /** The next few instants, in the form 03-29T01:00:00. */
  private static List<String> next(int count, String expression, String zone, String after) {
    List<String> found = new ArrayList<>();
    Instant position = Instant.parse(after);
    for (int i = 0; i < count; i++) {
      position = next(expression, zone, position.toString());
      found.add(position.toString().substring(5, 19));
    }
    return found;
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
  void a_time_that_spring_leaves_out_fires_at_the_end_of_the_gap() {
    assertThat(next(3, "0 30 2 * * ?", "Europe/Berlin", "2026-03-28T00:00:00Z"))
        .containsExactly("03-28T01:30:00", "03-29T01:00:00", "03-30T00:30:00");
  }

  @Test
  void all_times_of_one_gap_and_the_one_at_its_end_fire_together_once() {
    // 01:50 local time, then 02:00 to 02:50 do not exist and fire with 03:00, then 03:10.
    assertThat(next(3, "*/10 1-3 * * *", "Europe/Berlin", "2026-03-29T00:40:00Z"))
        .containsExactly("03-29T00:50:00", "03-29T01:00:00", "03-29T01:10:00");
  }

  @Test
  void a_time_that_autumn_repeats_fires_at_its_first_passing_only() {
    assertThat(next(3, "0 30 2 * * ?", "Europe/Berlin", "2026-10-24T12:00:00Z"))
        .containsExactly("10-25T00:30:00", "10-26T01:30:00", "10-27T01:30:00");
    assertThat(next(3, "0 0 1-3 * * ?", "Europe/Berlin", "2026-10-24T22:30:00Z"))
        .containsExactly("10-24T23:00:00", "10-25T00:00:00", "10-25T02:00:00");
  }

  @Test
  void an_interval_runs_through_both_changes_in_real_time() {
    assertThat(next(3, "0 0/30 * * * ?", "Europe/Berlin", "2026-03-29T00:10:00Z"))
        .containsExactly("03-29T00:30:00", "03-29T01:00:00", "03-29T01:30:00");
    assertThat(next(4, "0 0/30 * * * ?", "Europe/Berlin", "2026-10-25T00:10:00Z"))
        .containsExactly("10-25T00:30:00", "10-25T01:00:00", "10-25T01:30:00", "10-25T02:00:00");
    assertThat(next(2, "@hourly", "Australia/Lord_Howe", "2026-04-04T14:10:00Z"))
        .containsExactly("04-04T15:30:00", "04-04T16:30:00");
  }

  @Test
  void nothing_extra_fires_for_an_interval_at_the_end_of_a_gap() {
    // Half past: 01:30, then 03:30 local time.
    assertThat(next(2, "0 30 * * * ?", "Europe/Berlin", "2026-03-29T00:00:00Z"))
        .containsExactly("03-29T00:30:00", "03-29T01:30:00");
  }

  @Test
  void a_day_that_a_zone_left_out_fires_when_the_next_one_begins() {
    // Samoa went from Thursday the 29th to Saturday the 31st.
    assertThat(next(3, "0 0 9 * * ?", "Pacific/Apia", "2011-12-29T00:00:00Z"))
        .containsExactly("12-29T19:00:00", "12-30T10:00:00", "12-30T19:00:00");
    assertThat(next(1, "0 0 9 ? * FRI", "Pacific/Apia", "2011-12-29T00:00:00Z"))
        .containsExactly("12-30T10:00:00");
  }

  @Test
  void the_seventh_field_is_a_year() {
    assertThat(next("0 0 0 1 1 ? 2030", "UTC", "2026-01-01T00:00:00Z"))
        .isEqualTo(Instant.parse("2030-01-01T00:00:00Z"));
  }

  @Test
  void an_expression_whose_years_are_over_has_no_next_instant() {
    CronTimes times = CronTimes.of("0 0 0 1 1 ? 2025", "Asia/Tokyo");

    assertThat(times.after(Instant.parse("2024-12-31T14:59:59Z").toEpochMilli())).isPresent();
    assertThat(times.after(Instant.parse("2024-12-31T15:00:00Z").toEpochMilli())).isEmpty();
  }

  @Test
  void there_is_nothing_beyond_the_year_2199_nor_before_1970() {
    for (String expression : new String[] {"* * * * * ?", "0 0 9 * * ?"}) {
      for (String zone : new String[] {"UTC", "Europe/Berlin", "Pacific/Kiritimati", "-11:00"}) {
        CronTimes times = CronTimes.of(expression, zone);

        assertThat(times.after(Instant.parse("2200-01-02T00:00:00Z").toEpochMilli())).isEmpty();
        assertThat(times.after(Long.MAX_VALUE)).isEmpty();
        assertThat(times.after(Long.MIN_VALUE).orElseThrow() / 1_000 / 86_400).isBetween(-1L, 1L);
      }
    }
    assertThat(CronTimes.of("0 0 9 * * ?", "UTC").after(Long.MIN_VALUE))
        .hasValue(Instant.parse("1970-01-01T09:00:00Z").toEpochMilli());
  }

  @Test
  void an_instant_within_a_second_is_after_that_second() {
    CronTimes times = CronTimes.of("* * * * * ?", "UTC");

    assertThat(times.after(999)).hasValue(1_000);
    assertThat(times.after(1_000)).hasValue(2_000);
    assertThat(times.after(1_001)).hasValue(2_000);
    assertThat(times.after(-1)).hasValue(0);
  }

  @Test
  void the_same_expression_in_another_zone_is_another_schedule() {
    assertThat(next("0 0 12 * * ?", "Asia/Tokyo", "2026-01-01T00:00:00Z"))
        .isEqualTo(Instant.parse("2026-01-01T03:00:00Z"));
    assertThat(next("0 0 12 * * ?", "America/New_York", "2026-01-01T00:00:00Z"))
        .isEqualTo(Instant.parse("2026-01-01T17:00:00Z"));
  }

  @Test
  void the_same_expression_in_the_same_zone_is_shared() {
    assertThat(CronTimes.of("0 0 12 * * ?", "Asia/Tokyo"))
        .isSameAs(CronTimes.of("0 0 12 * * ?", "Asia/Tokyo"));
  }

  @Test
  void a_date_that_never_comes_is_refused() {
    for (String never :
        new String[] {
          "0 0 0 30 2 ?",
          "0 0 0 31 4,6,9,11 ?",
          "0 0 0 29 2 ? 2027",
          "0 0 0 31W 2,4 ?",
          "0 0 0 L-30 2 ?",
          "0 0 0 ? 2 1#5 2027",
          "0 0 31 2 *",
        }) {
      assertThatThrownBy(() -> CronTimes.of(never, "UTC"))
          .as(never)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("must be a cron expression: no date until 2199 fits all of its fields");
    }
  }

  @Test
  void what_is_not_a_time_zone_is_refused_with_the_reason() {
    for (String zone : new String[] {"Mars/Olympus", "europe/berlin", "UTC "}) {
      assertThatThrownBy(() -> CronTimes.of("0 * * * * ?", zone))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("must be an IANA time zone: ")
          .hasMessageContaining(zone);
    }
    for (String zone : new String[] {"A".repeat(65), "+25:00", "UTC+", " "}) {
      assertThatThrownBy(() -> CronTimes.of("0 * * * * ?", zone))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("must be an IANA time zone: ");
    }
  }
}
