package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class CronDescriptionTest {

  private static void said(String expression, String english, String chinese) {
    assertThat(CronDescription.of(expression, Locale.ENGLISH)).as(expression).isEqualTo(english);
    assertThat(CronDescription.of(expression, Locale.SIMPLIFIED_CHINESE))
        .as(expression)
        .isEqualTo(chinese);
  }

  @Test
  void times_of_the_day_are_listed() {
    said("0 0 9 * * ?", "At 09:00 every day", "每天 09:00");
    said("5 30 2 * * ?", "At 02:30:05 every day", "每天 02:30:05");
    said("0 0 8,12,18 * * ?", "At 08:00, 12:00 and 18:00 every day", "每天 08:00、12:00 和 18:00");
    said("@daily", "At 00:00 every day", "每天 00:00");
  }

  @Test
  void intervals_are_said_as_such() {
    said("* * * * * ?", "Every second", "每秒");
    said("*/5 * * * * ?", "Every 5 seconds", "每 5 秒");
    said("0 */5 * * * ?", "Every 5 minutes", "每 5 分钟");
    said("@hourly", "Every hour", "每小时");
    said("0 0 */2 * * ?", "Every 2 hours", "每 2 小时");
    said("0 0/1 0/1 * * ?", "Every minute", "每分钟");
  }

  @Test
  void the_moment_of_an_interval_is_said() {
    said("30 */5 * * * ?", "Every 5 minutes at second 30", "每 5 分钟的第 30 秒");
    said("0 15 * * * ?", "Every hour at minute 15", "每小时的第 15 分");
    said("0 0,30 * * * ?", "Every hour at minutes 0 and 30", "每小时的第 0 和 30 分");
    said("0 15 */2 * * ?", "Every 2 hours at minute 15", "每 2 小时的第 15 分");
  }

  @Test
  void intervals_within_bounds_are_said_with_their_first_and_last_time() {
    said("0 0 8-17 * * ?", "Every hour from 08:00 to 17:00 every day", "每天 08:00 至 17:00 每小时");
    said(
        "0 0,30 8-17 * * ?",
        "Every hour from 08:00 to 17:30 at minutes 0 and 30 every day",
        "每天 08:00 至 17:30 每小时的第 0 和 30 分");
    said(
        "*/10 * 8-17 * * ?",
        "Every 10 seconds from 08:00:00 to 17:59:50 every day",
        "每天 08:00:00 至 17:59:50 每 10 秒");
    said(
        "0 */5 2 * * ?",
        "Every 5 minutes from 02:00 to 02:55 every day",
        "每天 02:00 至 02:55 每 5 分钟");
    said(
        "0 */10 8,12,18 * * ?",
        "Every 10 minutes in hours 8, 12 and 18 every day",
        "每天 8、12 和 18 点期间每 10 分钟");
    said("*/10 */5 * * * ?", "Every 10 seconds in minutes divisible by 5", "能被 5 整除的分钟内每 10 秒");
    said("0 */5 */2 * * ?", "Every 5 minutes in hours divisible by 2", "能被 2 整除的小时内每 5 分钟");
    said(
        "0 1-10,30 1,2 * * ?",
        "In hours 1 and 2 at minutes 1 to 10 and 30 every day",
        "每天 1 和 2 点的第 1 至 10 和 30 分");
  }

  @Test
  void intervals_that_do_not_divide_their_unit_are_said_to_start_anew() {
    said(
        "0 */7 * * * ?",
        "Every 7 minutes from minute 0 to 56 of every hour",
        "每小时第 0 至 56 分每 7 分钟");
    said(
        "0 5/15 * * * ?",
        "Every 15 minutes from minute 5 to 50 of every hour",
        "每小时第 5 至 50 分每 15 分钟");
    said("0 0 */5 * * ?", "Every 5 hours from 00:00 to 20:00 every day", "每天 00:00 至 20:00 每 5 小时");
    said(
        "10-20 * * * * ?", "Every second from second 10 to 20 of every minute", "每分钟第 10 至 20 秒每秒");
  }

  @Test
  void days_of_the_month_are_said() {
    said(
        "0 30 2 1,15 * ?", "At 02:30 on the 1st and the 15th of every month", "每月 1 日和 15 日 02:30");
    said("0 0 12 L * ?", "At 12:00 on the last day of every month", "每月最后一天 12:00");
    said(
        "0 0 12 L-3 * ?",
        "At 12:00 on the 3rd day before the last day of every month",
        "每月最后一天之前的第 3 天 12:00");
    said("0 0 12 LW * ?", "At 12:00 on the last weekday of every month", "每月最后一个工作日 12:00");
    said(
        "0 0 12 15W * ?",
        "At 12:00 on the weekday nearest to the 15th of every month",
        "每月最接近 15 日的工作日 12:00");
    said(
        "0 0 0 1,L * ?",
        "At 00:00 on the 1st and the last day of every month",
        "每月 1 日和最后一天 00:00");
    said(
        "0 0 0 */3 * ?",
        "At 00:00 on every 3rd day from the 1st to the 31st of every month",
        "每月 1 日至 31 日之间每 3 天 00:00");
    said(
        "0 0 12 10-20/2 * ?",
        "At 12:00 on every 2nd day from the 10th to the 20th of every month",
        "每月 10 日至 20 日之间每 2 天 12:00");
    said("@monthly", "At 00:00 on the 1st of every month", "每月 1 日 00:00");
  }

  @Test
  void days_of_the_week_are_said() {
    said(
        "0 0/10 8-17 ? * MON-FRI",
        "Every 10 minutes from 08:00 to 17:50 on Mondays to Fridays",
        "每周一至周五 08:00 至 17:50 每 10 分钟");
    said("0 0 0 ? * SAT-SUN", "At 00:00 on Saturdays and Sundays", "每周六和周日 00:00");
    said("0 0 12 ? * 6#3", "At 12:00 on the third Friday of every month", "每月第三个周五 12:00");
    said("0 0 12 ? * 6L", "At 12:00 on the last Friday of every month", "每月最后一个周五 12:00");
    said(
        "0 0 0 ? * MON,6#3",
        "At 00:00 on every Monday and the third Friday of every month",
        "每月每个周一和第三个周五 00:00");
    said("0 0 12 ? * L", "At 12:00 on Saturdays", "每周六 12:00");
    said(
        "0 0 12 ? * MON-FRI/2",
        "At 12:00 on every 2nd day from Monday to Friday",
        "每周一至周五之间每 2 天 12:00");
    said("0 9 * * 0,6", "At 09:00 on Sundays and Saturdays", "每周日和周六 09:00");
    said("@weekly", "At 00:00 on Sundays", "每周日 00:00");
  }

  @Test
  void months_and_years_are_said() {
    said("0 0 9 ? 3 MON", "At 09:00 on Mondays in March", "每年 3 月每周一 09:00");
    said("0 0 0 1 1 ? 2030", "At 00:00 on the 1st of January in 2030", "2030 年 1 月 1 日 00:00");
    said(
        "0 0 0 1 */3 ?",
        "At 00:00 on the 1st of every 3rd month from January to October",
        "每年 1 月至 10 月之间每 3 个月的 1 日 00:00");
    said(
        "0 0 12 ? 1,7 MON,WED,FRI",
        "At 12:00 on Mondays, Wednesdays and Fridays in January and July",
        "每年 1 月和 7 月每周一、周三和周五 12:00");
    said(
        "0 0 1 NOV-FEB *",
        "At 00:00 on the 1st of November to February",
        "每年 11 月至 2 月的 1 日 00:00");
    said("0 * * * 6 ?", "Every minute in June", "每年 6 月每分钟");
    said("0 0 * * * ? 2030", "Every hour in 2030", "2030 年每小时");
    said(
        "0 0 0 1 JAN-FEB ? 2026-2027",
        "At 00:00 on the 1st of January and February in 2026 and 2027",
        "2026 年和 2027 年 1 月和 2 月的 1 日 00:00");
    said(
        "0 0 0 1 JAN-MAR ? 2020/2",
        "At 00:00 on the 1st of January to March in one of 2 years from 2020 to 2198",
        "2020 年至 2198 年之间每 2 年 1 月至 3 月的 1 日 00:00");
    said("@yearly", "At 00:00 on the 1st of January", "每年 1 月 1 日 00:00");
  }

  @Test
  void both_day_fields_of_unix_cron_are_said() {
    said(
        "30 4 1,15 * 5",
        "At 04:30 on the 1st and the 15th of every month or on Fridays",
        "每月 1 日和 15 日或每周五 04:30");
    said(
        "0 0 */2 * MON",
        "At 00:00 on every 2nd day from the 1st to the 31st of every month, but only on Mondays",
        "每月 1 日至 31 日之间每 2 天，且仅限周一 00:00");
    said(
        "*/15 9-17 * * MON-FRI",
        "Every 15 minutes from 09:00 to 17:45 on Mondays to Fridays",
        "每周一至周五 09:00 至 17:45 每 15 分钟");
  }

  @Test
  void every_chinese_is_served_with_chinese_and_every_other_language_with_english() {
    assertThat(CronDescription.of("@hourly", Locale.TAIWAN)).isEqualTo("每小时");
    assertThat(CronDescription.of("@hourly", Locale.GERMANY)).isEqualTo("Every hour");
    assertThat(CronDescription.of("@hourly", Locale.ROOT)).isEqualTo("Every hour");
  }

  @Test
  void every_expression_of_the_clock_tests_can_be_said_in_both_languages() {
    for (CronMeaning meaning : CronMeanings.all()) {
      String english = CronDescription.of(meaning.expression(), Locale.ENGLISH);
      String chinese = CronDescription.of(meaning.expression(), Locale.SIMPLIFIED_CHINESE);

      assertThat(english).matches("[A-Z][\\x20-\\x7E]+").doesNotContain("  ", "%", "null");
      assertThat(chinese).matches("[\\p{IsHan}0-9:、， ]+").doesNotContain("  ");
    }
  }

  @Test
  void what_is_no_cron_expression_is_refused() {
    assertThatThrownBy(() -> CronDescription.of("0 0/0 * * * ?", Locale.ENGLISH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("must be a cron expression: ");
  }
}
