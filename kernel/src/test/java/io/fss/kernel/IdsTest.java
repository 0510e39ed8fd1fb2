package io.fss.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdsTest {
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05Z"));

  @Test
  void ids_are_positive_and_grow_also_when_time_stands_still() {
    Ids ids = new Ids(1, clock);
    List<Long> made = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      made.add(ids.next());
    }

    assertThat(made).isSorted().doesNotHaveDuplicates();
    assertThat(made.get(0)).isPositive();
  }

  @Test
  void ids_of_different_nodes_never_meet() {
    Set<Long> all = new HashSet<>();
    for (int node = 0; node < 4; node++) {
      Ids ids = new Ids(node, clock);
      for (int i = 0; i < 4_000; i++) {
        all.add(ids.next());
      }
    }

    assertThat(all).hasSize(16_000);
  }

  @Test
  void a_later_id_is_a_greater_one_whichever_node_made_it() {
    Ids high = new Ids(1_023, clock);
    Ids low = new Ids(0, clock);
    long before = high.next();

    clock.advance(Duration.ofSeconds(1));

    assertThat(low.next()).isGreaterThan(before);
  }

  @Test
  void a_clock_that_is_set_back_a_little_does_not_make_an_id_twice() {
    Ids ids = new Ids(1, clock);
    Set<Long> all = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(ids.next());
    }

    clock.jump(Duration.ofSeconds(-2));
    for (int i = 0; i < 1_000; i++) {
      all.add(ids.next());
    }

    assertThat(all).hasSize(2_000);
  }
}
