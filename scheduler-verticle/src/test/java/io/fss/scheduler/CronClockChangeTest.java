package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The rule for changes of the clock, over every zone and every transition from 1970 to 2037.
 *
 * <p>Zones with equal rules are one zone, and transitions with the same local time and the same
 * offsets are one transition: the instants are the same. A test makes sure that no other transition
 * is near enough to matter.
 */
class CronClockChangeTest {
  private static final long FROM = Instant.parse("1970-01-01T00:00:00Z").getEpochSecond();
  private static final long TO = Instant.parse("2038-01-01T00:00:00Z").getEpochSecond();
  private static final int DAY = 86_400;
  // How far around a transition: a few times of the expression, or two days.
  private static final int[] REACH = {2 * DAY, 3 * 3_600, 1_200, 40};

  // No clock was set back further than by seven hours.
  private static final int WATCHED_BEFORE = 4 * 3_600;
  private static final int WATCHED_AFTER = 9 * 3_600;

  private static final List<CronMeaning> MEANINGS = CronMeanings.all();

  /** Transitions that are unlike most: each is walked through second by second. */
  private static final Map<String, String> SECOND_BY_SECOND =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("Europe/Berlin spring", "2026-03-29T01:00:00Z"),
              Map.entry("Europe/Berlin autumn", "2026-10-25T01:00:00Z"),
              Map.entry("Australia/Lord_Howe spring", "2026-10-03T15:30:00Z"),
              Map.entry("Australia/Lord_Howe autumn", "2026-04-04T15:00:00Z"),
              Map.entry("Pacific/Apia without a Friday", "2011-12-30T10:00:00Z"),
              Map.entry("Pacific/Kwajalein without a Saturday", "1993-08-21T12:00:00Z"),
              Map.entry("America/Sao_Paulo without a midnight", "2018-11-04T03:00:00Z"),
              Map.entry("America/Sao_Paulo with two evenings", "2018-02-18T02:00:00Z"),
              Map.entry("Antarctica/Troll by two hours", "2026-10-25T01:00:00Z"),
              Map.entry("Africa/Monrovia with odd seconds", "1972-01-07T00:44:30Z"),
              Map.entry("Asia/Pyongyang to another offset", "2018-05-04T15:00:00Z"),
              Map.entry("Antarctica/Vostok back by seven hours", "1994-01-31T17:00:00Z")));

  @Test
  void there_are_expressions_of_both_kinds_and_the_kind_is_told_as_documented() {
    assertThat(MEANINGS).hasSizeGreaterThanOrEqualTo(50);
    for (CronMeaning meaning : MEANINGS) {
      assertThat(CronText.parse(meaning.expression()).interval())
          .as(meaning.expression())
          .isEqualTo(meaning.interval());
    }
  }

  @Test
  void transitions_are_so_far_apart_that_each_can_be_looked_at_alone() {
    for (ZoneRules rules : allRules()) {
      List<ZoneOffsetTransition> transitions = transitions(rules);
      for (int i = 1; i < transitions.size(); i++) {
        long apart = transitions.get(i).toEpochSecond() - transitions.get(i - 1).toEpochSecond();
        assertThat(apart).as("%s", transitions.get(i)).isGreaterThan(6L * DAY);
      }
    }
  }

  @Test
  void every_transition_of_every_zone_fires_as_the_rule_says() {
    Set<List<Object>> seen = new HashSet<>();

    int looked = everyTransition(transition -> seen.add(shape(transition)));

    assertThat(looked).isGreaterThan(5_000).isEqualTo(seen.size());
  }

  @Test
  @Tag("full")
  void every_transition_of_every_zone_fires_as_the_rule_says_though_others_are_equal() {
    assertThat(everyTransition(transition -> true)).isGreaterThan(10_000);
  }

  private static List<Object> shape(ZoneOffsetTransition transition) {
    return List.of(
        transition.getDateTimeBefore(), transition.getOffsetBefore(), transition.getOffsetAfter());
  }

  private static int everyTransition(Predicate<ZoneOffsetTransition> wanted) {
    int looked = 0;
    for (Map.Entry<ZoneRules, String> zone : zones().entrySet()) {
      List<ZoneOffsetTransition> transitions =
          transitions(zone.getKey()).stream().filter(wanted).toList();
      looked += transitions.size();
      for (CronMeaning meaning : transitions.isEmpty() ? List.<CronMeaning>of() : MEANINGS) {
        CronTimes times = CronTimes.of(meaning.expression(), zone.getValue());
        transitions.forEach(transition -> around(meaning, times, transition));
      }
    }
    return looked;
  }

  private static void around(
      CronMeaning meaning, CronTimes times, ZoneOffsetTransition transition) {
    long at = transition.toEpochSecond();
    long length = Math.abs(transition.getDuration().toSeconds());
    int reach = reach(meaning);
    if (2L * reach >= length) {
      compare(meaning, times, transition, at - reach, at + length + reach);
    } else {
      compare(meaning, times, transition, at - reach, at + reach);
      compare(meaning, times, transition, at + length - reach, at + length + reach);
    }
  }

  private static int reach(CronMeaning meaning) {
    int count = meaning.timesPerDay();
    return REACH[count <= 24 ? 0 : count <= 288 ? 1 : count <= 1_440 ? 2 : 3];
  }

  private static void compare(
      CronMeaning meaning, CronTimes times, ZoneOffsetTransition transition, long from, long to) {
    long[] expected = expected(meaning, transition, from, to);
    long position = from * 1_000;
    for (long second : expected) {
      next(meaning, times, transition, position, second * 1_000);
      position = second * 1_000;
    }
    OptionalLong beyond = times.after(position);
    assertThat(beyond.orElse(Long.MAX_VALUE)).isGreaterThan(to * 1_000);
    long at = transition.toEpochSecond() * 1_000;
    long length = Math.abs(transition.getDuration().toMillis());
    for (long moment : new long[] {at - 1, at, at + 1, at + length / 2, at + length - 1}) {
      if (moment >= from * 1_000) {
        int found = Arrays.binarySearch(expected, Math.floorDiv(moment, 1_000));
        int later = found < 0 ? -found - 1 : found + 1;
        if (later < expected.length) {
          next(meaning, times, transition, moment, expected[later] * 1_000);
        }
      }
    }
  }

  private static void next(
      CronMeaning meaning,
      CronTimes times,
      ZoneOffsetTransition transition,
      long after,
      long expected) {
    long next = times.after(after).orElse(Long.MAX_VALUE);
    if (next != expected) {
      throw new AssertionError(
          "%s at %s: after %d expected %d but was %d"
              .formatted(meaning, transition, after, expected, next));
    }
  }

  /**
   * The rule word for word: every local time that the expression means is looked for among the
   * instants before and after the transition.
   */
  private static long[] expected(
      CronMeaning meaning, ZoneOffsetTransition transition, long from, long to) {
    long at = transition.toEpochSecond();
    long before = transition.getOffsetBefore().getTotalSeconds();
    long after = transition.getOffsetAfter().getTotalSeconds();
    long firstLocal = from + Math.min(before, after);
    long lastLocal = to + Math.max(before, after);
    LongStream.Builder found = LongStream.builder();
    for (long day = Math.floorDiv(firstLocal, DAY); day * DAY <= lastLocal; day++) {
      if (!meaning.on(LocalDate.ofEpochDay(day))) {
        continue;
      }
      int first = meaning.timesBefore(firstLocal - day * DAY);
      for (int i = first; i < meaning.timesPerDay(); i++) {
        long local = day * DAY + meaning.time(i);
        if (local > lastLocal) {
          break;
        }
        boolean inFirst = local - before < at;
        boolean inSecond = local - after >= at;
        if (inFirst) {
          found.add(local - before);
        }
        if (inSecond && (meaning.interval() || !inFirst)) {
          found.add(local - after);
        }
        if (!inFirst && !inSecond && !meaning.interval()) {
          found.add(at);
        }
      }
    }
    return found.build().filter(t -> t > from && t <= to).sorted().distinct().toArray();
  }

  @Test
  void a_clock_that_is_watched_second_by_second_says_the_same() {
    SECOND_BY_SECOND.forEach(
        (name, instant) -> {
          String zone = name.split(" ")[0];
          ZoneRules rules = ZoneId.of(zone).getRules();
          long at = Instant.parse(instant).getEpochSecond();
          ZoneOffsetTransition transition = rules.nextTransition(Instant.ofEpochSecond(at - 1));
          assertThat(transition.toEpochSecond()).as(name).isEqualTo(at);

          long from = at - WATCHED_BEFORE;
          long to = at + WATCHED_AFTER;
          List<Set<Long>> watched = watch(rules, from, to);

          for (int i = 0; i < MEANINGS.size(); i++) {
            CronMeaning meaning = MEANINGS.get(i);
            Set<Long> fired = new TreeSet<>();
            CronTimes times = CronTimes.of(meaning.expression(), zone);
            long position = from * 1_000;
            long end = to * 1_000;
            OptionalLong next = times.after(position);
            while (next.isPresent() && next.getAsLong() <= end) {
              assertThat(fired.add(next.getAsLong() / 1_000)).isTrue();
              assertThat(next.getAsLong()).isGreaterThan(position);
              position = next.getAsLong();
              next = times.after(position);
            }
            assertThat(fired).as("%s: %s", name, meaning).isEqualTo(watched.get(i));
          }
        });
  }

  /** Looks at the clock on the wall once a second. */
  private static List<Set<Long>> watch(ZoneRules rules, long from, long to) {
    List<Set<Long>> fired = new ArrayList<>();
    MEANINGS.forEach(meaning -> fired.add(new TreeSet<>()));
    long last = local(rules, from);
    long furthest = last;
    for (long now = from + 1; now <= to; now++) {
      long local = local(rules, now);
      for (int i = 0; i < MEANINGS.size(); i++) {
        CronMeaning meaning = MEANINGS.get(i);
        boolean fires = meaning.means(local);
        if (!meaning.interval()) {
          // Not again what was on the clock before; and what it jumped over counts as now.
          fires = fires && local > furthest;
          for (long skipped = last + 1; skipped < local && !fires; skipped++) {
            fires = meaning.means(skipped);
          }
        }
        if (fires) {
          fired.get(i).add(now);
        }
      }
      last = local;
      furthest = Math.max(furthest, local);
    }
    return fired;
  }

  private static long local(ZoneRules rules, long second) {
    return LocalDateTime.ofInstant(
            Instant.ofEpochSecond(second), rules.getOffset(Instant.ofEpochSecond(second)))
        .toEpochSecond(ZoneOffset.UTC);
  }

  private static Set<ZoneRules> allRules() {
    return zones().keySet();
  }

  /** Every zone, those with equal rules under one name. */
  private static Map<ZoneRules, String> zones() {
    Map<ZoneRules, String> zones = new LinkedHashMap<>();
    for (String id : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
      zones.putIfAbsent(ZoneId.of(id).getRules(), id);
    }
    return zones;
  }

  private static List<ZoneOffsetTransition> transitions(ZoneRules rules) {
    List<ZoneOffsetTransition> transitions = new ArrayList<>();
    ZoneOffsetTransition next = rules.nextTransition(Instant.ofEpochSecond(FROM - 1));
    while (next != null && next.toEpochSecond() < TO) {
      transitions.add(next);
      next = rules.nextTransition(next.getInstant());
    }
    return transitions;
  }
}
