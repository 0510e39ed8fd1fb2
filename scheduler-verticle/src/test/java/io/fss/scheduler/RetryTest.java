package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.End;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetryTest {
  private static final Retry NO = new Retry.No();
  private static final Set<TaskStatus> ENDS =
      EnumSet.of(TaskStatus.FAILED, TaskStatus.TIMED_OUT, TaskStatus.LOST);

  private static Policies tries(int most, End... on) {
    return PolicyDefaults.BUILT_IN.fill(
        Policies.newBuilder()
            .setMaxTries(most)
            .setRetryDelayMs(300)
            .addAllRetryOn(Set.of(on))
            .build());
  }

  private static Retry after(TaskStatus end, Policies policies, int triesUsed) {
    return Retry.after(end, policies, triesUsed, 0, 1_000, 1);
  }

  @Test
  void a_failure_is_tried_again_after_the_pause_while_tries_are_left() {
    assertThat(after(TaskStatus.FAILED, tries(3), 0)).isEqualTo(new Retry.At(1_300));
    assertThat(after(TaskStatus.FAILED, tries(3), 1)).isEqualTo(new Retry.At(1_300));
    assertThat(after(TaskStatus.FAILED, tries(3), 2)).isEqualTo(NO);
    assertThat(after(TaskStatus.FAILED, tries(0), 0))
        .as("one try where none is said")
        .isEqualTo(NO);
  }

  @Test
  void every_bad_end_is_tried_again_where_nothing_is_said() {
    for (TaskStatus end : ENDS) {
      assertThat(after(end, tries(2), 0)).as("%s", end).isEqualTo(new Retry.At(1_300));
    }
  }

  @Test
  void only_the_named_ends_are_tried_again() {
    Policies lost = tries(9, End.END_LOST);
    assertThat(after(TaskStatus.LOST, lost, 0)).isEqualTo(new Retry.At(1_300));
    assertThat(after(TaskStatus.FAILED, lost, 0)).isEqualTo(NO);
    assertThat(after(TaskStatus.TIMED_OUT, lost, 0)).isEqualTo(NO);

    Policies others = tries(9, End.END_FAILED, End.END_TIMED_OUT);
    assertThat(after(TaskStatus.LOST, others, 0)).isEqualTo(NO);
    assertThat(after(TaskStatus.TIMED_OUT, others, 0)).isEqualTo(new Retry.At(1_300));
  }

  @Test
  void nothing_else_is_tried_again() {
    for (TaskStatus end : EnumSet.complementOf(EnumSet.copyOf(ENDS))) {
      assertThat(after(end, tries(9), 0)).as("%s", end).isEqualTo(NO);
    }
  }

  @Test
  void a_try_that_would_begin_when_the_task_must_have_ended_has_no_sense() {
    assertThat(Retry.after(TaskStatus.FAILED, tries(9), 0, 1_301, 1_000, 1))
        .isEqualTo(new Retry.At(1_300));
    assertThat(Retry.after(TaskStatus.FAILED, tries(9), 0, 1_300, 1_000, 1)).isEqualTo(NO);
  }

  @Test
  void each_try_waits_longer_than_the_one_before_when_the_policies_say_so() {
    Policies doubling = tries(9).toBuilder().setRetryBackoff(Policies.Backoff.EXPONENTIAL).build();

    assertThat(after(TaskStatus.FAILED, doubling, 0)).isEqualTo(new Retry.At(1_300));
    assertThat(after(TaskStatus.FAILED, doubling, 1)).isEqualTo(new Retry.At(1_600));
    assertThat(after(TaskStatus.FAILED, doubling, 2)).isEqualTo(new Retry.At(2_200));
  }
}
