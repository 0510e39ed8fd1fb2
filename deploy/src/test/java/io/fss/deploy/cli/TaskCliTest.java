package io.fss.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TaskCliTest extends CliFixture {
  @Test
  void a_cancelled_task_is_told_as_it_is_after_that() {
    api.on("POST /tasks/42/cancel", 202, "{'id':'42','status':'STOPPING'}");

    assertThat(fss("task", "cancel", "42", "--reason", "too slow")).isZero();

    assertThat(lines()).containsExactly("Task 42 is STOPPING");
    assertThat(sent("POST /tasks/42/cancel")).isEqualTo(json("{'reason':'too slow'}"));
  }

  @Test
  void a_rerun_names_the_new_task() {
    api.on("POST /tasks/42/rerun", 202, "{'taskId':'43'}");

    assertThat(fss("task", "rerun", "42", "--key", "again")).isZero();

    assertThat(lines()).containsExactly("Task 43");
    assertThat(sent("POST /tasks/42/rerun")).isEqualTo(json("{'key':'again'}"));
  }

  @Test
  void a_task_that_has_ended_cannot_be_cancelled() {
    api.on("POST /tasks/42/cancel", 409, "{'detail':'task 42 has ended'}");

    assertThat(fss("task", "cancel", "42")).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly("Refused (409): task 42 has ended");
  }
}
