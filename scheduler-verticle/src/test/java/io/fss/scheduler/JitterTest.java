package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JitterTest {
  private static final long MINUTE = 60_000;

  @Test
  void the_shift_of_a_group_is_the_same_for_ever() {
    // Written down once: another value would move the tasks of every group at an upgrade.
    assertThat(Jitter.of("default", "nightly", 86_400_000)).isEqualTo(20_133_472);
    assertThat(Jitter.of("default", "nightly-2", MINUTE)).isEqualTo(7_025);
    assertThat(Jitter.of("büro", "Überweisung", MINUTE)).isEqualTo(14_166);
  }

  @Test
  void without_a_window_nothing_is_shifted() {
    assertThat(Jitter.of("default", "nightly", 0)).isZero();
    assertThat(Jitter.of("default", "nightly", -1)).isZero();
  }

  @Test
  void both_ends_of_the_window_are_in_it() {
    boolean[] met = new boolean[3];
    for (int i = 0; i < 200; i++) {
      met[(int) Jitter.of("default", "g" + i, 2)] = true;
    }
    assertThat(met).containsExactly(true, true, true);
  }

  @Test
  void groups_of_similar_names_spread_evenly_over_the_window() {
    int[] tenths = new int[10];
    for (int i = 0; i < 10_000; i++) {
      long shift = Jitter.of("default", "report-" + i, MINUTE - 1);
      assertThat(shift).isBetween(0L, MINUTE - 1);
      tenths[(int) (shift * 10 / MINUTE)]++;
    }
    // 1,000 each but for chance: the standard deviation is 30.
    for (int tenth : tenths) {
      assertThat(tenth).isBetween(850, 1_150);
    }
  }

  @Test
  void the_shift_says_nothing_about_parity_or_the_next_name() {
    int even = 0;
    int near = 0;
    for (int i = 0; i < 10_000; i++) {
      long shift = Jitter.of("default", "g" + i, MINUTE);
      even += shift % 2 == 0 ? 1 : 0;
      near += Math.abs(shift - Jitter.of("default", "g" + (i + 1), MINUTE)) < 600 ? 1 : 0;
    }
    assertThat(even).isBetween(4_700, 5_300);
    // Two of a hundred are that near by chance.
    assertThat(near).isBetween(100, 300);
  }

  @Test
  void the_border_between_namespace_and_name_counts() {
    assertThat(Jitter.of("a", "bc", 86_400_000)).isNotEqualTo(Jitter.of("ab", "c", 86_400_000));
    assertThat(Jitter.of("", "abc", 86_400_000)).isNotEqualTo(Jitter.of("abc", "", 86_400_000));
  }
}
