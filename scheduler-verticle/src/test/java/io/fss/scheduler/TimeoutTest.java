package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.AttemptInfo;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.Completion.Outcome;
import io.fss.proto.v1.ExecuteAnswer.Answer;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Overlap;
import io.fss.proto.v1.Verdict;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What takes too long is stopped on its client first; only its end lets anything else run. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class TimeoutTest {
  private static final String NOT_TAKEN = "timed out: the client had not taken it within 2000 ms";
  private static final String RAN_TOO_LONG = "timed out: it had not ended within 2000 ms";
  private static final String NO_PROGRESS = "timed out: no progress within 2000 ms";

  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;
  private String session;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
    session = fss.registry.online("c1", 50, "bill");
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private FakeEdge.Sent run(Policies.Builder policies) {
    return run("g", policies);
  }

  private FakeEdge.Sent run(String name, Policies.Builder policies) {
    fss.run(fss.create(Specs.manual(name).setPolicies(policies)));
    return fss.edge.awaitNth(name, 1);
  }

  private void ends(FakeEdge.Sent sent, Outcome outcome, String message) {
    fss.client.ends(sent, Completion.newBuilder().setOutcome(outcome).setMessage(message));
  }

  /**
   * So much time passes, and the bounds of all tasks have been looked at: a task whose time was up
   * as well has been stopped.
   */
  private void passAndLook(long millis) {
    String name = "witness-" + fss.now();
    FakeEdge.Sent witness = run(name, Policies.newBuilder().setProgressTimeoutMs(millis));
    fss.pass(Duration.ofMillis(millis));
    fss.edge.awaitOrder(witness);
  }

  private TaskStatus status(FakeEdge.Sent sent) {
    return fss.task(sent.task()).getStatus();
  }

  // ---- not taken

  @Test
  void what_the_client_does_not_take_in_time_is_taken_back_and_goes_to_another_one() {
    fss.edge.saysNothing(session);
    fss.edge.answersToOrders(session, AttemptAnswer.State.NOT_STARTED);
    FakeEdge.Sent sent = run(Policies.newBuilder().setDispatchTimeoutMs(2_000));
    String other = fss.registry.online("c2", 5, "bill");
    fss.pass(Duration.ofMillis(1_999));
    fss.looked();
    assertThat(fss.edge.orders(sent)).isEmpty();

    fss.pass(Duration.ofMillis(1));

    assertThat(fss.edge.awaitOrder(sent)).isEqualTo(NOT_TAKEN);
    FakeEdge.Sent again = fss.edge.awaitNth("g", 2);
    assertThat(again.session()).isEqualTo(other);
    assertThat(again.execution().getAttempt()).isEqualTo(2);
    assertThat(again.execution().getTryNumber()).isEqualTo(1);
    fss.client.succeeds(again);
    assertThat(fss.task(sent.task()).getTries()).isEqualTo(1);
  }

  @Test
  void what_was_not_taken_in_time_but_runs_must_end_before_it_is_tried_again() {
    fss.edge.saysNothing(session);
    FakeEdge.Sent sent = run(Policies.newBuilder().setDispatchTimeoutMs(2_000).setMaxTries(2));
    fss.registry.online("c2", 5, "bill");
    fss.pass(Duration.ofSeconds(2));
    fss.edge.awaitOrder(sent);

    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(1);
    assertThat(status(sent)).isEqualTo(TaskStatus.STOPPING);
    ends(sent, Outcome.CANCELLED, "stopped");

    FakeEdge.Sent again = fss.edge.awaitNth("g", 2);
    assertThat(again.execution().getTryNumber()).isEqualTo(2);
    assertThat(fss.task(sent.task()).getAttemptsList())
        .extracting(AttemptInfo::getStatus, AttemptInfo::getMessage)
        .containsExactly(tuple(TaskStatus.TIMED_OUT, NOT_TAKEN + " (stopped)"));
  }

  @Test
  void what_was_taken_in_time_is_not_stopped_for_it() {
    FakeEdge.Sent sent = run(Policies.newBuilder().setDispatchTimeoutMs(2_000));

    passAndLook(2_000);
    passAndLook(2_000);

    assertThat(fss.edge.orders(sent)).isEmpty();
    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.COMMITTED);
  }

  // ---- runs too long

  private GroupSpec.Builder everySecond(Policies.Builder policies) {
    return Specs.group("g", Specs.rate(1_000, fss.now() + 1_000)).setPolicies(policies);
  }

  @Test
  void what_runs_too_long_is_stopped_and_nothing_else_of_its_group_runs_before_it_has_ended() {
    GroupInfo group =
        fss.create(
            everySecond(
                Policies.newBuilder().setRunTimeoutMs(2_000).setOverlap(Overlap.BUFFER_ONE)));
    fss.pass(Duration.ofSeconds(1));
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);
    assertThat(sent.execution().getTimeoutMs()).isEqualTo(2_000);
    // The client has a second to notice for itself.
    passAndLook(2_999);
    assertThat(fss.edge.orders(sent)).isEmpty();

    fss.pass(Duration.ofMillis(1));

    assertThat(fss.edge.awaitOrder(sent)).isEqualTo(RAN_TOO_LONG);
    assertThat(status(sent)).isEqualTo(TaskStatus.STOPPING);
    until("the next one waits", () -> fss.group(group.getId()).getBuffered() == 1);
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(1);
    ends(sent, Outcome.CANCELLED, "stopped");

    fss.edge.awaitNth("g", 2);
    TaskInfo ended = fss.task(sent.task());
    assertThat(ended.getStatus()).isEqualTo(TaskStatus.TIMED_OUT);
    assertThat(ended.getMessage()).isEqualTo(RAN_TOO_LONG + " (stopped)");
    assertThat(fss.group(group.getId()).getCounters().getFailures()).isEqualTo(1);
  }

  @Test
  void what_ran_too_long_is_tried_again_when_it_has_ended() {
    FakeEdge.Sent sent =
        run(Policies.newBuilder().setRunTimeoutMs(2_000).setMaxTries(2).setRetryDelayMs(4_000));
    fss.pass(Duration.ofSeconds(3));
    fss.edge.awaitOrder(sent);
    fss.pass(Duration.ofMillis(500));
    ends(sent, Outcome.FAILED, "interrupted");

    TaskInfo waiting = fss.task(sent.task());
    assertThat(waiting.getStatus()).isEqualTo(TaskStatus.WAITING);
    assertThat(waiting.getDueAtMs()).isEqualTo(fss.now() + 4_000);
    assertThat(waiting.getAttemptsList())
        .extracting(AttemptInfo::getStatus, AttemptInfo::getMessage)
        .containsExactly(tuple(TaskStatus.TIMED_OUT, RAN_TOO_LONG + " (interrupted)"));
    fss.pass(Duration.ofSeconds(4));
    FakeEdge.Sent again = fss.edge.awaitNth("g", 2);
    assertThat(fss.client.succeeds(again)).isEqualTo(Verdict.COMMITTED);
  }

  @Test
  void the_second_try_has_its_whole_time() {
    FakeEdge.Sent sent = run(Policies.newBuilder().setRunTimeoutMs(2_000).setMaxTries(2));
    fss.pass(Duration.ofSeconds(3));
    fss.edge.awaitOrder(sent);
    ends(sent, Outcome.CANCELLED, "stopped");
    FakeEdge.Sent again = fss.edge.awaitNth("g", 2);

    passAndLook(2_999);
    assertThat(fss.edge.orders(again)).isEmpty();
    fss.pass(Duration.ofMillis(1));

    fss.edge.awaitOrder(again);
    ends(again, Outcome.CANCELLED, "stopped");
    assertThat(status(sent)).isEqualTo(TaskStatus.TIMED_OUT);
  }

  @Test
  void a_client_that_notices_by_itself_ends_its_task_at_once() {
    FakeEdge.Sent sent = run(Policies.newBuilder().setRunTimeoutMs(2_000).setMaxTries(2));
    fss.pass(Duration.ofSeconds(2));

    ends(sent, Outcome.TIMED_OUT, "took too long");

    FakeEdge.Sent again = fss.edge.awaitNth("g", 2);
    assertThat(fss.edge.orders(sent)).isEmpty();
    ends(again, Outcome.TIMED_OUT, "took too long");
    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.TIMED_OUT);
    assertThat(fss.task(sent.task()).getMessage()).isEqualTo("took too long");
  }

  @Test
  void what_was_done_before_it_could_be_stopped_is_a_success() {
    FakeEdge.Sent sent = run(Policies.newBuilder().setRunTimeoutMs(2_000).setMaxTries(2));
    fss.pass(Duration.ofSeconds(3));
    fss.edge.awaitOrder(sent);

    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.COMMITTED);

    assertThat(status(sent)).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(fss.task(sent.task()).getRemark())
        .isEqualTo("it had ended before it could be stopped: " + RAN_TOO_LONG);
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(1);
  }

  @Test
  void a_client_that_never_answers_is_asked_again_and_keeps_its_task_until_its_lease_ends() {
    fss.edge.answersToOrders(session, AttemptAnswer.State.STATE_UNSPECIFIED);
    FakeEdge.Sent sent = run(Policies.newBuilder().setRunTimeoutMs(2_000).setMaxTries(2));
    fss.pass(Duration.ofSeconds(3));
    fss.edge.awaitOrder(sent);
    String other = fss.registry.online("c2", 5, "bill");

    for (int times = 2; times <= 4; times++) {
      int asked = times;
      fss.pass(Duration.ofSeconds(5));
      until("asked " + times + " times", () -> fss.edge.orders(sent).size() >= asked);
    }
    fss.registry.silent(session, Duration.ofMillis(29_999));
    fss.looked();
    assertThat(status(sent)).isEqualTo(TaskStatus.STOPPING);
    assertThat(fss.edge.of("g")).hasSize(1);
    fss.registry.silent(session, Duration.ofSeconds(30));

    FakeEdge.Sent again = fss.edge.awaitNth("g", 2);
    assertThat(again.session()).isEqualTo(other);
    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.STALE);
    fss.client.succeeds(again);
    assertThat(fss.task(sent.task()).getAttemptsList())
        .extracting(AttemptInfo::getStatus, AttemptInfo::getMessage)
        .containsExactly(
            tuple(
                TaskStatus.TIMED_OUT,
                RAN_TOO_LONG + " (lost: the client was silent for the lease of 30000 ms)"));
  }

  @Test
  void a_client_that_is_heard_keeps_a_task_that_it_does_not_stop() {
    FakeEdge.Sent sent = run(Policies.newBuilder().setRunTimeoutMs(2_000).setMaxTries(2));
    fss.pass(Duration.ofSeconds(3));
    fss.edge.awaitOrder(sent);

    fss.pass(Duration.ofHours(5));
    until("asked again", () -> fss.edge.orders(sent).size() >= 2);
    fss.looked();

    assertThat(status(sent)).isEqualTo(TaskStatus.STOPPING);
    assertThat(fss.edge.of("g")).hasSize(1);
  }

  @Test
  void what_began_before_a_restart_is_stopped_in_its_time() {
    FakeEdge.Sent sent = run(Policies.newBuilder().setRunTimeoutMs(2_000));
    fss.pass(Duration.ofSeconds(1));
    fss.stop();
    fss.pass(Duration.ofSeconds(1));
    fss.start();
    fss.looked();
    assertThat(fss.edge.orders(sent)).isEmpty();

    fss.pass(Duration.ofSeconds(1));

    assertThat(fss.edge.awaitOrder(sent)).isEqualTo(RAN_TOO_LONG);
  }

  @Test
  void what_is_cancelled_by_hand_while_it_is_stopped_for_its_time_is_not_tried_again() {
    FakeEdge.Sent sent = run(Policies.newBuilder().setRunTimeoutMs(2_000).setMaxTries(2));
    fss.pass(Duration.ofSeconds(3));
    fss.edge.awaitOrder(sent);

    TaskInfo task = fss.cancel(sent.task(), "enough");

    assertThat(task.getStatus()).isEqualTo(TaskStatus.STOPPING);
    assertThat(task.getMessage()).isEqualTo("cancelled by hand: enough");
    ends(sent, Outcome.CANCELLED, "stopped");
    fss.looked();
    assertThat(status(sent)).isEqualTo(TaskStatus.CANCELLED);
    assertThat(fss.edge.of("g")).hasSize(1);
  }

  // ---- no progress

  @Test
  void what_makes_no_progress_is_stopped() {
    FakeEdge.Sent sent = run(Policies.newBuilder().setProgressTimeoutMs(2_000));
    fss.pass(Duration.ofMillis(1_500));
    fss.client.progresses(sent, 10, "so far");
    passAndLook(1_999);
    assertThat(fss.edge.orders(sent)).isEmpty();
    fss.client.progresses(sent, 10, "no further");
    passAndLook(1_999);
    assertThat(fss.edge.orders(sent)).isEmpty();

    fss.pass(Duration.ofMillis(1));

    assertThat(fss.edge.awaitOrder(sent)).isEqualTo(NO_PROGRESS);
    ends(sent, Outcome.CANCELLED, "");
    assertThat(fss.task(sent.task()).getMessage()).isEqualTo(NO_PROGRESS);
    assertThat(status(sent)).isEqualTo(TaskStatus.TIMED_OUT);
  }

  @Test
  void progress_does_not_lengthen_the_time_to_run_and_calls_no_stop_off() {
    FakeEdge.Sent sent =
        run(Policies.newBuilder().setRunTimeoutMs(2_000).setProgressTimeoutMs(2_000));
    fss.pass(Duration.ofMillis(1_900));
    fss.client.progresses(sent, 10, "so far");

    fss.pass(Duration.ofMillis(1_100));
    assertThat(fss.edge.awaitOrder(sent)).isEqualTo(RAN_TOO_LONG);
    assertThat(fss.client.progresses(sent, 20, "still")).isEqualTo(Verdict.COMMITTED);

    TaskInfo task = fss.task(sent.task());
    assertThat(task.getStatus()).isEqualTo(TaskStatus.STOPPING);
    assertThat(task.getMessage()).isEqualTo(RAN_TOO_LONG);
    assertThat(task.getProgress()).isEqualTo(20);
  }

  @Test
  void an_answer_that_comes_late_counts_as_taken() {
    fss.edge.saysNothing(session);
    FakeEdge.Sent sent = run(Policies.newBuilder().setDispatchTimeoutMs(2_000));
    fss.edge.answers(session, Answer.ACCEPTED);
    fss.pass(Duration.ofSeconds(1));
    fss.client.answers(sent, AttemptAnswer.State.RUNNING);

    passAndLook(1_000);

    assertThat(fss.edge.orders(sent)).isEmpty();
    assertThat(status(sent)).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void what_was_taken_before_a_restart_is_not_stopped_for_an_answer_that_only_the_booker_knew() {
    FakeEdge.Sent sent = run(Policies.newBuilder().setDispatchTimeoutMs(2_000));
    fss.looked();
    fss.stop();
    fss.start();
    assertThat(status(sent)).isEqualTo(TaskStatus.DISPATCHED);

    passAndLook(2_000);
    passAndLook(2_000);

    assertThat(fss.edge.orders(sent)).isEmpty();
    until("asked", () -> !fss.registry.questions(session).isEmpty());
    fss.client.answers(sent, AttemptAnswer.State.RUNNING);
    fss.awaitStatus(sent.task(), TaskStatus.RUNNING);
    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.COMMITTED);
  }

  @Test
  void tasks_nothing_can_be_done_about_starve_nobody() {
    Policies policies = Specs.manual("gone").getPolicies();
    List<NewTasks.NewTask> orphans = new ArrayList<>();
    for (int i = 0; i < 1_100; i++) {
      Staged staged =
          Staged.byHand(
              fss.ids.next(), 999, new Job("default", "shop", "gone"), policies, fss.now());
      orphans.add(
          new NewTasks.NewTask(staged, OccurrenceKey.key("k" + i), "gone", policies, 0, "", ""));
    }
    NewTasks rows = new NewTasks(fss.tables().dialect());
    await(
        fss.tables()
            .transact(
                "test",
                tx ->
                    rows.insert(tx, orphans)
                        .compose(
                            made ->
                                tx.run(
                                    "UPDATE task SET check_at = 1, wait = 1 WHERE group_id = 999",
                                    Tuple.tuple()))));
    FakeEdge.Sent sent = run(Policies.newBuilder().setRunTimeoutMs(2_000));

    fss.pass(Duration.ofSeconds(3));

    assertThat(fss.edge.awaitOrder(sent)).isEqualTo(RAN_TOO_LONG);
  }
}
