package io.fss.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fss.kernel.Refusal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InstantsTest {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final long YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z").toEpochMilli();

  @Test
  void instants_are_written_and_read_as_java_time_does_it() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      long millis = 1 + (random.nextLong() >>> 1) % (YEAR_10000 - 1);
      String text = Instants.format(millis);

      assertThat(text).isEqualTo(FORMAT.format(Instant.ofEpochMilli(millis)));
      assertThat(Instants.parse("at", text)).isEqualTo(millis);
    }
  }

  @Test
  void leap_days_the_first_and_the_last_instant_are_instants() {
    for (String text :
        List.of(
            "1970-01-01T00:00:00.001Z",
            "2024-02-29T23:59:59.999Z",
            "2000-02-29T00:00:00.000Z",
            "9999-12-31T23:59:59.999Z")) {
      assertThat(Instants.format(Instants.parse("at", text))).isEqualTo(text);
    }
    assertThat(Instants.format(YEAR_10000)).isEqualTo("+10000-01-01T00:00:00Z");
  }

  @Test
  void other_forms_with_an_offset_are_read_too() {
    for (String text :
        List.of(
            "2026-01-01T00:00:00Z",
            "2026-01-01T01:00:00+01:00",
            "2026-01-01T00:00Z",
            "2026-01-01T00:00:00.0Z",
            "2026-01-01T00:00:00.000000Z",
            "2026-01-01T01:00:00.000+01:00")) {
      assertThat(Instants.parse("at", text)).as(text).isEqualTo(1_767_225_600_000L);
    }
  }

  @Test
  void a_fraction_of_any_length_is_cut_to_milliseconds() {
    long whole = Instants.parse("at", "2026-01-01T00:00:00Z");
    String digits = "987654321";
    for (int length = 1; length <= digits.length(); length++) {
      String fraction = digits.substring(0, length);
      long millis = Long.parseLong((fraction + "00").substring(0, 3));
      assertThat(Instants.parse("at", "2026-01-01T00:00:00." + fraction + "Z"))
          .as(fraction)
          .isEqualTo(whole + millis);
    }
  }

  @Test
  void what_is_no_instant_after_1970_is_refused_with_the_field() {
    for (String text :
        List.of(
            "",
            "tomorrow",
            "2026-01-01",
            "2026-01-01T00:00:00",
            "2025-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-01-01T25:00:00Z",
            "2026-01-01T00:60:00Z",
            "2026-01-01T00:00:60Z",
            "2026-01-01t00:00:00_000Z",
            "2026-01-01T00:00:00.1234567890Z",
            "2026-01-01T00:00:00.12a4Z",
            "1969-12-31T23:59:59.999Z",
            "1970-01-01T00:00:00Z")) {
      assertThat(Instants.valid(text)).as(text).isFalse();
      assertThatThrownBy(() -> Instants.parse("trigger.at", text))
          .isInstanceOf(Refusal.class)
          .hasMessage("trigger.at '%s': %s".formatted(text, Instants.RULE));
    }
  }
}
