package io.fss.scheduler;

import static io.fss.scheduler.Triggers.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.Trigger;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DailyWindowTest {
  private static final int HOUR = 3_600;
  private static final long DAY_MS = 86_400_000;

  private static Schedule daily(int every, int from, int to, String zone, Integer... weekdays) {
    return TriggerText.schedule(Triggers.daily(every, from, to, zone, weekdays), null);
  }

  private static List<String> next(Schedule schedule, String after, int count) {
    List<String> moments = new ArrayList<>();
    long last = at(after);
    for (int i = 0; i < count; i++) {
      last = schedule.after(last).getAsLong();
      moments.add(Instant.ofEpochMilli(last).toString());
    }
    return moments;
  }

  @Test
  void it_is_due_from_the_first_time_to_the_last_one_and_then_on_the_next_day() {
    Schedule window = daily(1_800, 9 * HOUR, 10 * HOUR, "UTC");

    assertThat(next(window, "2026-03-02T00:00:00Z", 4))
        .containsExactly(
            "2026-03-02T09:00:00Z",
            "2026-03-02T09:30:00Z",
            "2026-03-02T10:00:00Z",
            "2026-03-03T09:00:00Z");
    assertThat(window.automatic()).isTrue();
    assertThat(window.follows()).isFalse();
  }

  @Test
  void a_last_time_between_two_steps_is_not_due() {
    assertThat(next(daily(7 * HOUR, 9 * HOUR, 22 * HOUR, "UTC"), "2026-03-02T00:00:00Z", 3))
        .containsExactly("2026-03-02T09:00:00Z", "2026-03-02T16:00:00Z", "2026-03-03T09:00:00Z");
  }

  @Test
  void it_is_due_on_the_chosen_weekdays_of_its_zone() {
    // A Saturday in Auckland, still a Friday in UTC.
    Schedule window = daily(HOUR, 0, 0, "Pacific/Auckland", 6, 1);

    assertThat(next(window, "2026-07-02T00:00:00Z", 3))
        .containsExactly("2026-07-03T12:00:00Z", "2026-07-05T12:00:00Z", "2026-07-10T12:00:00Z");
  }

  @Test
  void times_that_spring_leaves_out_are_due_once_at_the_end_of_the_gap() {
    Schedule window = daily(900, 90 * 60, 200 * 60, "Europe/Berlin");

    assertThat(next(window, "2026-03-29T00:00:00Z", 5))
        .containsExactly(
            "2026-03-29T00:30:00Z",
            "2026-03-29T00:45:00Z",
            "2026-03-29T01:00:00Z",
            "2026-03-29T01:15:00Z",
            "2026-03-29T23:30:00Z");
  }

  @Test
  void times_that_come_twice_are_due_at_the_first_passing() {
    Schedule window = daily(1_800, 2 * HOUR, 3 * HOUR, "Europe/Berlin");

    assertThat(next(window, "2026-10-24T23:59:00Z", 4))
        .containsExactly(
            "2026-10-25T00:00:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-25T02:00:00Z",
            "2026-10-26T01:00:00Z");
  }

  @Test
  void a_gap_over_midnight_belongs_to_the_day_before_it() {
    // São Paulo went from Saturday midnight to Sunday 01:00; the window is on Sundays only.
    Schedule window = daily(1_800, 0, HOUR, "America/Sao_Paulo", 7);

    assertThat(next(window, "2018-11-03T12:00:00Z", 2))
        .containsExactly("2018-11-04T03:00:00Z", "2018-11-11T02:00:00Z");
  }

  @Test
  void a_day_that_the_zone_left_out_is_due_at_its_end() {
    // Samoa had no 30th of December 2011, a Friday.
    Schedule window = daily(HOUR, 9 * HOUR, 17 * HOUR, "Pacific/Apia", 5);

    assertThat(next(window, "2011-12-24T12:00:00Z", 2))
        .containsExactly("2011-12-30T10:00:00Z", "2012-01-05T19:00:00Z");
  }

  @Test
  void around_every_change_of_the_clocks_it_is_due_when_the_plain_reading_says_so() {
    int[][] windows = {{900, 0, 86_399}, {1_200, 6_000, 13_000}, {61, 82_000, 86_399}, {1, 0, 30}};
    for (String name : RandomSchedule.ZONES) {
      ZoneRules rules = ZoneId.of(name).getRules();
      ZoneOffsetTransition change = rules.nextTransition(Instant.parse("2009-01-01T00:00:00Z"));
      Instant last = Instant.parse("2020-01-01T00:00:00Z");
      while (change != null && change.getInstant().isBefore(last)) {
        long from = change.getInstant().toEpochMilli() - DAY_MS * 3 / 2;
        for (int[] window : windows) {
          Trigger trigger = Triggers.daily(window[0], window[1], window[2], name);
          assertThat(between(trigger, from, from + 3 * DAY_MS))
              .as("%s %s", name, change)
              .containsExactlyElementsOf(
                  NaiveTime.daily(trigger.getDaily(), from, from + 3 * DAY_MS));
        }
        change = rules.nextTransition(change.getInstant());
      }
    }
  }

  private static List<Long> between(Trigger trigger, long from, long to) {
    Schedule schedule = TriggerText.schedule(trigger, null);
    List<Long> moments = new ArrayList<>();
    OptionalLong next = schedule.after(from - 1);
    while (next.getAsLong() <= to) {
      moments.add(next.getAsLong());
      next = schedule.after(next.getAsLong());
    }
    return moments;
  }
}
