package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.bus.v1.TaskStatus;
import org.junit.jupiter.api.Test;

class RetryTest {
  private static final Retry NO = new Retry.No();

  private static TaskRow task(int attempt, int tries, int maxTries) {
    Job job = new Job("default", "shop", "bill");
    return new TaskRow(
        1, 2, "at:5", job, "g", 5, attempt, tries, maxTries, 300, "session", "client", 6);
  }

  @Test
  void a_failure_is_tried_again_after_the_pause_while_tries_are_left() {
    assertThat(Retry.after(TaskStatus.FAILED, task(1, 0, 3), 1_000)).isEqualTo(new Retry.At(1_300));
    assertThat(Retry.after(TaskStatus.FAILED, task(2, 1, 3), 1_000)).isEqualTo(new Retry.At(1_300));
    assertThat(Retry.after(TaskStatus.FAILED, task(3, 2, 3), 1_000)).isEqualTo(NO);
  }

  @Test
  void an_attempt_that_was_lost_is_tried_again_like_one_that_failed() {
    assertThat(Retry.after(TaskStatus.LOST, task(1, 0, 2), 0)).isEqualTo(new Retry.At(300));
    assertThat(Retry.after(TaskStatus.LOST, task(1, 0, 1), 0)).isEqualTo(NO);
  }

  @Test
  void a_success_or_a_cancel_ends_the_task() {
    assertThat(Retry.after(TaskStatus.SUCCEEDED, task(1, 0, 9), 0)).isEqualTo(NO);
    assertThat(Retry.after(TaskStatus.CANCELLED, task(1, 0, 9), 0)).isEqualTo(NO);
  }

  @Test
  void attempts_that_never_started_use_up_no_try() {
    assertThat(Retry.after(TaskStatus.FAILED, task(7, 0, 2), 0)).isEqualTo(new Retry.At(300));
  }
}
