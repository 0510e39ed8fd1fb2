package io.fss.scheduler;

import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.AttemptInfo;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.ExecuteAnswer.Answer;
import io.fss.proto.v1.Execution;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What follows from what a client says, or does not say, when it is handed a task. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class AnswersTest {
  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private FakeEdge.Sent runOnce() {
    GroupInfo group = fss.create(Specs.manual("g").setPolicies(Specs.tries(2, 0)));
    fss.run(group);
    return fss.edge.awaitNth("g", 1);
  }

  private void goesBackWithoutUsingATry(long task, String why) {
    until("attempt 2", () -> fss.task(task).getAttempt() == 2);
    TaskInfo waiting = fss.task(task);
    assertThat(waiting.getStatus()).isEqualTo(TaskStatus.WAITING);
    assertThat(waiting.getTries()).isZero();
    assertThat(waiting.getSession()).isEmpty();
    assertThat(waiting.getMessage()).isEqualTo(why);
    assertThat(waiting.getAttemptsList())
        .extracting(AttemptInfo::getAttempt, AttemptInfo::getStatus, AttemptInfo::getMessage)
        .containsExactly(tuple(1, TaskStatus.WAITING, why));
  }

  @Test
  void a_busy_client_gives_the_task_back_and_another_one_gets_it() {
    String busy = fss.registry.online("c1", 5, "bill");
    fss.edge.answers(busy, Answer.BUSY);
    FakeEdge.Sent refused = runOnce();
    goesBackWithoutUsingATry(refused.task(), "refused: BUSY");
    String other = fss.registry.online("c2", 5, "bill");

    fss.pass(Duration.ofMillis(100));

    FakeEdge.Sent again = fss.edge.awaitNth("g", 2);
    assertThat(again.execution().getAttempt()).isEqualTo(2);
    assertThat(again.execution().getTryNumber()).isEqualTo(1);
    assertThat(again.task()).isEqualTo(refused.task());
    // The pause of the busy client is over as well, so it may be asked again: then once more.
    if (again.session().equals(busy)) {
      until("attempt 3", () -> fss.task(refused.task()).getAttempt() == 3);
      fss.pass(Duration.ofMillis(100));
      again = fss.edge.awaitNth("g", 3);
    }
    assertThat(again.session()).isEqualTo(other);
    assertThat(fss.counted("fss.tasks.refused")).isPositive();
  }

  @Test
  void refusals_one_after_the_other_are_one_record_and_a_try_begins_the_next() {
    String client = fss.registry.online("c1", 5, "bill");
    fss.edge.script(
        client,
        batch ->
            FakeEdge.answer(
                batch,
                batch.getRequest().getExecutions(0).getAttempt() == 4
                    ? Answer.ACCEPTED
                    : Answer.BUSY));
    GroupInfo group = fss.create(Specs.manual("g").setPolicies(Specs.tries(3, 0)));
    long task = fss.run(group);
    fss.client.fails(attempt(4), "no");
    refusedUntil(task, 7);

    List<AttemptInfo> attempts = fss.task(task).getAttemptsList();
    assertThat(attempts.subList(0, 2))
        .extracting(
            AttemptInfo::getAttempt,
            AttemptInfo::getLastAttempt,
            AttemptInfo::getStatus,
            AttemptInfo::getMessage)
        .containsExactly(
            tuple(1, 3, TaskStatus.WAITING, "refused: BUSY"), tuple(4, 4, TaskStatus.FAILED, "no"));
    assertThat(attempts).hasSize(3);
    assertThat(attempts.get(2).getAttempt()).isEqualTo(5);
    assertThat(attempts.get(2).getLastAttempt()).isGreaterThanOrEqualTo(6);
    AttemptInfo first = attempts.get(0);
    assertThat(first.getClient()).isEqualTo("c1");
    assertThat(first.getEndedAtMs()).isGreaterThan(first.getBookedAtMs());
  }

  private void refusedUntil(long task, int attempt) {
    while (fss.task(task).getAttempt() < attempt) {
      int last = fss.task(task).getAttempt();
      until("refused", () -> fss.task(task).getAttempt() > last || pause());
    }
  }

  private boolean pause() {
    fss.pass(Duration.ofMillis(100));
    return false;
  }

  private FakeEdge.Sent attempt(int number) {
    until("attempt " + number, () -> sent(number) != null || pause());
    return sent(number);
  }

  private FakeEdge.Sent sent(int attempt) {
    return fss.edge.of("g").stream()
        .filter(one -> one.execution().getAttempt() == attempt)
        .findAny()
        .orElse(null);
  }

  @Test
  void a_client_that_does_not_know_the_job_is_not_asked_again_at_once() {
    String ignorant = fss.registry.online("c1", 5, "bill");
    fss.edge.answers(ignorant, Answer.UNKNOWN_JOB);
    FakeEdge.Sent refused = runOnce();
    goesBackWithoutUsingATry(refused.task(), "refused: UNKNOWN_JOB");
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(1);

    String other = fss.registry.online("c2", 5, "bill");

    FakeEdge.Sent again = fss.edge.awaitNth("g", 2);
    assertThat(again.session()).isEqualTo(other);
    assertThat(again.execution().getAttempt()).isEqualTo(2);
    assertThat(fss.client.succeeds(again)).isEqualTo(Verdict.COMMITTED);
    assertThat(fss.task(again.task()).getTries()).isEqualTo(1);
  }

  @Test
  void a_client_that_cannot_be_reached_costs_no_try() {
    String away = fss.registry.online("c1", 5, "bill");
    fss.edge.isUnreachable(away);

    FakeEdge.Sent refused = runOnce();

    goesBackWithoutUsingATry(refused.task(), "not sent: connection refused");
    fss.edge.answers(away, Answer.ACCEPTED);
    fss.pass(Duration.ofMillis(100));
    assertThat(fss.edge.awaitNth("g", 2).execution().getAttempt()).isEqualTo(2);
  }

  @Test
  void the_report_of_an_attempt_that_was_given_back_is_stale() {
    String busy = fss.registry.online("c1", 5, "bill");
    fss.edge.answers(busy, Answer.BUSY);
    FakeEdge.Sent refused = runOnce();
    until("attempt 2", () -> fss.task(refused.task()).getAttempt() == 2);

    assertThat(fss.client.succeeds(refused)).isEqualTo(Verdict.STALE);
    assertThat(fss.task(refused.task()).getStatus()).isEqualTo(TaskStatus.WAITING);
  }

  @Test
  void unanswered_dispatch_stays_dispatched_so_that_a_slow_client_is_not_run_twice() {
    String silent = fss.registry.online("c1", 5, "bill");
    fss.registry.online("c2", 5, "ship");
    fss.edge.saysNothing(silent);
    FakeEdge.Sent sent = runOnce();

    fss.pass(Duration.ofMillis(2_001));
    until("the client is asked", () -> !fss.registry.questions(silent).isEmpty());
    fss.registry.online("c3", 5, "bill");
    fss.looked();

    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.DISPATCHED);
    assertThat(fss.edge.of("g")).hasSize(1);
    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.COMMITTED);
  }

  @Test
  void only_a_dispatch_that_is_in_doubt_for_two_seconds_is_asked_about() {
    String silent = fss.registry.online("c1", 5, "bill");
    fss.edge.saysNothing(silent);
    String open = fss.registry.online("c2", 5, "ship");
    fss.edge.answers(open, Answer.ACCEPTED);
    fss.run(fss.create(Specs.manual("accepted").setJob("ship")));
    fss.edge.awaitSent("accepted", 1);
    FakeEdge.Sent early = runOnce();
    fss.pass(Duration.ofSeconds(1));
    fss.run(fss.create(Specs.manual("late")));
    fss.edge.awaitSent("late", 1);

    fss.pass(Duration.ofMillis(1_001));
    until("the client is asked", () -> !fss.registry.questions(silent).isEmpty());

    assertThat(fss.registry.questions(silent).get(0)).isEqualTo(FakeClient.ref(early).build());
    assertThat(fss.registry.questions(silent))
        .allSatisfy(asked -> assertThat(asked.getTaskId()).isEqualTo(early.task()));
    assertThat(fss.registry.questions(open)).isEmpty();
  }

  @Test
  void an_attempt_that_never_started_is_put_back_when_the_client_says_so() {
    String silent = fss.registry.online("c1", 5, "bill");
    fss.edge.saysNothing(silent);
    FakeEdge.Sent sent = runOnce();
    fss.edge.answers(silent, Answer.ACCEPTED);

    fss.client.answers(sent, AttemptAnswer.State.NOT_STARTED);

    FakeEdge.Sent again = fss.edge.awaitNth("g", 2);
    assertThat(again.execution().getAttempt()).isEqualTo(2);
    assertThat(again.execution().getTryNumber()).isEqualTo(1);
    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.STALE);
    assertThat(fss.client.succeeds(again)).isEqualTo(Verdict.COMMITTED);
  }

  @Test
  void a_booking_that_was_put_back_before_it_was_sent_is_not_sent() {
    String silent = fss.registry.online("c1", 9, "bill");
    Promise<Void> late = Promise.promise();
    fss.edge.script(
        silent, all -> late.future().compose(over -> FakeEdge.answer(all, Answer.ACCEPTED)));
    GroupInfo group = fss.create(Specs.manual("g"));
    for (int i = 1; i <= 4; i++) {
      fss.run(group);
      fss.edge.awaitSent("g", i);
    }
    // Four unanswered batches are all that one session is sent.
    long fifth = fss.run(group);
    TaskInfo booked = fss.awaitStatus(fifth, TaskStatus.DISPATCHED);
    FakeEdge.Sent unsent =
        new FakeEdge.Sent(
            silent,
            Execution.newBuilder().setTaskId(fifth).setAttempt(booked.getAttempt()).build());

    fss.client.answers(unsent, AttemptAnswer.State.NOT_STARTED);
    late.complete();

    FakeEdge.Sent sent = fss.edge.awaitNth("g", 5);
    assertThat(sent.task()).isEqualTo(fifth);
    assertThat(sent.execution().getAttempt()).isEqualTo(2);
  }

  @Test
  void an_attempt_in_doubt_is_running_when_the_client_says_so() {
    String silent = fss.registry.online("c1", 5, "bill");
    fss.edge.saysNothing(silent);
    FakeEdge.Sent sent = runOnce();

    fss.client.answers(sent, AttemptAnswer.State.RUNNING);

    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.RUNNING);
    assertThat(fss.task(sent.task()).getAttempt()).isEqualTo(1);
  }

  @Test
  void an_attempt_whose_end_is_on_the_way_is_left_alone() {
    String silent = fss.registry.online("c1", 5, "bill");
    fss.edge.saysNothing(silent);
    FakeEdge.Sent sent = runOnce();

    fss.client.answers(sent, AttemptAnswer.State.ENDED);

    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.DISPATCHED);
    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.COMMITTED);
  }

  @Test
  void the_answer_of_another_session_moves_nothing() {
    fss.edge.saysNothing(fss.registry.online("c1", 5, "bill"));
    FakeEdge.Sent sent = runOnce();

    fss.client.answers(
        new FakeEdge.Sent("session-of-stranger", sent.execution()),
        AttemptAnswer.State.NOT_STARTED);

    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.DISPATCHED);
  }

  @Test
  void an_accepted_task_that_takes_a_while_is_shown_as_running() {
    fss.registry.online("c1", 5, "bill");
    FakeEdge.Sent sent = runOnce();
    fss.looked();
    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.DISPATCHED);

    fss.pass(Duration.ofMillis(201));

    fss.awaitStatus(sent.task(), TaskStatus.RUNNING);
  }
}
