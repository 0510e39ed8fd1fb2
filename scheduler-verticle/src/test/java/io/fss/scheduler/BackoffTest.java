package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.Policies;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static Policies policies(Policies.Backoff kind, long delay, long longest, int percent) {
    return PolicyDefaults.BUILT_IN.fill(
        Policies.newBuilder()
            .setRetryBackoff(kind)
            .setRetryDelayMs(delay)
            .setRetryMaxDelayMs(longest)
            .setRetryJitterPercent(percent)
            .build());
  }

  @Test
  void a_fixed_pause_stays_the_same() {
    Policies fixed = policies(Policies.Backoff.FIXED, 700, 0, 0);

    assertThat(Backoff.pause(fixed, 1, 1)).isEqualTo(700);
    assertThat(Backoff.pause(fixed, 99, 2)).isEqualTo(700);
  }

  @Test
  void an_exponential_pause_doubles_up_to_the_longest() {
    Policies doubling = policies(Policies.Backoff.EXPONENTIAL, 700, 5_000, 0);

    long[] pauses = new long[6];
    for (int tries = 1; tries <= 6; tries++) {
      pauses[tries - 1] = Backoff.pause(doubling, tries, tries);
    }

    assertThat(pauses).containsExactly(700, 1_400, 2_800, 5_000, 5_000, 5_000);
  }

  @Test
  void without_a_pause_there_is_none_however_often_it_is_doubled() {
    Policies none = policies(Policies.Backoff.EXPONENTIAL, 0, 0, 100);

    for (int tries = 1; tries <= 100; tries++) {
      assertThat(Backoff.pause(none, tries, tries)).isZero();
    }
  }

  @Test
  void the_longest_pause_is_an_hour_where_nothing_is_said() {
    Policies doubling = policies(Policies.Backoff.EXPONENTIAL, 1_000, 0, 0);

    assertThat(Backoff.pause(doubling, 100, 1)).isEqualTo(3_600_000);
  }

  @Test
  void the_same_seed_gives_the_same_pause_and_another_one_another() {
    Policies spread = policies(Policies.Backoff.FIXED, 1_000_000, 0, 50);
    long seed = Backoff.seed(42, 3);

    assertThat(Backoff.pause(spread, 1, seed)).isEqualTo(Backoff.pause(spread, 1, seed));
    assertThat(Backoff.pause(spread, 1, Backoff.seed(42, 4)))
        .isNotEqualTo(Backoff.pause(spread, 1, seed));
    assertThat(Backoff.pause(spread, 1, Backoff.seed(43, 3)))
        .isNotEqualTo(Backoff.pause(spread, 1, seed));
  }

  @Test
  void pauses_are_spread_evenly_on_both_sides() {
    Policies spread = policies(Policies.Backoff.FIXED, 100_000, 0, 20);

    int[] quarters = new int[4];
    for (long task = 0; task < 10_000; task++) {
      long pause = Backoff.pause(spread, 1, Backoff.seed(task, 1));
      assertThat(pause).isBetween(80_000L, 120_000L);
      quarters[(int) Math.min(3, (pause - 80_000) / 10_000)]++;
    }

    for (int quarter : quarters) {
      assertThat(quarter).isBetween(2_300, 2_700);
    }
  }

  @Test
  void pauses_of_any_length_are_spread_over_all_of_their_jitter() {
    long pause = Long.MAX_VALUE / 2;
    Policies endless = policies(Policies.Backoff.FIXED, pause, Long.MAX_VALUE, 50);

    long shortest = Long.MAX_VALUE;
    long longest = 0;
    for (long task = 0; task < 1_000; task++) {
      long one = Backoff.pause(endless, 1, Backoff.seed(task, 1));
      shortest = Math.min(shortest, one);
      longest = Math.max(longest, one);
    }

    assertThat(shortest).isBetween(pause / 100 * 50, pause / 100 * 52);
    assertThat(longest).isBetween(pause / 100 * 148, pause / 100 * 150 + 100);
  }

  @Test
  void pauses_at_the_longest_are_spread_below_it_instead_of_all_together() {
    Policies spread = policies(Policies.Backoff.EXPONENTIAL, 100_000, 100_000, 20);

    int atTheEnd = 0;
    for (long task = 0; task < 1_000; task++) {
      long pause = Backoff.pause(spread, 5, Backoff.seed(task, 5));
      assertThat(pause).isBetween(80_000L, 100_000L);
      atTheEnd += pause == 100_000 ? 1 : 0;
    }

    assertThat(atTheEnd).isLessThan(10);
  }

  @Test
  void whatever_the_policies_pauses_grow_up_to_the_longest_and_stay_within_the_jitter() {
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      long delay = random.nextLong() >>> (1 + random.nextInt(62));
      long longest = Math.max(1, random.nextLong() >>> (1 + random.nextInt(62)));
      int percent = random.nextInt(101);
      boolean grows = random.nextBoolean();
      Policies.Backoff kind = grows ? Policies.Backoff.EXPONENTIAL : Policies.Backoff.FIXED;
      Policies plain = policies(kind, delay, longest, 0);
      Policies spread = policies(kind, delay, longest, percent);
      long before = 0;
      for (int tries = 1; tries <= 100; tries += 1 + random.nextInt(9)) {
        long pause = Backoff.pause(plain, tries, random.nextLong());
        long shifted = Backoff.pause(spread, tries, random.nextLong());

        assertThat(pause).isBetween(before, longest);
        assertThat(shifted).isBetween(0L, longest);
        assertThat(Math.abs((double) shifted - pause))
            .isLessThanOrEqualTo(pause * (percent / 100.0) + 1);
        before = pause;
      }
    }
  }
}
