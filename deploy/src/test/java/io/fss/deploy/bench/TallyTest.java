package io.fss.deploy.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final long START = 1_700_000_000_000L;

  @Test
  void every_occurrence_of_the_window_has_a_place_of_its_own() {
    // given
    PeriodicPlan plan = new PeriodicPlan(7, START, false, 2, 3);

    // when
    List<Integer> slots = new ArrayList<>();
    for (int group = 0; group < 7; group++) {
      long first = START + group * 1_000L / 7;
      for (int second = 0; second < 10; second++) {
        slots.add(plan.slot(group, first + second * 1_000L));
      }
    }

    // then
    assertThat(slots.stream().filter(slot -> slot >= 0))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 21).boxed().toList());
  }

  @Test
  void what_ran_off_its_phase_was_not_expected() {
    // given
    PeriodicPlan plan = new PeriodicPlan(2, START, false, 0, 3);

    // when
    Tally tally = new Tally(plan).ran(List.of(new Run(1, 1, START)));

    // then
    assertThat(tally.unexpected()).isEqualTo(1);
    assertThat(tally.executed()).isZero();
  }

  @Test
  void an_occurrence_that_ran_twice_is_one_execution_and_one_duplicate() {
    // given
    Plan plan = new BurstPlan(2, START);

    // when
    Tally tally = new Tally(plan).ran(List.of(new Run(1, 0, START), new Run(2, 0, START), run(1)));

    // then
    assertThat(tally.executed()).isEqualTo(2);
    assertThat(tally.duplicated()).isEqualTo(1);
    assertThat(tally.lost()).isZero();
  }

  @Test
  void an_occurrence_without_start_and_without_record_is_lost() {
    // given
    Plan plan = new BurstPlan(3, START);

    // when
    Tally tally =
        new Tally(plan).ran(List.of(run(0))).recorded(List.of(new Ended(1, START, START, false)));

    // then
    assertThat(tally.skipped()).isEqualTo(1);
    assertThat(tally.lost()).isEqualTo(1);
  }

  @Test
  void a_success_on_record_that_no_client_saw_explains_nothing() {
    // given
    Plan plan = new BurstPlan(1, START);

    // when
    Tally tally = new Tally(plan).recorded(List.of(new Ended(0, START, START, true)));

    // then
    assertThat(tally.lost()).isEqualTo(1);
  }

  @Test
  void a_row_of_skips_counts_as_far_as_it_reaches_into_the_window() {
    // given
    PeriodicPlan plan = new PeriodicPlan(1, START, true, 5, 10);

    // when
    Tally tally =
        new Tally(plan).recorded(List.of(new Ended(0, START + 3_000, START + 7_000, false)));

    // then
    assertThat(tally.skipped()).isEqualTo(3);
    assertThat(tally.lost()).isEqualTo(7);
  }

  @Test
  void a_start_without_a_record_of_its_end_is_told() {
    // given
    Plan plan = new BurstPlan(2, START);

    // when
    Tally tally =
        new Tally(plan)
            .ran(List.of(run(0), run(1)))
            .recorded(List.of(new Ended(0, START, START, true)));

    // then
    assertThat(tally.unrecorded()).isEqualTo(1);
  }

  private static Run run(int group) {
    return new Run(100 + group, group, START);
  }
}
