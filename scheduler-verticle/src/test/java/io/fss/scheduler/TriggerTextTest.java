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
          Specs.byHand());

  @Test
  void every_trigger_is_read_as_it_was_written() {
    for (Trigger trigger : TRIGGERS) {
      assertThat(TriggerText.decode(TriggerText.encode(trigger))).isEqualTo(trigger);
    }
  }

  @Test
  void every_trigger_means_the_same_schedule_after_it_was_stored() {
    for (Trigger trigger : TRIGGERS) {
      assertThat(TriggerText.schedule(TriggerText.encode(trigger)))
          .isEqualTo(TriggerText.schedule(trigger));
    }
  }

  @Test
  void an_interval_of_no_said_mode_is_a_fixed_rate() {
    Trigger trigger =
        Trigger.newBuilder().setInterval(IntervalTrigger.newBuilder().setEveryMs(500)).build();

    assertThat(TriggerText.schedule(trigger)).isEqualTo(new Schedule.FixedRate(500, 0));
    assertThat(TriggerText.decode(TriggerText.encode(trigger))).isEqualTo(Specs.rate(500, 0));
  }

  @Test
  void a_stored_trigger_nobody_knows_is_told_not_guessed() {
    assertThatThrownBy(() -> TriggerText.decode("{\"type\":\"lunar\"}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("lunar");
  }
}
