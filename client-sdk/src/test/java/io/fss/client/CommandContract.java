package io.fss.client;

import static io.fss.proto.v1.ExecuteAnswer.Answer.ACCEPTED;
import static io.fss.proto.v1.ExecuteAnswer.Answer.BUSY;
import static io.fss.proto.v1.ExecuteAnswer.Answer.DUPLICATE;
import static io.fss.proto.v1.ExecuteAnswer.Answer.SHUTTING_DOWN;
import static io.fss.proto.v1.ExecuteAnswer.Answer.STALE;
import static io.fss.proto.v1.ExecuteAnswer.Answer.UNKNOWN_JOB;
import static io.fss.proto.v1.ExecuteAnswer.Answer.WRONG_SESSION;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.CancelOrder;
import io.fss.proto.v1.CancelRequest;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.ExecuteRequest;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a client does with commands, whichever way they take. */
abstract class CommandContract extends ClientFixture {
  private final AtomicInteger starts = new AtomicInteger();
  private final Promise<Object> held = Promise.promise();

  private Future<?> hold(TaskContext task) {
    starts.incrementAndGet();
    return held.future();
  }

  private FssClient holding() {
    return client(options().withCapacity(2)).job("mail", this::hold);
  }

  private CancelRequest cancelOf(long task) {
    return CancelRequest.newBuilder()
        .setSession(platform.session)
        .addOrders(CancelOrder.newBuilder().setAttempt(ref(task)).setReason("by hand"))
        .build();
  }

  private AttemptAnswer ask(long task) {
    int before = platform.answers.size();
    platform.questions.add(ref(task));
    Await.until("answer", () -> platform.answers.size() > before);
    return platform.answers.get(before);
  }

  @Test
  void accepted_attempt_runs_and_its_end_is_reported() {
    start(holding());

    assertThat(execute(execution(1, "mail"))).containsExactly(ACCEPTED);
    held.complete("done");

    Await.until("report", () -> platform.ends(1).size() == 1);
    assertThat(platform.ends(1).get(0).getOutcome()).isEqualTo(Completion.Outcome.SUCCEEDED);
  }

  @Test
  void full_client_is_busy() {
    start(holding());

    assertThat(execute(execution(1, "mail"), execution(2, "mail"), execution(3, "mail")))
        .containsExactly(ACCEPTED, ACCEPTED, BUSY);
  }

  @Test
  void job_that_is_not_here_is_unknown() {
    start(holding());

    assertThat(execute(execution(1, "sms"))).containsExactly(UNKNOWN_JOB);
  }

  @Test
  void closing_client_is_shutting_down_and_still_reports_what_runs() {
    FssClient client = holding();
    start(client);
    execute(execution(1, "mail"));

    Future<Void> closed = client.close(Duration.ofSeconds(15));

    assertThat(execute(execution(2, "mail"))).containsExactly(SHUTTING_DOWN);
    held.complete("done");
    Await.await(closed);
    assertThat(platform.ends(1)).hasSize(1);
    assertThat(platform.goodbyes).hasSize(1);
  }

  @Test
  void attempt_that_comes_twice_starts_once() {
    start(holding());
    ExecuteRequest.Builder request = request(execution(1, "mail"));

    assertThat(execute(request)).containsExactly(ACCEPTED);
    assertThat(execute(request)).containsExactly(DUPLICATE);

    held.complete("done");
    Await.until("report", () -> platform.ends(1).size() == 1);
    assertThat(execute(request)).containsExactly(DUPLICATE);
    assertThat(starts).hasValue(1);
  }

  @Test
  void end_whose_acknowledgement_was_lost_is_reported_again_and_then_forgotten() {
    platform.verdict = Verdict.RETRY;
    start(holding());
    execute(execution(1, "mail"));
    held.complete("done");
    Await.until("a duplicate report", () -> platform.ends(1).size() >= 2);

    platform.verdict = Verdict.STALE;
    int sent = platform.ends(1).size();
    Await.until("the last one", () -> platform.ends(1).size() > sent);
    int last = platform.ends(1).size();
    execute(execution(2, "mail"));

    Await.until("next report", () -> platform.ends(2).size() == 1);
    assertThat(platform.ends(1)).hasSize(last);
    assertThat(starts).hasValue(2);
  }

  @Test
  void cancel_order_reaches_the_job_and_its_end_says_so() {
    start(client().job("mail", task -> task.cancellation().compose(Future::failedFuture)));
    execute(execution(1, "mail"));

    assertThat(cancel(cancelOf(1)).getAnswers(0).getState()).isEqualTo(AttemptAnswer.State.RUNNING);

    Await.until("report", () -> platform.ends(1).size() == 1);
    assertThat(platform.ends(1).get(0).getOutcome()).isEqualTo(Completion.Outcome.CANCELLED);
  }

