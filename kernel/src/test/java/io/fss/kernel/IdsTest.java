package io.fss.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  @Test
  void a_clock_that_is_set_back_an_hour_does_not_make_an_id_twice_nor_smaller() {
    Ids ids = new Ids(1, clock);
    List<Long> all = new ArrayList<>();
    for (int hour = 0; hour < 3; hour++) {
      for (int i = 0; i < 1_000; i++) {
        all.add(ids.next());
      }
      clock.jump(Duration.ofHours(-1));
    }

    assertThat(all).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void with_another_number_ids_go_on_growing_also_with_one_that_was_used_before() {
    // given
    Ids ids = new Ids(900, clock);
    List<Long> all = new ArrayList<>();

    // when
    for (int node : new int[] {3, 900, 3}) {
      for (int i = 0; i < 10_000; i++) {
        all.add(ids.next());
      }
      ids.renumber(node);
      clock.jump(Duration.ofMinutes(-1));
    }
    all.add(ids.next());

    // then
    assertThat(all).isSorted().doesNotHaveDuplicates();
    assertThat(node(all.get(0))).isEqualTo(900);
    assertThat(node(all.get(10_000))).isEqualTo(3);
    assertThat(node(all.get(20_000))).isEqualTo(900);
    assertThat(node(all.get(30_000))).isEqualTo(3);
  }

  @Test
  void ids_made_by_many_threads_while_the_number_changes_are_all_different()
      throws InterruptedException {
    // given
    Ids ids = new Ids(0, clock);
    Set<Long> all = ConcurrentHashMap.newKeySet();
    List<Thread> makers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Thread maker =
          new Thread(
              () -> {
                for (int j = 0; j < 20_000; j++) {
                  all.add(ids.next());
                }
              });
      makers.add(maker);
      maker.start();
    }

    // when
    for (int node = 1; node < 500; node++) {
      ids.renumber(node);
    }
    for (Thread maker : makers) {
      maker.join();
    }

    // then
    assertThat(all).hasSize(60_000);
  }

  @Test
  void a_number_that_no_node_can_have_is_refused() {
    Ids ids = new Ids(0, clock);

    assertThatThrownBy(() -> ids.renumber(1_024))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("node 1024 must be from 0 to 1023");
  }

  private static long node(long id) {
    return id >> 12 & 1_023;
  }
}
