package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fss.proto.bus.v1.Quantiles;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class HistogramTest {
  private static Histogram of(long... micros) {
    Histogram histogram = new Histogram();
    Arrays.stream(micros).forEach(histogram::record);
    return histogram;
  }

  @Test
  void nothing_is_an_empty_text_and_has_no_quantiles() {
    assertThat(of().encode()).isEmpty();
    assertThat(Histogram.decode("").quantiles()).isEqualTo(Quantiles.getDefaultInstance());
  }

  @Test
  void a_single_length_is_every_quantile() {
    assertThat(of(100).quantiles())
        .isEqualTo(
            Quantiles.newBuilder()
                .setP50(100)
                .setP90(100)
                .setP99(100)
                .setMax(100)
                .setCount(1)
                .build());
  }

  @Test
  void every_quantile_is_within_one_percent_of_the_true_one() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      long[] lengths =
          random
              .doubles(1 + random.nextInt(500), 0, 30)
              .mapToLong(e -> (long) Math.exp(e))
              .toArray();
      Quantiles told = of(lengths).quantiles();
      Arrays.sort(lengths);

      Percentage percent = Percentage.withPercentage(1);
      assertThat(told.getP50()).isCloseTo(lengths[(lengths.length + 1) / 2 - 1], percent);
      assertThat(told.getP90())
          .isCloseTo(lengths[(int) Math.ceil(lengths.length * 0.9 - 1e-9) - 1], percent);
      assertThat(told.getP99())
          .isCloseTo(lengths[(int) Math.ceil(lengths.length * 0.99 - 1e-9) - 1], percent);
      assertThat(told.getMax()).isCloseTo(lengths[lengths.length - 1], percent);
      assertThat(told.getCount()).isEqualTo(lengths.length);
    }
  }

  @Test
  void a_text_says_all_that_the_histogram_knew() {
    Histogram histogram = of(0, 0, 1, 127, 128, 5_000, 5_000, 5_000, 60_000_000, Long.MAX_VALUE);

    Histogram read = Histogram.decode(histogram.encode());

    assertThat(read.quantiles()).isEqualTo(histogram.quantiles());
    assertThat(read.encode()).isEqualTo(histogram.encode());
  }

  @Test
  void two_of_them_added_are_as_if_all_had_been_counted_in_one() {
    Histogram sum = of(1, 2_000, 2_000);
    sum.add(of(2_000, 1_000_000));

    assertThat(sum.encode()).isEqualTo(of(1, 2_000, 2_000, 2_000, 1_000_000).encode());
  }

  @Test
  void what_is_longer_than_a_year_counts_as_a_year() {
    assertThat((double) of(Long.MAX_VALUE).quantiles().getMax())
        .isCloseTo(366.0 * 24 * 3_600 * 1_000_000, within(366.0 * 24 * 3_600 * 10_000));
  }

  @Test
  void a_text_that_is_none_of_ours_begins_anew_instead_of_stopping_all_others() {
    for (String text : new String[] {"?", "1:", "1,,2", "-5", "zzzz", "1:0", ":1"}) {
      assertThat(Histogram.decode(text).quantiles().getCount()).as(text).isZero();
    }
  }
}
