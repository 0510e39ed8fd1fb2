package io.fss.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private final SettableClock clock = new SettableClock();
  private final Memory memory = new Memory(clock, 10);

  private static AttemptKey key(long task) {
    return new AttemptKey(task, 1);
  }

  @Test
  void first_mark_is_final() {
    assertThat(memory.mark(key(1), Memory.Mark.TOMBSTONE)).isNull();
    assertThat(memory.mark(key(1), Memory.Mark.ACCEPTED)).isEqualTo(Memory.Mark.TOMBSTONE);
    assertThat(memory.mark(key(1), Memory.Mark.REFUSED)).isEqualTo(Memory.Mark.TOMBSTONE);
  }

  @Test
  void ended_attempt_is_remembered_for_two_leases_and_a_running_one_for_ever() {
    // given
    memory.mark(key(1), Memory.Mark.ACCEPTED);
    memory.mark(key(2), Memory.Mark.ACCEPTED);
    memory.retire(key(1), 5, 30_000);

    // when
    clock.advance(Duration.ofMillis(59_999));
    memory.sweep();
    assertThat(memory.size()).isEqualTo(2);
    clock.advance(Duration.ofMillis(1));
    memory.sweep();

    // then
    assertThat(memory.mark(key(1), Memory.Mark.REFUSED)).isNull();
    assertThat(memory.mark(key(2), Memory.Mark.REFUSED)).isEqualTo(Memory.Mark.ACCEPTED);
    assertThat(memory.forgotten(5)).isFalse();
  }

  @Test
  void at_the_bound_the_oldest_go_and_nothing_sent_with_their_heartbeat_is_accepted_any_more() {
    // given
    for (int i = 0; i < 10; i++) {
      memory.mark(key(i), Memory.Mark.ACCEPTED);
      memory.retire(key(i), i / 5, 30_000);
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(memory.forgotten(0)).isFalse();

    // when
    memory.mark(key(10), Memory.Mark.ACCEPTED);
    memory.retire(key(10), 2, 30_000);

    // then
    assertThat(memory.size()).isEqualTo(10);
    assertThat(memory.forgotten(0)).isTrue();
    assertThat(memory.forgotten(1)).isFalse();
  }

  @Test
  void bound_holds_within_one_moment_too() {
    // when
    for (int i = 0; i < 25; i++) {
      memory.mark(key(i), Memory.Mark.ACCEPTED);
      memory.retire(key(i), 7, 30_000);
    }

    // then
    assertThat(memory.size()).isLessThanOrEqualTo(10);
    assertThat(memory.forgotten(7)).isTrue();
    assertThat(memory.forgotten(8)).isFalse();
  }
}
