package io.fss.scheduler;

import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.v1.Trigger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;

/**
 * A fixed schedule of any kind with bounds and calendar, around a change of the clocks, and all of
 * its moments within a span of time, found one by one.
 */
record RandomSchedule(
    Trigger trigger,
    CalendarSpec calendar,
    Schedule schedule,
    NavigableSet<Long> moments,
    long from,
    long to) {
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;

  static final List<String> ZONES =
      List.of(
          "UTC",
          "Europe/Berlin",
          "America/New_York",
          "America/Sao_Paulo", // over midnight
          "Asia/Beirut",
          "Australia/Lord_Howe", // by half an hour
          "America/St_Johns", // a minute after midnight
          "Pacific/Apia", // without the 30th of December 2011
          "Africa/Casablanca",
          "Asia/Kathmandu");
  private static final List<String> CRONS =
      List.of(
          "0 */7 * * * ?",
          "0 0 9 ? * MON-FRI",
          "0 30 2 * * ?",
          "0 0 0 * * ?",
          "0 15,45 8-18 * * ?",
          "0 0 12 L * ?");

  static RandomSchedule of(long seed) {
    Random random = new Random(seed);
    ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
    long middle = change(zone, random);
    long from = middle - (1 + random.nextInt(15)) * DAY;
    long to = middle + (1 + random.nextInt(15)) * DAY;
    Trigger.Builder trigger = kind(zone, from, to, random);
    if (random.nextBoolean()) {
      trigger.setStartAtMs(from + random.nextInt(5) * DAY + random.nextInt(86_400_000));
    }
    if (random.nextBoolean()) {
      trigger.setEndAtMs(to - random.nextInt(86_400_000));
    }
    if (trigger.hasInterval() && trigger.getStartAtMs() == 0) {
      trigger.getIntervalBuilder().setStartAtMs(from + random.nextInt(86_400_000));
    }
    CalendarSpec calendar = random.nextInt(3) == 0 ? null : calendar(zone, middle, random);
    Trigger built = trigger.build();
    return new RandomSchedule(
        built,
        calendar,
        TriggerText.schedule(built, calendar),
        moments(built, calendar, zone, from, to),
        from,
        to);
  }

  /** An instant at which the clocks of the zone change, or any. */
  private static long change(ZoneId zone, Random random) {
    Instant start = Instant.parse("2005-01-01T00:00:00Z").plusSeconds(random.nextInt(600_000_000));
    ZoneOffsetTransition next = zone.getRules().nextTransition(start);
    return (next == null ? start : next.getInstant()).toEpochMilli();
  }

  private static Trigger.Builder kind(ZoneId zone, long from, long to, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> Specs.cron(CRONS.get(random.nextInt(CRONS.size())), zone.getId()).toBuilder();
      case 1 -> Specs.rate(300_000L + random.nextInt(100_000_000), 0).toBuilder();
      case 2 ->
          Triggers.list(random.longs(1 + random.nextInt(50), from, to).boxed().toArray(Long[]::new))
              .toBuilder();
      default -> daily(zone, random);
    };
  }

  private static Trigger.Builder daily(ZoneId zone, Random random) {
    int from = random.nextInt(86_400);
    int to = from + random.nextInt(86_400 - from);
    Integer[] weekdays =
        random.ints(random.nextInt(5), 1, 8).distinct().boxed().toArray(Integer[]::new);
    int every = random.nextBoolean() ? 900 : 60 + random.nextInt(20_000);
    return Triggers.daily(every, from, to, zone.getId(), weekdays).toBuilder();
  }

  private static CalendarSpec calendar(ZoneId trigger, long middle, Random random) {
    CalendarSpec.Builder calendar = Triggers.calendar();
    if (random.nextBoolean()) {
      calendar.setZone(ZONES.get(random.nextInt(ZONES.size())));
    }
    random.ints(random.nextInt(4), 1, 8).distinct().forEach(calendar::addWeekdays);
    LocalDate day = Instant.ofEpochMilli(middle).atZone(trigger).toLocalDate();
    for (int i = random.nextInt(4); i > 0; i--) {
      LocalDate first = day.plusDays(random.nextInt(20) - 10);
      LocalDate last = first.plusDays(random.nextInt(6));
      boolean yearly = random.nextBoolean();
      String from = first.toString().substring(yearly ? 5 : 0);
      String to = last.toString().substring(yearly ? 5 : 0);
      if (random.nextInt(3) == 0) {
        calendar.addIncluded(Triggers.days(from, to));
      } else {
        calendar.addExcluded(Triggers.days(from, to));
      }
    }
    return calendar.build();
  }

  private static NavigableSet<Long> moments(
      Trigger trigger, CalendarSpec calendar, ZoneId zone, long from, long to) {
    NavigableSet<Long> all = unbounded(trigger, from, to);
    long end = trigger.getEndAtMs() == 0 ? Long.MAX_VALUE : trigger.getEndAtMs();
    all.removeIf(at -> at < trigger.getStartAtMs() || at > end);
    if (calendar != null) {
      ZoneId of = trigger.hasCron() || trigger.hasDaily() ? zone : ZoneOffset.UTC;
      ZoneId said = calendar.getZone().isEmpty() ? of : ZoneId.of(calendar.getZone());
      all.removeIf(at -> !NaiveTime.open(calendar, at, said));
    }
    return all;
  }

  private static NavigableSet<Long> unbounded(Trigger trigger, long from, long to) {
    NavigableSet<Long> all = new TreeSet<>();
    switch (trigger.getKindCase()) {
      case CRON -> {
        CronTimes times =
            CronTimes.of(trigger.getCron().getExpression(), trigger.getCron().getZone());
        OptionalLong next = times.after(from - 1);
        while (next.getAsLong() <= to) {
          all.add(next.getAsLong());
          next = times.after(next.getAsLong());
        }
      }
      case INTERVAL -> {
        long said = trigger.getInterval().getStartAtMs();
        long start = said == 0 ? trigger.getStartAtMs() : said;
        for (long at = start; at <= to; at += trigger.getInterval().getEveryMs()) {
          all.add(at);
        }
      }
      case LIST -> all.addAll(trigger.getList().getAtMsList());
      case DAILY -> all.addAll(NaiveTime.daily(trigger.getDaily(), from, to));
      default -> throw new IllegalStateException("not a fixed schedule: " + trigger);
    }
    all.removeIf(at -> at < from || at > to);
    return all;
  }

  /** The first moment after an instant, as far as it lies within the span. */
  OptionalLong after(long instant) {
    Long next = moments.higher(instant);
    return next == null ? OptionalLong.empty() : OptionalLong.of(next);
  }
}
