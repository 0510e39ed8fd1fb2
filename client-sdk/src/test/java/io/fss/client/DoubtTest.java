package io.fss.client;

import static io.fss.proto.v1.ExecuteAnswer.Answer.ACCEPTED;
import static io.fss.proto.v1.ExecuteAnswer.Answer.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.CancelOrder;
import io.fss.proto.v1.CancelRequest;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.ExecuteRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DoubtTest extends ClientFixture {
  private final AtomicInteger starts = new AtomicInteger();
  private final Promise<Object> held = Promise.promise();

  private Future<?> hold(TaskContext task) {
    starts.incrementAndGet();
    return held.future();
  }

  private AttemptAnswer ask(long task) {
    int before = platform.answers.size();
    platform.questions.add(ref(task));
    Await.until("answer", () -> platform.answers.size() > before);
    return platform.answers.get(before);
  }

  @Test
  void question_about_an_unknown_attempt_makes_sure_that_it_never_starts() {
    // given
    start(client().job("mail", this::hold));

    // when
    AttemptAnswer answer = ask(1);

    // then
    assertThat(answer.getAttempt()).isEqualTo(ref(1));
    assertThat(answer.getState()).isEqualTo(AttemptAnswer.State.NOT_STARTED);
    assertThat(execute(execution(1, "mail"))).containsExactly(STALE);
    assertThat(ask(1).getState()).isEqualTo(AttemptAnswer.State.NOT_STARTED);
    assertThat(starts).hasValue(0);
  }

  @Test
  void
      attempt_that_was_answered_for_never_starts_although_it_arrives_after_the_answer_is_forgotten() {
    // given: an attempt with a long lease that is stuck on its way
    start(client().job("mail", this::hold));
    ExecuteRequest.Builder stuck = request(execution(1, "mail").setLeaseMs(600_000));
    assertThat(ask(1).getState()).isEqualTo(AttemptAnswer.State.NOT_STARTED);

    // when: the client lives on, and the time of marks is over
    clock.advance(Duration.ofSeconds(70));
    int seen = platform.heartbeats.size();
    Await.until("new heartbeats", () -> platform.heartbeats.size() > seen + 2);

    // then
    assertThat(execute(stuck)).containsExactly(STALE);
    assertThat(starts).hasValue(0);
  }

  @Test
  void questions_about_refused_running_and_ended_attempts_are_answered_as_it_is() {
    // given
    start(client().job("mail", this::hold));
    execute(execution(1, "sms"));
    execute(execution(2, "mail"));

    // when then
    assertThat(ask(1).getState()).isEqualTo(AttemptAnswer.State.NOT_STARTED);
    assertThat(ask(2).getState()).isEqualTo(AttemptAnswer.State.RUNNING);
    held.complete("done");
    Await.until("report", () -> platform.ends(2).size() == 1);
    assertThat(ask(2).getState()).isEqualTo(AttemptAnswer.State.ENDED);
  }

  @Test
  void cancel_call_and_cancel_order_of_a_heartbeat_both_reach_the_job() {
    // given
    start(
        client()
            .job(
                "mail",
                task -> {
                  starts.incrementAndGet();
                  return task.cancellation().compose(reason -> Future.failedFuture("gave up"));
                }));
    assertThat(execute(execution(1, "mail"), execution(2, "mail")))
        .containsExactly(ACCEPTED, ACCEPTED);
    Await.until("running", () -> starts.get() == 2);

    // when
    platform.cancels.add(
        CancelOrder.newBuilder().setAttempt(ref(1)).setReason("operator said so").build());
    CancelOrder second =
        CancelOrder.newBuilder().setAttempt(ref(2)).setReason("newer task").build();
    CancelRequest request =
        CancelRequest.newBuilder().setSession(platform.session).addOrders(second).build();
    assertThat(cancel(request).getAnswers(0).getState()).isEqualTo(AttemptAnswer.State.RUNNING);

    // then
    Await.until("both ends", () -> platform.ends(1).size() + platform.ends(2).size() == 2);
    assertThat(platform.ends(1).get(0).getOutcome()).isEqualTo(Completion.Outcome.CANCELLED);
    assertThat(platform.ends(1).get(0).getMessage())
        .startsWith("operator said so")
        .contains("gave up");
    assertThat(platform.ends(2).get(0).getOutcome()).isEqualTo(Completion.Outcome.CANCELLED);
    Await.until("log line", () -> !platform.lines(2).isEmpty());
    assertThat(platform.lines(2).get(0).getMessage()).isEqualTo("cancelled: newer task");
  }

  @Test
  void attempt_that_is_cancelled_while_it_waits_for_its_time_does_not_start() {
    // given
    AtomicInteger starts = new AtomicInteger();
    start(client().job("mail", task -> Future.succeededFuture(starts.incrementAndGet())));
    execute(execution(2, "mail").setStartInMs(300));

    // when
    CancelOrder order = CancelOrder.newBuilder().setAttempt(ref(2)).setReason("no need").build();
    cancel(CancelRequest.newBuilder().setSession(platform.session).addOrders(order).build());

    // then
    Await.until("report", () -> platform.ends(2).size() == 1);
    assertThat(platform.ends(2).get(0).getOutcome()).isEqualTo(Completion.Outcome.CANCELLED);
    assertThat(platform.ends(2).get(0).getMessage()).isEqualTo("no need (not started)");
    assertThat(starts).hasValue(0);
  }

  @Test
  void attempt_that_is_cancelled_before_it_arrives_never_starts() {
    // given
    start(client().job("mail", this::hold));

    // when
    CancelOrder order = CancelOrder.newBuilder().setAttempt(ref(1)).setReason("too late").build();
    AttemptAnswer answer =
        cancel(CancelRequest.newBuilder().setSession(platform.session).addOrders(order).build())
            .getAnswers(0);
    platform.cancels.add(CancelOrder.newBuilder().setAttempt(ref(2)).build());
    int seen = platform.heartbeats.size();
    Await.until("heartbeats", () -> platform.heartbeats.size() > seen + 2);

    // then
    assertThat(answer.getAttempt()).isEqualTo(ref(1));
    assertThat(answer.getState()).isEqualTo(AttemptAnswer.State.NOT_STARTED);
    assertThat(execute(execution(1, "mail"), execution(2, "mail"))).containsExactly(STALE, STALE);
    assertThat(starts).hasValue(0);
  }

  @Test
  void cancel_order_for_another_session_says_nothing_of_what_was_never_seen_here() {
    // given: the address of an earlier process of this client
    start(client().job("mail", this::hold));
    CancelOrder order = CancelOrder.newBuilder().setAttempt(ref(1)).setReason("too late").build();

    // when
    AttemptAnswer answer =
        cancel(CancelRequest.newBuilder().setSession("of-another").addOrders(order).build())
            .getAnswers(0);

    // then: that process may have started it, and this one has not refused it
    assertThat(answer.getAttempt()).isEqualTo(ref(1));
    assertThat(answer.getState()).isEqualTo(AttemptAnswer.State.STATE_UNSPECIFIED);
    assertThat(execute(execution(1, "mail"))).containsExactly(ACCEPTED);
  }

  @Test
  void cancel_order_for_a_session_that_this_process_had_before_reaches_the_job() {
    // given
    start(client().job("mail", this::hold));
    execute(execution(1, "mail"));
    Await.until("running", () -> starts.get() == 1);
    CancelOrder order = CancelOrder.newBuilder().setAttempt(ref(1)).setReason("stop").build();

    // when
    AttemptAnswer answer =
        cancel(CancelRequest.newBuilder().setSession("of-another").addOrders(order).build())
            .getAnswers(0);

    // then
    assertThat(answer.getState()).isEqualTo(AttemptAnswer.State.RUNNING);
    Await.until("cancellation", () -> !platform.lines(1).isEmpty());
    held.complete("done");
  }

  @Test
  void attempt_that_has_ended_is_answered_so_when_it_is_cancelled() {
    // given
    start(client().job("mail", task -> Future.succeededFuture("done")));
    execute(execution(1, "mail"));
    Await.until("end", () -> platform.ends(1).size() == 1);

    // when
    CancelOrder order = CancelOrder.newBuilder().setAttempt(ref(1)).build();
    CancelRequest request =
        CancelRequest.newBuilder().setSession(platform.session).addOrders(order).build();

    // then
    Await.until(
        "answer", () -> cancel(request).getAnswers(0).getState() == AttemptAnswer.State.ENDED);
    assertThat(platform.ends(1)).hasSize(1);
  }

  @Test
  void blocking_job_learns_why_it_should_stop() {
    // given
    start(
        client()
            .blockingJob(
                "mail",
                task -> {
                  starts.incrementAndGet();
                  assertThat(task.cancelReason()).isEmpty();
                  String reason = Await.await(task.cancellation());
                  assertThat(task.cancelReason()).contains(reason);
                  throw new IllegalStateException("half way");
                }));
    execute(execution(1, "mail"));
    Await.until("running", () -> starts.get() == 1);

    // when
    platform.cancels.add(
        CancelOrder.newBuilder().setAttempt(ref(1)).setReason("operator said so").build());

    // then
    Await.until("report", () -> platform.ends(1).size() == 1);
    assertThat(platform.ends(1).get(0).getOutcome()).isEqualTo(Completion.Outcome.CANCELLED);
    assertThat(platform.ends(1).get(0).getMessage())
        .isEqualTo("operator said so (java.lang.IllegalStateException: half way)");
  }

  @Test
  void order_of_the_platform_counts_although_the_client_itself_cancelled_before() {
    // given
    start(client().job("mail", this::hold));
    execute(execution(1, "mail").setTimeoutMs(1_000));
    Await.until("running", () -> starts.get() == 1);
    clock.advance(Duration.ofSeconds(1));
    Await.until("cancellation", () -> !platform.lines(1).isEmpty());

    // when
    CancelOrder order = CancelOrder.newBuilder().setAttempt(ref(1)).setReason("operator").build();
    cancel(CancelRequest.newBuilder().setSession(platform.session).addOrders(order).build());
    held.fail("gave up");

    // then: a second try would be against the operator's will
    Await.until("report", () -> platform.ends(1).size() == 1);
    assertThat(platform.ends(1).get(0).getOutcome()).isEqualTo(Completion.Outcome.CANCELLED);
    assertThat(platform.ends(1).get(0).getMessage()).startsWith("operator (");
  }

  @Test
  void job_that_succeeds_in_spite_of_its_cancellation_has_succeeded() {
    // given
    start(client().job("mail", this::hold));
    execute(execution(1, "mail"));
    Await.until("running", () -> starts.get() == 1);

    // when
    platform.cancels.add(CancelOrder.newBuilder().setAttempt(ref(1)).build());
    Await.until("cancellation", () -> !platform.lines(1).isEmpty());
    held.complete("done all the same");

    // then
    Await.until("report", () -> platform.ends(1).size() == 1);
    assertThat(platform.ends(1).get(0).getOutcome()).isEqualTo(Completion.Outcome.SUCCEEDED);
  }
}
