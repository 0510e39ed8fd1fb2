package io.fss.client;

import static io.fss.proto.v1.ExecuteAnswer.Answer.ACCEPTED;
import static io.fss.proto.v1.ExecuteAnswer.Answer.BUSY;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.Completion;
import io.fss.proto.v1.Execution;
import io.fss.proto.v1.LogLevel;
import io.fss.proto.v1.LogLine;
import io.fss.proto.v1.Report;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReportingTest extends ClientFixture {
  private final AtomicLong next = new AtomicLong();

  @Test
  void end_is_sent_again_after_failed_calls_until_it_is_acknowledged() {
    // given
    platform.refuseReports = true;
    start(client().job("mail", task -> Future.succeededFuture("done")));
    execute(execution(1, "mail"));
    Await.until("two failed calls", () -> platform.refusedReports.get() >= 2);

    // when
    platform.refuseReports = false;

    // then
    Await.until("report", () -> platform.ends(1).size() == 1);
  }

  @Test
  void only_what_the_platform_wants_again_is_sent_again() {
    // given
    platform.verdict = Verdict.RETRY;
    start(client().job("mail", task -> Future.succeededFuture("done")));
    execute(execution(1, "mail"));
    Await.until("sent twice", () -> platform.ends(1).size() >= 2);

    // when
    platform.verdict = Verdict.STALE;
    int sent = platform.ends(1).size();
    Await.until("last word", () -> platform.ends(1).size() > sent);
    int last = platform.ends(1).size();
    execute(execution(2, "mail"));

    // then: the next attempt's report travels alone
    Await.until("next report", () -> platform.ends(2).size() == 1);
    assertThat(platform.ends(1)).hasSize(last);
  }

  @Test
  void report_that_spoils_its_batch_is_found_and_sent_without_what_the_job_said() {
    // given a platform that refuses whole batches for what one job reports
    platform.spoilsReports = report -> report.getCompletion().getMessage().equals("poison");
    platform.refuseReports = true;
    start(
        client()
            .job("mail", task -> Future.succeededFuture(task.taskId() == 7 ? "poison" : "done")));
    for (long task = 1; task <= 20; task++) {
      execute(execution(task, "mail"));
    }
    Await.until("a failed call", () -> platform.refusedReports.get() >= 1);

    // when
    platform.refuseReports = false;

    // then every attempt has ended
    for (long id = 1; id <= 20; id++) {
      long task = id;
      Await.until("report", () -> platform.ends(task).size() == 1);
    }
    Completion refused = platform.ends(7).get(0);
    assertThat(refused.getOutcome()).isEqualTo(Completion.Outcome.SUCCEEDED);
    assertThat(refused.getMessage()).contains("was refused", "a spoiled one");
  }

  @Test
  void latest_progress_wins_and_never_follows_the_end() {
    // given
    platform.refuseReports = true;
    Promise<Object> held = Promise.promise();
    Promise<TaskContext> entered = Promise.promise();
    start(
        client()
            .job(
                "mail",
                task -> {
                  entered.complete(task);
                  return held.future();
                }));
    execute(execution(1, "mail"));
    TaskContext task = Await.await(entered.future());
    task.progress(10, "first");
    task.progress(20, "second");
    Await.until("a failed call", () -> platform.refusedReports.get() >= 1);

    // when
    task.progress(300, "third");
    held.complete("done");
    Await.until("another failed call", () -> platform.refusedReports.get() >= 3);
    task.progress(99, "too late");
    platform.refuseReports = false;
    Await.until("report", () -> platform.ends(1).size() == 1);

    // then
    List<Report> reports = platform.reports;
    assertThat(reports).hasSize(2);
    assertThat(reports.get(0).getProgress().getPercent()).isEqualTo(100);
    assertThat(reports.get(0).getProgress().getMessage()).isEqualTo("third");
    assertThat(reports.get(1).hasCompletion()).isTrue();
  }

  @Test
  void progress_the_platform_wants_again_is_dropped_once_the_end_is_acknowledged() {
    // given
    platform.refuseReports = true;
    platform.progressVerdict = Verdict.RETRY;
    start(
        client()
            .job(
                "mail",
                task -> {
                  task.progress(50, "half");
                  return Future.succeededFuture("done");
                }));
    execute(execution(1, "mail"));
    Await.until("a failed call", () -> platform.refusedReports.get() >= 1);

    // when
    platform.refuseReports = false;
    Await.until("end", () -> platform.ends(1).size() == 1);
    execute(execution(2, "mail"));
    Await.until("next end", () -> platform.ends(2).size() == 1);

    // then
    assertThat(
            platform.reports.stream()
                .filter(report -> report.getAttempt().getTaskId() == 1 && report.hasProgress()))
        .hasSize(1);
  }

  @Test
  void failure_is_reported_with_its_reason_and_its_stack_trace_is_logged() {
    // given
    IllegalStateException boom = new IllegalStateException("boom", new RuntimeException("cause"));
    start(
        client()
            .job("future", task -> Future.failedFuture(boom))
            .job("thrown", task -> raise(boom))
            .job("none", task -> null)
            .blockingJob("blocking", task -> raise(boom)));

    // when
    execute(
        execution(1, "future"),
        execution(2, "thrown"),
        execution(3, "blocking"),
        execution(4, "none"));

    // then
    for (long task = 1; task <= 3; task++) {
      long each = task;
      Await.until("report", () -> platform.ends(each).size() == 1);
      assertThat(platform.ends(each).get(0).getOutcome()).isEqualTo(Completion.Outcome.FAILED);
      assertThat(platform.ends(each).get(0).getMessage())
          .isEqualTo("java.lang.IllegalStateException: boom");
      Await.until("log line", () -> platform.lines(each).size() == 1);
      LogLine line = platform.lines(each).get(0);
      assertThat(line.getLevel()).isEqualTo(LogLevel.ERROR);
      assertThat(line.getThrowable())
          .contains("IllegalStateException: boom", "Caused by", "ReportingTest");
    }
    Await.until("report", () -> platform.ends(4).size() == 1);
    assertThat(platform.ends(4).get(0).getMessage()).contains("null instead of a Future");
  }

  private static Future<?> raise(RuntimeException failure) {
    throw failure;
  }

  @Test
  void thousands_of_attempts_end_once_each_and_their_reports_travel_in_batches() {
    // given
    start(
        client(options().withCapacity(5_000))
            .job("mail", task -> Future.succeededFuture(task.taskId())));
    var request = request();
    for (long task = 1; task <= 3_000; task++) {
      request.addExecutions(execution(task, "mail"));
    }

    // when
    execute(request);

    // then
    Await.until("all reports", () -> platform.reports.size() >= 3_000);
    assertThat(platform.reports.stream().map(report -> report.getAttempt().getTaskId()).distinct())
        .hasSize(3_000);
    assertThat(platform.reports).hasSize(3_000);
  }

  @Test
  void no_new_work_is_taken_while_ten_thousand_ends_wait_for_their_acknowledgement() {
    // given
    platform.refuseReports = true;
    start(
        client(options().withCapacity(10_000)).job("mail", task -> Future.succeededFuture("done")));
    for (int batch = 0; batch < 10; batch++) {
      var request = request();
      for (long task = 1; task <= 1_000; task++) {
        request.addExecutions(execution(batch * 1_000L + task, "mail"));
      }
      assertThat(execute(request)).containsOnly(ACCEPTED);
    }
    int seen = platform.heartbeats.size() + 1;
    Await.until("all have ended", () -> platform.heartbeats.size() > seen && running() == 0);

    // when then
    assertThat(execute(execution(20_000, "mail"))).containsExactly(BUSY);
    platform.refuseReports = false;
    Await.until("all reports", () -> platform.reports.size() >= 10_000);
    Await.until("the last acknowledgement", () -> execute(next()).contains(ACCEPTED));
  }

  private long running() {
    return platform.heartbeats.get(platform.heartbeats.size() - 1).getRunning();
  }

  private Execution.Builder next() {
    return execution(20_000 + next.incrementAndGet(), "mail");
  }

  @Test
  void lines_that_spoil_their_batch_cost_only_themselves() {
    platform.spoilsLogs = lines -> lines.getLines(0).getMessage().equals("poison");
    platform.refuseLogs = true;
    start(
        client()
            .job(
                "mail",
                task -> {
                  task.log().info(task.taskId() == 3 ? "poison" : "fine");
                  return Future.succeededFuture();
                }));
    for (long task = 1; task <= 6; task++) {
      execute(execution(task, "mail"));
    }
    Await.until("all have ended", () -> platform.ends(6).size() == 1);

    platform.refuseLogs = false;

    for (long id : List.of(1L, 2L, 4L, 5L, 6L)) {
      Await.until("the lines of the others", () -> platform.lines(id).size() == 1);
    }
    assertThat(platform.lines(3)).isEmpty();
  }

  @Test
  void log_lines_are_numbered_from_1_and_sent_again_under_their_numbers() {
    // given
    platform.verdict = Verdict.RETRY;
    start(
        client()
            .job(
                "mail",
                task -> {
                  task.log().trace("one");
                  task.log().debug("two");
                  task.log().info("three");
                  task.log().warn("four");
                  task.log().error("five", new RuntimeException("why"));
                  return Future.succeededFuture();
                }));
    execute(execution(1, "mail"));
    Await.until("sent twice", () -> platform.logs.size() >= 2);

    // when
    platform.verdict = Verdict.COMMITTED;

    // then
    Await.until("all lines", () -> platform.lines(1).size() == 5);
    assertThat(platform.lines(1).stream().map(LogLine::getMessage))
        .containsExactly("one", "two", "three", "four", "five");
    assertThat(platform.lines(1).stream().map(LogLine::getLevel))
        .containsExactly(
            LogLevel.TRACE, LogLevel.DEBUG, LogLevel.INFO, LogLevel.WARN, LogLevel.ERROR);
    assertThat(platform.lines(1).get(4).getThrowable()).contains("why");
    assertThat(platform.logs.get(0).getFirstSequence()).isEqualTo(1);
    assertThat(platform.logs.get(1).getFirstSequence()).isEqualTo(1);
    assertThat(platform.logs.get(1).getLines(0)).isEqualTo(platform.logs.get(0).getLines(0));
  }
}
