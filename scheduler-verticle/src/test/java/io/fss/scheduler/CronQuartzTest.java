package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.ParseException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Date;
import java.util.Random;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.quartz.CronExpression;

/** The same answers as Quartz, wherever the clock does not change. */
@SuppressWarnings("JavaUtilDate") // the types of Quartz
class CronQuartzTest {
  private static final long TWO_DAYS = 2 * 86_400_000L;
  private static final String[] ZONES = {
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Shanghai",
    "Asia/Kolkata",
    "Pacific/Apia",
    "America/Sao_Paulo"
  };

  @Test
  void random_expressions_fire_when_quartz_says_in_every_zone() throws ParseException {
    CronWriter writer = new CronWriter(new Random(7));
    Random random = new Random(8);
    int compared = 0;
    for (int i = 0; i < 8_000; i++) {
      String expression = writer.expression();
      String zone = ZONES[random.nextInt(ZONES.length)];
      CronExpression quartz = quartz(expression, zone);
      CronTimes ours = CronTimes.of(expression, zone);
      ZoneRules rules = ZoneId.of(zone).getRules();
      for (int j = 0; j < 4; j++) {
        long after = instant(random, 1990, 2036) + random.nextInt(1_000);
        compared += compare(expression, quartz, ours, rules, after) ? 1 : 0;
      }
    }
    assertThat(compared).isGreaterThan(20_000);
  }

  @Test
  void working_days_are_those_of_quartz_when_asked_before_the_month() throws ParseException {
    // Asked within the month Quartz forgets a working day that moved past the day it is near to.
    Random random = new Random(9);
    for (int i = 0; i < 2_000; i++) {
      String day = random.nextInt(8) == 0 ? "LW" : (1 + random.nextInt(31)) + "W";
      String expression = "0 0 %d %s * ?".formatted(random.nextInt(24), day);
      YearMonth month = YearMonth.of(1990 + random.nextInt(46), 1 + random.nextInt(12));
      long after = start(month.atDay(1)) - 1_000;

      assertThat(CronTimes.of(expression, "UTC").after(after))
          .as("%s in %s", expression, month)
          .hasValue(quartz(expression, "UTC").getTimeAfter(new Date(after)).getTime());
    }
  }

  private static boolean compare(
      String expression, CronExpression quartz, CronTimes ours, ZoneRules rules, long after) {
    Date theirs = quartz.getTimeAfter(new Date(after));
    long expected = theirs == null ? Long.MAX_VALUE : theirs.getTime();
    long found = ours.after(after).orElse(Long.MAX_VALUE);
    if (nearChange(rules, after) || nearChange(rules, expected) || nearChange(rules, found)) {
      return false;
    }
    assertThat(found)
        .as("%s with %s after %s", expression, quartz.getTimeZone(), Instant.ofEpochMilli(after))
        .isEqualTo(expected);
    return true;
  }

  private static boolean nearChange(ZoneRules rules, long millis) {
    if (millis == Long.MAX_VALUE) {
      return false;
    }
    Instant start = Instant.ofEpochMilli(millis - TWO_DAYS);
    ZoneOffsetTransition next = rules.nextTransition(start);
    return next != null && next.toEpochSecond() * 1_000 <= millis + TWO_DAYS;
  }

  private static CronExpression quartz(String text, String zone) throws ParseException {
    CronExpression expression = new CronExpression(text);
    expression.setTimeZone(TimeZone.getTimeZone(ZoneId.of(zone)));
    return expression;
  }

  private static long instant(Random random, int firstYear, int lastYear) {
    long from = start(LocalDate.of(firstYear, 1, 1));
    long to = start(LocalDate.of(lastYear, 1, 1));
    return from + (long) (random.nextDouble() * (to - from));
  }

  private static long start(LocalDate date) {
    return date.atStartOfDay().toEpochSecond(ZoneOffset.UTC) * 1_000;
  }
}
