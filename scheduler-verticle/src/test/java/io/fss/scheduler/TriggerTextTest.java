package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fss.proto.v1.IntervalTrigger;
import io.fss.proto.v1.Trigger;
import java.util.List;
import org.junit.jupiter.api.Test;

class TriggerTextTest {
  private static final List<Trigger> TRIGGERS =
      List.of(
          Specs.cron("0 0 9 ? * MON-FRI", "Europe/Berlin"),
          Specs.rate(1_000, 1_800_000_000_000L),
          Specs.delay(250, 0),
          Specs.once(1_800_000_000_000L),
          Specs.dynamic(1_800_000_000_000L, 60_000),
          Triggers.list(1_800_000_000_000L, 5L, 1_700_000_000_000L),
          Triggers.daily(1_800, 32_400, 64_800, "Asia/Tokyo", 1, 5),
          Triggers.daily(1, 0, 0, ""),
          Specs.byHand(),
          bounded(Specs.rate(1_000, 0)),
          bounded(Specs.byHand()));

  private static Trigger bounded(Trigger trigger) {
    return trigger.toBuilder()
        .setStartAtMs(1_750_000_000_000L)
        .setEndAtMs(1_850_000_000_000L)
        .setMaxRuns(5)
        .setJitterMs(30_000)
        .setCalendar("work")
        .build();
  }

  @Test
  void every_trigger_is_read_as_it_was_written() {
    for (Trigger trigger : TRIGGERS) {
      assertThat(TriggerText.decode(TriggerText.encode(trigger))).isEqualTo(trigger);
    }
  }

  @Test
  void every_trigger_means_the_same_schedule_after_it_was_stored() {
    for (Trigger trigger : TRIGGERS) {
      assertThat(Schedules.of(TriggerText.encode(trigger), "").schedule())
          .isEqualTo(TriggerText.schedule(trigger, null));
    }
  }

  @Test
  void what_was_stored_by_an_older_release_is_read() {
    assertThat(TriggerText.decode("{\"type\":\"fixed-rate\",\"every\":500,\"start\":0}"))
        .isEqualTo(Specs.rate(500, 0));
  }

  @Test
  void bounds_that_are_not_said_are_not_stored() {
    assertThat(TriggerText.encode(Specs.byHand())).isEqualTo("{\"type\":\"manual\"}");
  }

  @Test
  void a_trigger_without_bounds_is_its_bare_schedule() {
    assertThat(TriggerText.schedule(Specs.once(7), null)).isEqualTo(new Schedule.Once(7));
    assertThat(TriggerText.schedule(bounded(Specs.once(7)), null)).isInstanceOf(Bounded.class);
  }

  @Test
  void a_trigger_is_told_in_its_zone_or_else_in_utc() {
    assertThat(TriggerText.zone(Specs.cron("@daily", "Asia/Tokyo"))).isEqualTo("Asia/Tokyo");
    assertThat(TriggerText.zone(Triggers.daily(1, 0, 0, "Asia/Tokyo"))).isEqualTo("Asia/Tokyo");
    assertThat(TriggerText.zone(Specs.cron("@daily", ""))).isEqualTo("UTC");
    assertThat(TriggerText.zone(Specs.byHand())).isEqualTo("UTC");
  }

  @Test
  void an_interval_of_no_said_mode_is_a_fixed_rate() {
    Trigger trigger =
        Trigger.newBuilder().setInterval(IntervalTrigger.newBuilder().setEveryMs(500)).build();

    assertThat(TriggerText.schedule(trigger, null)).isEqualTo(new Schedule.FixedRate(500, 0));
    assertThat(TriggerText.decode(TriggerText.encode(trigger))).isEqualTo(Specs.rate(500, 0));
  }

  @Test
  void a_stored_trigger_nobody_knows_is_told_not_guessed() {
    assertThatThrownBy(() -> TriggerText.decode("{\"type\":\"lunar\"}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("lunar");
  }
}
