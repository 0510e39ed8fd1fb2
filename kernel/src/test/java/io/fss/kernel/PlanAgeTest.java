package io.fss.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlanAgeTest {
  private static final long SECOND = 1_000_000_000L;
  private final PlanAge age = new PlanAge();

  @Test
  void plans_are_made_anew_after_a_second() {
    age.begin(5 * SECOND, 0);

    assertThat(age.isOver(6 * SECOND - 1, 0)).isFalse();
    assertThat(age.isOver(6 * SECOND, 0)).isTrue();
    assertThat(age.isOver(6 * SECOND + 1, 0)).isFalse();
  }

  @Test
  void plans_are_made_anew_before_a_small_table_is_a_large_one() {
    age.begin(0, 1_000);
    int times = 0;
    long last = 0;

    for (long written = 1_000; written <= 100_000; written += 50) {
      if (age.isOver(1, written)) {
        times++;
        last = written;
      }
    }

    // 250, 500, 1,000 rows and so on later.
    assertThat(times).isEqualTo(8);
    assertThat(age.isOver(1, last + 1)).isFalse();
  }

  @Test
  void after_a_second_a_table_counts_as_small_again() {
    age.begin(0, 0);
    assertThat(age.isOver(1, 10_000)).isTrue();

    assertThat(age.isOver(2 * SECOND, 10_000)).isTrue();
    assertThat(age.isOver(2 * SECOND, 10_249)).isFalse();
    assertThat(age.isOver(2 * SECOND, 10_250)).isTrue();
  }
}