  @Test
  void report_after_a_cancel_is_sent_as_it_is_and_the_platform_decides() {
    platform.verdict = Verdict.STALE;
    start(holding());
    execute(execution(1, "mail"));
    Await.until("running", () -> starts.get() == 1);
    cancel(cancelOf(1));

    held.complete("done all the same");

    Await.until("report", () -> platform.ends(1).size() == 1);
    assertThat(platform.ends(1).get(0).getOutcome()).isEqualTo(Completion.Outcome.SUCCEEDED);
    assertThat(execute(execution(2, "mail"))).containsExactly(ACCEPTED);
  }

  @Test
  void job_that_ignores_its_cancellation_keeps_its_slot_until_it_ends() {
    start(client(options().withCapacity(1)).job("mail", this::hold));
    execute(execution(1, "mail"));
    Await.until("running", () -> starts.get() == 1);
    cancel(cancelOf(1));

    assertThat(execute(execution(2, "mail"))).containsExactly(BUSY);

    held.complete("at last");
    Await.until("report", () -> platform.ends(1).size() == 1);
    assertThat(execute(execution(3, "mail"))).containsExactly(ACCEPTED);
  }

  @Test
  void end_that_was_reached_on_an_older_session_is_reported_on_the_live_one() {
    start(holding());
    execute(execution(1, "mail"));

    platform.session = "session-2";
    platform.sessionKnown = false;
    Await.until("second registration", () -> platform.registrations.size() == 2);
    int seen = platform.heartbeats.size();
    Await.until("heartbeat", () -> platform.heartbeats.size() > seen);
    ready();

    assertThat(execute(request(execution(2, "mail")).setSession("session-1")))
        .containsExactly(WRONG_SESSION);
    assertThat(execute(execution(3, "mail"))).containsExactly(ACCEPTED);
    held.complete("done");
    Await.until("reports", () -> platform.ends(1).size() + platform.ends(3).size() == 2);
  }

  /** Returns when commands of the live session find their way. */
  void ready() {}

  @Test
  void attempt_whose_way_here_was_lost_never_starts_once_it_was_asked_about() {
    start(holding());
    ExecuteRequest.Builder lost = request(execution(1, "mail"));

    assertThat(ask(1).getState()).isEqualTo(AttemptAnswer.State.NOT_STARTED);

    assertThat(execute(lost)).containsExactly(STALE);
    assertThat(starts).hasValue(0);
  }

  @Test
  void attempt_whose_answer_was_lost_is_running_when_it_is_asked_about() {
    start(holding());
    execute(execution(1, "mail"));

    assertThat(ask(1).getState()).isEqualTo(AttemptAnswer.State.RUNNING);
    assertThat(starts).hasValue(1);
  }

  @Test
  void report_that_is_faster_than_the_answer_is_the_end_of_the_attempt() {
    start(client().job("mail", task -> Future.succeededFuture("at once")));

    ExecuteRequest.Builder request = request(execution(1, "mail"));
    assertThat(execute(request)).containsExactly(ACCEPTED);

    Await.until("report", () -> platform.ends(1).size() == 1);
    Await.until("ended", () -> ask(1).getState() == AttemptAnswer.State.ENDED);
    assertThat(execute(request)).containsExactly(DUPLICATE);
  }

  @Test
  void report_that_is_never_acceptable_is_dropped_and_the_next_ones_are_not_held_up() {
    platform.verdict = Verdict.INVALID;
    start(client().job("mail", task -> Future.succeededFuture("at once")));
    execute(execution(1, "mail"));
    Await.until("the poisonous one", () -> platform.ends(1).size() == 1);

    platform.verdict = Verdict.COMMITTED;
    execute(execution(2, "mail"));

    Await.until("the next one", () -> platform.ends(2).size() == 1);
    assertThat(platform.ends(1)).hasSize(1);
  }

  @Test
  void client_moves_to_the_next_platform_with_its_session_and_what_it_has_to_report() {
    FakePlatform second = new FakePlatform();
    int secondPort = Await.await(second.listen(vertx, 0));
    start(
        client(options().withAddresses(List.of("127.0.0.1:" + port, "127.0.0.1:" + secondPort)))
            .job("mail", this::hold));
    execute(execution(1, "mail"));

    Await.await(platform.close());
    held.complete("done while nobody listened");

    Await.until("report", () -> second.ends(1).size() == 1);
    Await.until("heartbeats", () -> second.heartbeats.size() > 2);
    assertThat(second.registrations).as("the session goes on").isEmpty();
    if (mode() == Mode.STREAM) {
      Await.until("stream", second.commands::isOpen);
      assertThat(second.commands.hellos).containsOnly("session-1");
    }
  }
}
