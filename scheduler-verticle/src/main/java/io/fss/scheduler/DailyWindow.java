package io.fss.scheduler;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.OptionalLong;

/**
 * Due every so often between two local times of chosen weekdays, both ends included.
 *
 * <p>Every local time stands for one instant, as with a cron expression of certain times: where the
 * clocks are put forward, all times that do not exist are the end of the gap, once; where they are
 * put back, a time that comes twice is its first passing. The weekday is that of the local time,
 * also where the end of the gap lies on the next day.
 *
 * @param every seconds, 1 or more
 * @param from seconds since midnight
 * @param to seconds since midnight, not before {@code from}
 */
record DailyWindow(int every, int from, int to, Weekdays weekdays, ZoneId zone)
    implements Schedule {
  // A weekday comes again within the week.
  private static final int DAYS = 7;

  @Override
  public OptionalLong first(long now) {
    return after(now);
  }

  @Override
  public OptionalLong after(long planned) {
    LocalDate today = LocalDate.ofInstant(Instant.ofEpochMilli(planned), zone);
    for (int day = 0; day <= DAYS; day++) {
      LocalDate date = today.plusDays(day);
      if (weekdays.has(date.getDayOfWeek()) && moment(date, steps()) > planned) {
        return OptionalLong.of(firstAfter(date, planned));
      }
    }
    return OptionalLong.empty();
  }

  @Override
  public boolean automatic() {
    return true;
  }

  /** The first moment of a day whose last one is after {@code planned}. */
  private long firstAfter(LocalDate date, long planned) {
    int least = 0;
    int most = steps();
    while (least < most) {
      int middle = (least + most) / 2;
      if (moment(date, middle) > planned) {
        most = middle;
      } else {
        least = middle + 1;
      }
    }
    return moment(date, least);
  }

  private int steps() {
    return (to - from) / every;
  }

  private long moment(LocalDate date, int step) {
    LocalDateTime local = date.atStartOfDay().plusSeconds(from + (long) step * every);
    ZoneOffsetTransition change = zone.getRules().getTransition(local);
    if (change == null) {
      return local.toEpochSecond(zone.getRules().getOffset(local)) * 1_000;
    }
    return 1_000
        * (change.isGap() ? change.toEpochSecond() : local.toEpochSecond(change.getOffsetBefore()));
  }
}
