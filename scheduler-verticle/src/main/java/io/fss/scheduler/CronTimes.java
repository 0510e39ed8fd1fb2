package io.fss.scheduler;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The instants of one cron expression in one time zone, until the year 2199. Read-only: shared.
 *
 * <p>Where the clocks of the zone change, an expression of certain times fires once for every local
 * time it names: at the end of the gap for those that do not exist, all of one gap together, and at
 * the first passing for those that come twice. An expression of an interval fires at every instant
 * whose local time it names. See docs/scheduling.md.
 */
final class CronTimes {
  // An entry weighs about 600 bytes, and taking an expression apart costs as much as 50 answers.
  private static final int KEPT = 8_192;
  private static final Map<Key, CronTimes> CACHE =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, CronTimes> eldest) {
              return size() > KEPT;
            }
          });

  // No zone is further than a day from UTC: before the first and after the last there is nothing.
  private static final long DAY = 86_400;
  private static final long FIRST = -DAY;

  private final CronLine line;
  private final ZoneRules rules;
  private final boolean interval;
  private final long last;

  private record Key(String expression, String zone) {}

  private CronTimes(CronText text, ZoneRules rules) {
    this.line = new CronLine(text);
    this.rules = rules;
    this.interval = text.interval();
    this.last = line.end() + DAY;
  }

  /**
   * The times of an expression: Quartz (6 or 7 fields), Unix (5 fields) or a name such as
   * {@code @hourly}.
   *
   * @param zone IANA time zone; empty means UTC
   * @throws IllegalArgumentException with the rule that expression or zone breaks
   */
  static CronTimes of(String expression, String zone) {
    Key key = new Key(expression, zone);
    CronTimes known = CACHE.get(key);
    if (known == null) {
      known = new CronTimes(CronText.parse(expression), Zone.of(zone).getRules());
      if (known.line.after(-1) == CronLine.NONE) {
        throw new IllegalArgumentException(
            "must be a cron expression: no date until 2199 fits all of its fields");
      }
      CACHE.put(key, known);
    }
    return known;
  }

  /** The first instant after the given one; empty when there is none until the year 2199. */
  OptionalLong after(long millis) {
    long second = Math.max(FIRST, Math.floorDiv(millis, 1_000L));
    if (second >= last) {
      return OptionalLong.empty();
    }
    long found = interval ? nextOfInterval(second) : nextOfTimes(second);
    return found == CronLine.NONE ? OptionalLong.empty() : OptionalLong.of(found * 1_000);
  }

  /** The first instant after the given one whose local time is on the line. */
  private long nextOfInterval(long second) {
    long from = second;
    long offset = offset(from);
    long position = from + offset;
    long found = line.after(position);
    while (from < last) {
      ZoneOffsetTransition change = rules.nextTransition(Instant.ofEpochSecond(from));
      if (change == null || (found != CronLine.NONE && found - offset < change.toEpochSecond())) {
        break;
      }
      from = change.toEpochSecond();
      offset = change.getOffsetAfter().getTotalSeconds();
      // Between position and found the line is empty; elsewhere it has to be asked again.
      long start = from + offset - 1;
      if (start < position || start >= found) {
        found = line.after(start);
      }
      position = start;
    }
    return found == CronLine.NONE ? CronLine.NONE : found - offset;
  }

  /** The first instant after the given one that a local time on the line stands for. */
  private long nextOfTimes(long second) {
    long offset = offset(second);
    long position = second + offset;
    if (!rules.isFixedOffset()) {
      ZoneOffsetTransition change = changeAt(position);
      if (change != null && change.isOverlap() && second >= change.toEpochSecond()) {
        // The second passing: all that is named in this hour has fired in the first.
        position = local(change.getDateTimeBefore()) - 1;
      }
    }
    long found = line.after(position);
    return found == CronLine.NONE ? CronLine.NONE : instant(found, offset);
  }

  private long instant(long position, long offset) {
    if (rules.isFixedOffset()) {
      return position - offset;
    }
    ZoneOffsetTransition change = changeAt(position);
    if (change == null) {
      return position - rules.getOffset(dateTime(position)).getTotalSeconds();
    }
    return change.isGap()
        ? change.toEpochSecond()
        : position - change.getOffsetBefore().getTotalSeconds();
  }

  private ZoneOffsetTransition changeAt(long position) {
    return rules.getTransition(dateTime(position));
  }

  private long offset(long second) {
    return rules.getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
  }

  private static LocalDateTime dateTime(long position) {
    return LocalDateTime.ofEpochSecond(position, 0, ZoneOffset.UTC);
  }

  private static long local(LocalDateTime time) {
    return time.toEpochSecond(ZoneOffset.UTC);
  }
}
