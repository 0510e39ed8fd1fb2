package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.scheduler.Passed.Beat;
import java.util.Arrays;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PassedTest {
  private static final long YEAR = 366L * 86_400_000;

  /** Counts how often it is asked. */
  private static final class Counting implements Beat {
    private final Beat beat;
    private int steps;

    private Counting(Beat beat) {
      this.beat = beat;
    }

    @Override
    public OptionalLong after(long moment) {
      steps++;
      return beat.after(moment);
    }
  }

  private static Beat of(NavigableSet<Long> moments) {
    return at -> {
      Long next = moments.higher(at);
      return next == null ? OptionalLong.empty() : OptionalLong.of(next);
    };
  }

  private static Beat every(long millis) {
    return at -> OptionalLong.of((at / millis + 1) * millis);
  }

  @Test
  void the_newest_are_found_whatever_their_rhythm() {
    Random random = new Random(1);
    for (int round = 0; round < 500; round++) {
      NavigableSet<Long> moments = new TreeSet<>();
      for (int burst = random.nextInt(20); burst >= 0; burst--) {
        long start = 1 + (long) (random.nextDouble() * YEAR);
        long gap = 1L + random.nextInt(random.nextBoolean() ? 1_000 : 10_000_000);
        LongStream.range(0, 1 + random.nextInt(3_000)).forEach(i -> moments.add(start + i * gap));
      }
      long until = moments.last() - random.nextInt(1_000_000);
      int most = 1 + random.nextInt(1_000);
      Counting beat = new Counting(of(moments));

      long[] newest = Passed.newest(beat, 0, until, most);

      long[] all = moments.headSet(until, true).stream().mapToLong(Long::longValue).toArray();
      long[] wanted = Arrays.copyOfRange(all, Math.max(0, all.length - most), all.length);
      assertThat(newest).as("round %d", round).isEqualTo(wanted);
      assertThat(beat.steps).as("round %d", round).isLessThan(1_000 + 8 * most);
    }
  }

  @Test
  void a_year_of_every_second_takes_as_many_steps_as_are_asked_for() {
    Counting beat = new Counting(every(1_000));

    long[] newest = Passed.newest(beat, 0, YEAR, 1_000);

    assertThat(newest).hasSize(1_000).startsWith(YEAR - 999_000).endsWith(YEAR);
    assertThat(beat.steps).isLessThan(5_000);
  }

  @Test
  void a_year_of_every_second_is_counted_in_bounded_steps_and_its_last_one_is_known() {
    Counting beat = new Counting(every(1_000));

    Schedule.Missed missed = Passed.count(beat, 0, YEAR + 1);

    assertThat(missed)
        .isEqualTo(
            new Schedule.Missed(Passed.COUNTED, 1_000, YEAR, OptionalLong.of(YEAR + 1_000), true));
    assertThat(beat.steps).isLessThan(2_000);
  }

  @Test
  void as_many_as_are_counted_are_not_more() {
    Schedule.Missed missed = Passed.count(every(10), 0, 10 * Passed.COUNTED);

    assertThat(missed.count()).isEqualTo(Passed.COUNTED);
    assertThat(missed.more()).isFalse();
  }

  @Test
  void nothing_passed_is_no_moment() {
    assertThat(Passed.newest(every(1_000), 5, 999, 7)).isEmpty();
    assertThat(Passed.newest(at -> OptionalLong.empty(), 0, YEAR, 7)).isEmpty();
    assertThat(Passed.count(every(1_000), 0, 999))
        .isEqualTo(Schedule.Missed.none(OptionalLong.of(1_000)));
  }
}
