package io.fss.scheduler;

import static io.fss.scheduler.Triggers.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.Trigger;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TriggerDescriptionTest {
  private static final Locale CHINESE = Locale.SIMPLIFIED_CHINESE;
  private static final long NEW_YEAR = at("2026-01-01T00:00:00Z");

  private static String english(Trigger trigger) {
    return TriggerDescription.of(trigger, Locale.ENGLISH);
  }

  private static String chinese(Trigger trigger) {
    return TriggerDescription.of(trigger, CHINESE);
  }

  @Test
  void intervals_are_said_in_the_largest_whole_unit() {
    assertThat(english(Specs.rate(60_000, 0))).isEqualTo("Every minute");
    assertThat(english(Specs.rate(300_000, 0))).isEqualTo("Every 5 minutes");
    assertThat(english(Specs.rate(5_400_000, 0))).isEqualTo("Every 90 minutes");
    assertThat(english(Specs.rate(172_800_000, 0))).isEqualTo("Every 2 days");
    assertThat(english(Specs.rate(1_500, 0))).isEqualTo("Every 1500 milliseconds");
    assertThat(chinese(Specs.rate(3_600_000, 0))).isEqualTo("每小时");
    assertThat(chinese(Specs.rate(300_000, 0))).isEqualTo("每 5 分钟");
  }

  @Test
  void a_beat_and_its_first_instant_are_said() {
    assertThat(english(Specs.rate(300_000, NEW_YEAR + 1_234)))
        .isEqualTo("Every 5 minutes, for the first time at 2026-01-01 00:00:01.234 UTC");
    assertThat(english(Specs.delay(1_000, NEW_YEAR)))
        .isEqualTo(
            "1 second after the end of the task before, for the first time at 2026-01-01 00:00"
                + " UTC");
    assertThat(chinese(Specs.delay(2_000, 0))).isEqualTo("上一个任务结束 2 秒后");
  }

  @Test
  void a_daily_window_is_said_with_times_weekdays_and_zone() {
    assertThat(english(Triggers.daily(1_800, 32_400, 63_000, "Europe/Berlin", 5, 1, 3, 2, 4)))
        .isEqualTo(
            "Daily from 09:00 to 17:30 every 30 minutes on Monday to Friday (Europe/Berlin)");
    assertThat(english(Triggers.daily(1, 1, 62, "")))
        .isEqualTo("Daily from 00:00:01 to 00:01:02 every second (UTC)");
    assertThat(english(Triggers.daily(3_600, 32_400, 32_400, "", 1, 2, 3, 6, 7)))
        .isEqualTo("Daily at 09:00 on Monday to Wednesday, Saturday and Sunday (UTC)");
    assertThat(chinese(Triggers.daily(1_800, 32_400, 63_000, "Europe/Berlin", 1, 2, 3, 4, 5)))
        .isEqualTo("每天 09:00 至 17:30 每 30 分钟，限星期一至星期五（Europe/Berlin）");
    assertThat(chinese(Triggers.daily(1_800, 32_400, 32_400, "", 6, 7)))
        .isEqualTo("每天 09:00，限星期六和星期日（UTC）");
  }

  @Test
  void instants_are_said_in_order() {
    assertThat(english(Specs.once(NEW_YEAR + 5_000))).isEqualTo("Once at 2026-01-01 00:00:05 UTC");
    assertThat(english(Triggers.list(NEW_YEAR))).isEqualTo("Once at 2026-01-01 00:00 UTC");
    assertThat(english(Triggers.list(NEW_YEAR + 120_000, NEW_YEAR, NEW_YEAR + 60_000, NEW_YEAR)))
        .isEqualTo("At 3 instants from 2026-01-01 00:00 UTC to 2026-01-01 00:02 UTC");
    assertThat(chinese(Specs.once(NEW_YEAR))).isEqualTo("仅一次，在 2026-01-01 00:00 UTC");
  }

  @Test
  void what_the_job_or_a_person_decides_is_said() {
    assertThat(english(Specs.dynamic(0, 0))).isEqualTo("When the job asks for it");
    assertThat(english(Specs.dynamic(0, 60_000)))
        .isEqualTo("When the job asks for it, or else 1 minute after the end of the task before");
    assertThat(english(Specs.byHand())).isEqualTo("Only when it is run by hand");
  }

  @Test
  void bounds_calendar_and_jitter_are_said_after_it() {
    Trigger trigger =
        Specs.cron("0 0 9 * * ?", "Asia/Tokyo").toBuilder()
            .setCalendar("work")
            .setStartAtMs(NEW_YEAR)
            .setEndAtMs(NEW_YEAR + 3_600_000)
            .setMaxRuns(5)
            .setJitterMs(30_000)
            .build();

    assertThat(english(trigger))
        .isEqualTo(
            "At 09:00 every day (Asia/Tokyo), on the open days of calendar work,"
                + " not before 2026-01-01 09:00 Asia/Tokyo, not after 2026-01-01 10:00 Asia/Tokyo,"
                + " at most 5 times, later by up to 30 seconds");
    assertThat(english(Specs.rate(1_000, 0).toBuilder().setMaxRuns(1).build()))
        .isEqualTo("Every second, at most once");
    assertThat(chinese(Specs.rate(1_000, 0).toBuilder().setMaxRuns(3).setJitterMs(60_000).build()))
        .isEqualTo("每秒，最多 3 次，最多延后 1 分钟");
  }

  @Test
  void every_language_knows_every_phrase() {
    ResourceBundle english = ResourceBundle.getBundle("io.fss.scheduler.trigger", Locale.ROOT);
    ResourceBundle chinese = ResourceBundle.getBundle("io.fss.scheduler.trigger", CHINESE);

    assertThat(chinese.getLocale().getLanguage()).isEqualTo("zh");
    // What a language does not know comes from the English one, and no phrase is the same in both.
    Set<String> missing = new TreeSet<>(english.keySet());
    missing.removeIf(key -> !chinese.getString(key).equals(english.getString(key)));
    assertThat(missing).isEmpty();
  }

  @Test
  void the_language_of_the_machine_does_not_matter() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(CHINESE);
      assertThat(TriggerDescription.of(Specs.byHand(), Locale.FRENCH))
          .isEqualTo("Only when it is run by hand");
    } finally {
      Locale.setDefault(before);
    }
  }
}
