package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OccurrenceKeyTest {

  @Test
  void keys_of_different_kinds_never_meet() {
    assertThat(OccurrenceKey.at(7)).isEqualTo("at:7");
    assertThat(OccurrenceKey.after(7)).isEqualTo("after:7");
    assertThat(OccurrenceKey.key("at:7")).isEqualTo("key:at:7");
  }

  @Test
  void only_the_groups_own_trigger_makes_scheduled_tasks() {
    assertThat(OccurrenceKey.isScheduled(OccurrenceKey.at(7))).isTrue();
    assertThat(OccurrenceKey.isScheduled(OccurrenceKey.after(7))).isTrue();
    assertThat(OccurrenceKey.isScheduled(OccurrenceKey.key("at:7"))).isFalse();
  }
}
