package io.fss.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fss.proto.v1.Completion;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AnnotatedJobsTest extends ClientFixture {
  record Mail(String to, int copies) {}

  /** As a user writes it. */
  public static class Jobs {
    @FssJob("mail")
    public String mail(Mail mail, TaskContext task) {
      return mail.copies() + " to " + mail.to() + " by " + task.fencingToken();
    }

    @FssJob(capacity = 2, version = "1.4")
    public Future<String> later(TaskContext task) {
      return Future.succeededFuture("later " + task.taskId());
    }

    @FssJob
    public String plain() {
      return "plain";
    }

    @FssJob
    public void breaks(JsonObject params) throws IOException {
      throw new IOException("broken by " + params.getString("who"));
    }

    public void none() {}
  }

  /** With a method that nobody else may call. */
  public static class Hidden {
    @FssJob
    void hidden() {}
  }

  /** With a method that asks for more than there is. */
  public static class Greedy {
    @FssJob
    public String greedy(String one, String two) {
      return one + two;
    }
  }

  private Completion end(long task, String job, String params) {
    execute(execution(task, job).setParams(params));
    Await.until("report", () -> platform.ends(task).size() == 1);
    return platform.ends(task).get(0);
  }

  @Test
  void methods_get_what_they_ask_for_and_what_they_return_is_the_result() {
    start(client().jobs(new Jobs()));

    assertThat(end(1, "mail", "{\"to\":\"a@b\",\"copies\":3}").getMessage())
        .isEqualTo("3 to a@b by 1/1");
    assertThat(end(2, "later", "").getMessage()).isEqualTo("later 2");
    assertThat(end(3, "plain", "").getMessage()).isEqualTo("plain");
  }

  @Test
  void what_a_method_throws_is_the_reason_of_the_failure() {
    start(client().jobs(new Jobs()));

    Completion end = end(1, "breaks", "{\"who\":\"me\"}");

    assertThat(end.getOutcome()).isEqualTo(Completion.Outcome.FAILED);
    assertThat(end.getMessage()).contains("broken by me").doesNotContain("InvocationTarget");
  }

  @Test
  void parameters_that_do_not_fit_are_told_with_their_type() {
    start(client().jobs(new Jobs()));

    Completion end = end(1, "mail", "{\"copies\":\"many\"}");

    assertThat(end.getOutcome()).isEqualTo(Completion.Outcome.FAILED);
    assertThat(end.getMessage()).contains("params", "must fit", "Mail");
  }

  @Test
  void options_of_the_annotation_are_those_of_the_job() {
    assertThat(AnnotatedJobs.of(new Jobs()))
        .filteredOn(job -> job.name().equals("later"))
        .extracting(JobEntry::options)
        .containsExactly(new JobOptions(2, "1.4"));
    assertThat(AnnotatedJobs.of(new Jobs()))
        .extracting(JobEntry::name)
        .containsExactly("breaks", "later", "mail", "plain");
  }

  @Test
  void methods_that_cannot_be_jobs_are_refused_by_name() {
    assertThatThrownBy(() -> client().jobs(new Object()))
        .hasMessageContaining("job.holder 'java.lang.Object' must have methods with @FssJob");
    assertThatThrownBy(() -> client().jobs(new Hidden()))
        .hasMessageContaining("job.method 'hidden' must be public");
    assertThatThrownBy(() -> client().jobs(new Greedy()))
        .hasMessageContaining("must take the TaskContext, the parameters, both or nothing");
  }

  @Test
  void virtual_threads_need_a_jdk_that_has_them() {
    if (VirtualThreads.there()) {
      start(
          client()
              .blockingJob(
                  "v",
                  JobOptions.DEFAULT.onVirtualThreads(),
                  task -> Thread.currentThread().getName()));
      assertThat(end(1, "v", "").getMessage()).startsWith("fss-job-shop-virtual-");
    } else {
      assertThatThrownBy(JobOptions.DEFAULT::onVirtualThreads)
          .hasMessageContaining("job.virtualThreads 'true' must be used on Java 21 or newer only");
    }
  }
}
