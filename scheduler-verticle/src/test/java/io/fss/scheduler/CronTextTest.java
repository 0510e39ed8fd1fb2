package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CronTextTest {
  private static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

  private static void same(String expression, String other) {
    CronTimes one = CronTimes.of(expression, "UTC");
    CronTimes two = CronTimes.of(other, "UTC");
    long position = START;
    for (int i = 0; i < 40; i++) {
      OptionalLong next = one.after(position);
      assertThat(next).as("%s and %s", expression, other).isEqualTo(two.after(position));
      position = next.orElseThrow();
    }
  }

  private static void refused(String expression, String message) {
    assertThatThrownBy(() -> CronTimes.of(expression, "UTC"))
        .as("'%s'", expression)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("must be a cron expression: " + message);
  }

  @Test
  void names_stand_for_what_unix_cron_means_by_them() {
    same("@yearly", "0 0 0 1 1 ?");
    same("@annually", "0 0 0 1 1 ?");
    same("@monthly", "0 0 0 1 * ?");
    same("@weekly", "0 0 0 ? * SUN");
    same("@daily", "0 0 0 * * ?");
    same("@midnight", "0 0 0 * * ?");
    same("@hourly", "0 0 * * * ?");
    same("@Hourly", "@hourly");
  }

  @Test
  void five_fields_are_unix_cron_and_fire_at_second_zero() {
    same("*/15 9-17 * * 1-5", "0 0/15 9-17 ? * MON-FRI");
    same("0 0 * jan-mar mon", "0 0 0 ? 1-3 2");
  }

  @Test
  void sunday_is_zero_and_seven_in_five_fields_and_one_in_six() {
    same("0 0 * * 0", "0 0 0 ? * 1");
    same("0 0 * * 7", "0 0 0 ? * SUN");
    same("0 0 * * 5-7", "0 0 0 ? * 6,7,1");
    same("0 0 * * 0-7", "0 0 0 ? * *");
    same("0 0 * * */2", "0 0 0 ? * SUN,TUE,THU,SAT");
    same("0 0 * * FRI-SUN", "0 0 0 ? * FRI,SAT,SUN");
  }

  @Test
  void in_five_fields_one_of_two_day_fields_is_enough() {
    // Fridays, and Tuesday the 13th.
    fires("0 12 13 * 5", "2026-01-02", "2026-01-09", "2026-01-13", "2026-01-16");
  }

  @Test
  void in_five_fields_both_day_fields_must_fit_when_one_begins_with_a_star() {
    // Sundays that are the 1st, the 11th, the 21st or the 31st.
    fires("0 12 */10 * 0", "2026-01-11", "2026-02-01", "2026-03-01", "2026-05-31");
    // The 1st when it is a Sunday, a Tuesday, a Thursday or a Saturday.
    fires("0 12 1 * */2", "2026-01-01", "2026-02-01", "2026-03-01", "2026-08-01");
  }

  private static void fires(String expression, String... dates) {
    CronTimes times = CronTimes.of(expression, "UTC");
    long position = START;
    for (String date : dates) {
      position = times.after(position).orElseThrow();
      assertThat(Instant.ofEpochMilli(position)).as(expression).hasToString(date + "T12:00:00Z");
    }
  }

  @Test
  void what_quartz_writes_in_several_ways_is_the_same() {
    same("0 /10 * * * ?", "0 */10 * * * ?");
    same("0 0 0 ? * L", "0 0 0 ? * SAT");
    same("0 0 0 ? * fril", "0 0 0 ? * 6L");
    same("0 0 0 ? * MON,FRI#2", "0 0 0 ? * 2,6#2");
    same("0 0 0 ? NOV-FEB *", "0 0 0 * 11,12,1,2 ?");
    same("0 0 0 ? * SAT-MON", "0 0 0 ? * 7,1,2");
    same("  0\t0 0  * * ? ", "0 0 0 * * ?");
    same("0 0 0 * * ? *", "0 0 0 * * ?");
    same("0 0 0 1 1/6 ?", "0 0 0 1 JAN,JUL ?");
  }

  @Test
  void a_wrong_number_of_fields_is_refused() {
    String rule = "it needs 5 fields (Unix), 6 or 7 (Quartz), or a name such as @daily";
    refused("", rule);
    refused("   ", rule);
    refused("every day", rule);
    refused("* * * *", rule);
    refused("0 0 0 * * ? * *", rule);
  }

  @Test
  void an_unknown_name_is_refused_with_the_known_ones() {
    String rule = "names are @yearly, @annually, @monthly, @weekly, @daily, @midnight and @hourly";
    refused("@reboot", rule);
    refused("@", rule);
    refused("@daily 5", rule);
  }

  @Test
  void a_step_of_zero_is_refused() {
    refused("0 0/0 * * * ?", "minutes '0/0' must have a step of at least 1");
    refused("*/0 * * * *", "minutes '*/0' must have a step of at least 1");
    refused("0 0 1-5/00 * * ?", "hours '1-5/00' must have a step of at least 1");
  }

  @Test
  void a_step_beyond_the_field_is_refused() {
    refused("0 0/60 * * * ?", "minutes '0/60' is refused: Period 60 not in range [0, 59]");
    refused("0 0 */24 * * ?", "hours '*/24' is refused: Period 24 not in range [0, 23]");
  }

  @Test
  void numbers_beyond_the_field_are_refused() {
    refused("0 0 25 * * ?", "hours '25' is refused: Value 25 not in range [0, 23]");
    refused("60 * * * *", "minutes '60' is refused: Value 60 not in range [0, 59]");
    refused("0 0 0 0 * ?", "day of month '0' is refused: Value 0 not in range [1, 31]");
    refused("0 0 0 1 13 ?", "month '13' is refused: Value 13 not in range [1, 12]");
    refused("0 0 0 ? * 0", "day of week '0' is refused: Value 0 not in range [1, 7]");
    refused("0 0 * * 8", "day of week '8' is refused: Value 8 not in range [0, 7]");
    refused("0 0 0 1 1 ? 1969", "year '1969' is refused: Value 1969 not in range [1970, 2199]");
    refused("0 0 0 1 1 ? 2200", "year '2200' is refused: Value 2200 not in range [1970, 2199]");
  }

  @Test
  void years_without_end_are_refused_before_they_fill_the_memory() {
    assertThatThrownBy(() -> CronTimes.of("0 0 0 1 1 ? 1970-2147483647", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2199");
  }

  @Test
  void numbers_that_run_backwards_are_refused() {
    refused("0 0 22-2 * * ?", "hours '22-2' must not run backwards");
    refused("0 30-10/5 * * * ?", "minutes '30-10/5' must not run backwards");
    refused("0 0 * * 5-1", "day of week '5-1' must not run backwards");
    refused("0 0 0 1 1 ? 2030-2026", "year '2030-2026' must not run backwards");
  }

  @Test
  void one_day_field_must_be_a_question_mark_in_six_fields() {
    String rule = "exactly one of day of month and day of week must be ? in 6 or 7 fields";
    refused("0 0 0 * * *", rule);
    refused("0 0 0 ? * ?", rule);
    refused("0 0 0 1 * MON", rule);
    refused("0 0 0 ?,1 * ?", "day of month '?,1' must have ? alone or not at all");
    refused("? * * * * ?", "seconds '?' must be n, a-b, a/n, a-b/n, * or */n");
  }

  @Test
  void what_the_library_would_overlook_is_refused() {
    String[] odd = {
      "0 0 0 10L * ?",
      "0 0 0 W * ?",
      "0 0 0 LW-3 * ?",
      "0 0 0 L-31 * ?",
      "0 0 0 1-L * ?",
      "0 0 0 ? * 6#6",
      "0 0 0 ? * 6#0",
      "0 0 0 ? * 6#3L",
      "0 0 0 1,,2 * ?",
      "0 0 0 1, * ?",
      "0 1-2-3 * * * ?",
      "0 1/2/3 * * * ?",
      "0 */ * * * ?",
      "0 -5 * * * ?",
      "0 5- * * * ?",
      "0 *5 * * * ?",
      "0 +5 * * * ?",
      "0 0|30 * * * ?",
      "0 0 * * * ? || 0 5 * * * ?",
      "0 0 0 ? * MONDAY",
      "0 0 0 1 1JAN ?",
      "0 0 0 ? * L-2",
      "0 0 L * *",
      "0 0 ? * 1",
      "0 0 * * 5#2",
      "/5 * * * *x",
    };
    for (String expression : odd) {
      assertThatThrownBy(() -> CronTimes.of(expression, "UTC"))
          .as(expression)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("must be a cron expression: ");
    }
  }

  @Test
  void long_and_unprintable_texts_are_refused() {
    String rule = "it has more than 250 or unprintable characters";
    refused("1,".repeat(150) + "1 * * * *", rule);
    refused("0 0 * *\n*", rule);
    refused("0 0 * * \u0661", rule);
    refused("\u0000", rule);
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void whatever_is_written_is_understood_or_refused_in_one_line() {
    Random random = new Random(1);
    String[] whole = {
      "0 0/5 8-17 ? * MON-FRI",
      "0 0 12 L-3 * ?",
      "0 0 0 15W,LW 2 ? 2026-2030",
      "5 4 * * SUN,7",
      "0 0 0 ? 1/3 6#5,2L",
      "@weekly",
      "*/7 1-23/5 29 2 0"
    };
    String signs = "0123456789*/-,?#LW@ \tMONFEBJASUTHR|\u00e9\n";
    int understood = 0;
    for (int i = 0; i < 60_000; i++) {
      StringBuilder text = new StringBuilder(whole[random.nextInt(whole.length)]);
      for (int change = random.nextInt(3); change >= 0; change--) {
        char sign = signs.charAt(random.nextInt(signs.length()));
        int at = random.nextInt(text.length() + 1);
        switch (random.nextInt(3)) {
          case 0 -> text.insert(at, sign);
          case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(2)));
          default -> text.replace(at, Math.min(text.length(), at + 1), String.valueOf(sign));
        }
      }
      understood += understood(text.toString()) ? 1 : 0;
    }
    assertThat(understood).isBetween(3_000, 57_000);
  }

  private static boolean understood(String text) {
    CronTimes times;
    try {
      times = CronTimes.of(text, "Europe/Berlin");
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).startsWith("must be a cron expression: ").doesNotContain("\n");
      return false;
    }
    long position = START;
    for (int i = 0; i < 3; i++) {
      OptionalLong next = times.after(position);
      assertThat(next.orElse(Long.MAX_VALUE)).as(text).isGreaterThan(position);
      position = next.orElse(START);
    }
    return true;
  }
}
