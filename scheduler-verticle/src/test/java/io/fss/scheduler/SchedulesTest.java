package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.Trigger;
import org.junit.jupiter.api.Test;

class SchedulesTest {
  private static final Trigger DAILY =
      Specs.cron("0 0 9 * * ?", "").toBuilder().setMaxRuns(7).setJitterMs(60_000).build();
  private static final long SATURDAY = Triggers.at("2026-03-07T00:00:00Z");

  @Test
  void a_stored_trigger_is_taken_apart_once() {
    String text = TriggerText.encode(DAILY);

    assertThat(Schedules.of(text, "")).isSameAs(Schedules.of(text, null));
  }

  @Test
  void the_same_trigger_with_another_calendar_is_another_schedule() {
    String text = TriggerText.encode(DAILY);
    String work = CalendarText.encode(Triggers.workdays().build());

    assertThat(Schedules.of(text, "").schedule().first(SATURDAY))
        .hasValue(Triggers.at("2026-03-07T09:00:00Z"));
    assertThat(Schedules.of(text, work).schedule().first(SATURDAY))
        .hasValue(Triggers.at("2026-03-09T09:00:00Z"));
  }

  @Test
  void the_bounds_that_are_not_of_time_are_said_too() {
    Timing timing = Schedules.of(TriggerText.encode(DAILY), "");

    assertThat(timing.maxRuns()).isEqualTo(7);
    assertThat(timing.jitter("default", "g")).isEqualTo(Jitter.of("default", "g", 60_000));
  }
}
