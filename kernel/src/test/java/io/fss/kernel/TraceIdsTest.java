package io.fss.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fss.kernel.TaskSpan.Step;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceIdsTest {

  @Test
  void names_are_those_of_every_version_since_old_and_new_ones_tell_one_story() {
    assertThat(TraceIds.trace(1)).isEqualTo("e99ff867dbf682c9d854e16c3affd455");
    assertThat(TraceIds.span(1, 1, Step.ATTEMPT)).isEqualTo("e60443231f491eda");
    assertThat(TraceIds.traceparent(1, 1))
        .isEqualTo(
            "00-e99ff867dbf682c9d854e16c3affd455-" + TraceIds.span(1, 1, Step.DELIVER) + "-01");
  }

  @Test
  void no_two_steps_of_some_tasks_and_attempts_have_one_name() {
    Set<String> names = new HashSet<>();
    for (long task = 1; task <= 1_000; task++) {
      assertThat(names.add(TraceIds.trace(task))).isTrue();
      assertThat(names.add(TraceIds.span(task, 0, Step.TASK))).isTrue();
      assertThat(names.add(TraceIds.span(task, 0, Step.RUN))).isTrue();
      for (int attempt = 1; attempt <= 3; attempt++) {
        for (Step step :
            Set.of(Step.ATTEMPT, Step.BOOK, Step.DISPATCH, Step.DELIVER, Step.SETTLE)) {
          assertThat(names.add(TraceIds.span(task, attempt, step))).isTrue();
        }
      }
    }
  }

  @Test
  void what_belongs_to_the_task_has_one_name_whichever_attempt_tells_of_it() {
    assertThat(TraceIds.span(7, 3, Step.TASK)).isEqualTo(TraceIds.span(7, 0, Step.TASK));
    TaskSpan attempt = TaskSpan.of(Step.ATTEMPT, 7, 3, "g", "j", 5, 9);
    TaskSpan task = TaskSpan.of(Step.TASK, 7, 3, "g", "j", 5, 9);
    assertThat(attempt.parentId()).isEqualTo(task.spanId());
    assertThat(task.parentId()).isEmpty();
  }

  @Test
  void a_share_of_the_tasks_is_that_share_of_their_numbers() {
    long wanted = 0;
    for (long task = 0; task < 10_000; task++) {
      wanted += (TraceIds.low(task << 22) >>> 1) < 0.1 * Long.MAX_VALUE ? 1 : 0;
    }
    assertThat(wanted).isBetween(900L, 1_100L);
  }

  @Test
  void clocks_that_disagree_make_a_span_of_no_length_and_never_a_negative_one() {
    TaskSpan span = TaskSpan.of(Step.BOOK, 7, 1, "g", "j", 9, 5);

    assertThat(span.startNanos()).isEqualTo(span.endNanos());
    assertThatThrownBy(() -> new TaskSpan(Step.BOOK, 7, 1, "g", "j", 2, 1, "", false, ""))
        .hasMessageContaining("endNanos 1 must not be before startNanos 2");
  }
}
