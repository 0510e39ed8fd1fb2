package io.fss.scheduler;

import java.text.ParseException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TimeZone;
import java.util.regex.Pattern;
import org.quartz.CronExpression;

/** The instants of one Quartz cron expression in one time zone. Read-only after parsing: shared. */
@SuppressWarnings("JavaUtilDate") // the types of Quartz
final class CronTimes {
  // A parsed expression weighs up to 17 KB, so few are kept; parsing one takes microseconds.
  private static final int KEPT = 512;
  private static final Map<String, CronTimes> CACHE =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, CronTimes> eldest) {
              return size() > KEPT;
            }
          });

  // Quartz lists every year of a range: an unbounded one would fill the memory.
  private static final Pattern TOO_FAR = Pattern.compile("2[2-9]\\d\\d|[3-9]\\d{3}|\\d{5,}");
  private static final int LONGEST = 250;

  private final CronExpression expression;

  private CronTimes(CronExpression expression) {
    this.expression = expression;
  }

  /**
   * Parses an expression.
   *
   * @param zone IANA time zone; empty means UTC
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static CronTimes of(String expression, String zone) {
    return CACHE.computeIfAbsent(zone + "|" + expression, key -> parse(expression, zone));
  }

  private static CronTimes parse(String text, String zone) {
    if (text.length() > LONGEST || TOO_FAR.matcher(text).find()) {
      throw new IllegalArgumentException(
          "must have at most %d characters and no number above 2199".formatted(LONGEST));
    }
    try {
      ZoneId id = ZoneId.of(zone.isEmpty() ? "UTC" : zone);
      CronExpression expression = new CronExpression(text);
      expression.setTimeZone(TimeZone.getTimeZone(id));
      return new CronTimes(expression);
    } catch (ParseException e) {
      throw new IllegalArgumentException("must be a Quartz cron expression: " + e.getMessage(), e);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("must be an IANA time zone: " + e.getMessage(), e);
    }
  }

  /** The first instant after the given one; empty when there is none until the year 2100. */
  OptionalLong after(long millis) {
    Date next = expression.getTimeAfter(new Date(millis));
    return next == null ? OptionalLong.empty() : OptionalLong.of(next.getTime());
  }
}
