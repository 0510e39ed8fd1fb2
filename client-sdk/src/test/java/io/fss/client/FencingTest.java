package io.fss.client;

import static io.fss.proto.v1.ExecuteAnswer.Answer.ACCEPTED;
import static io.fss.proto.v1.ExecuteAnswer.Answer.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.Completion;
import io.fss.proto.v1.ExecuteRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FencingTest extends ClientFixture {
  private final List<Long> cancelled = new CopyOnWriteArrayList<>();
  private final AtomicInteger entered = new AtomicInteger();

  private Future<?> untilCancelled(TaskContext task) {
    entered.incrementAndGet();
    return task.cancellation()
        .compose(
            reason -> {
              cancelled.add(task.taskId());
              return Future.failedFuture("stopped");
            });
  }

  /** The clock stands until they run: their time starts when the job is entered. */
  private void entered(int jobs) {
    Await.until("jobs entered", () -> entered.get() == jobs);
  }

  /** From now on no heartbeat is acknowledged; answers when none is under way any more. */
  private void silence() {
    platform.refuseHeartbeats = true;
    int before = platform.refusedHeartbeats.get();
    Await.until("silence", () -> platform.refusedHeartbeats.get() > before + 1);
  }

  @Test
  void attempt_is_cancelled_4_seconds_before_the_lease_of_a_silent_session_ends() {
    // given
    start(client().job("mail", this::untilCancelled));
    execute(
        execution(1, "mail"),
        execution(2, "mail").setLeaseMs(60_000),
        execution(3, "mail").setLeaseMs(29_998),
        execution(4, "mail").setLeaseMs(29_999));
    entered(4);
    silence();

    // when: the two with shorter leases show that the fence has looked
    clock.advance(Duration.ofMillis(25_998));
    Await.until("cancellation", () -> cancelled.contains(3L));
    assertThat(cancelled).containsExactly(3L);
    clock.advance(Duration.ofMillis(1));
    Await.until("cancellation", () -> cancelled.contains(4L));

    // then
    assertThat(cancelled).containsExactly(3L, 4L);
    clock.advance(Duration.ofMillis(1));
    Await.until("cancellation", () -> cancelled.contains(1L));
    Await.until("report", () -> platform.ends(1).size() == 1);
    assertThat(platform.ends(1).get(0).getOutcome()).isEqualTo(Completion.Outcome.FAILED);
    assertThat(platform.ends(1).get(0).getMessage())
        .startsWith("cancelled by the client: ")
        .contains("lease");
    assertThat(cancelled).containsExactly(3L, 4L, 1L);
  }

  @Test
  void acknowledged_heartbeats_keep_attempts_running_for_ever() {
    // given
    start(client().job("mail", this::untilCancelled));
    execute(execution(1, "mail"), execution(2, "mail").setTimeoutMs(100_000));
    entered(2);

    // when
    for (int i = 0; i < 5; i++) {
      int seen = platform.heartbeats.size();
      clock.advance(Duration.ofSeconds(20));
      Await.until("heartbeats", () -> platform.heartbeats.size() > seen + 1);
    }

    // then: the other one's time limit shows that the fence has looked
    Await.until("time limit", () -> !cancelled.isEmpty());
    assertThat(cancelled).containsExactly(2L);
  }

  @Test
  void client_that_could_not_start_an_attempt_any_more_refuses_it_so_that_it_costs_no_try() {
    // given
    start(client().job("mail", this::untilCancelled));
    ExecuteRequest.Builder request = request(execution(1, "mail"));
    silence();

    // when
    clock.advance(Duration.ofSeconds(27));

    // then
    assertThat(execute(request)).containsExactly(STALE);
    assertThat(execute(request(execution(2, "mail").setLeaseMs(60_000)))).containsExactly(ACCEPTED);
  }

  @Test
  void suspended_machine_is_noticed_although_its_monotonic_clock_stood_still() {
    // given
    start(client().job("mail", this::untilCancelled));
    execute(execution(1, "mail"));
    entered(1);
    silence();

    // when
    clock.jump(Duration.ofHours(1));

    // then
    Await.until("cancellation", () -> cancelled.contains(1L));
  }

  @Test
  void job_that_had_to_wait_for_a_thread_does_not_start_after_its_lease() {
    // given
    AtomicInteger starts = new AtomicInteger();
    Promise<Object> held = Promise.promise();
    Promise<Object> busy = Promise.promise();
    start(
        client()
            .job(
                "rude",
                task -> {
                  busy.complete();
                  return Future.succeededFuture(Await.await(held.future()));
                })
            .job(
                "mail",
                task -> {
                  starts.incrementAndGet();
                  return Future.succeededFuture();
                }));
    execute(execution(1, "rude").setLeaseMs(600_000));
    Await.await(busy.future());
    ExecuteRequest.Builder second = request(execution(2, "mail"));
    assertThat(execute(second)).containsExactly(ACCEPTED);
    silence();

    // when
    clock.advance(Duration.ofSeconds(27));
    held.complete("at last");

    // then
    Await.until("report", () -> platform.ends(2).size() == 1);
    assertThat(platform.ends(2).get(0).getOutcome()).isEqualTo(Completion.Outcome.FAILED);
    assertThat(platform.ends(2).get(0).getMessage())
        .startsWith("cancelled by the client: ")
        .contains("lease")
        .endsWith("(not started)");
    assertThat(starts).hasValue(0);
  }

  @Test
  void attempt_is_cancelled_when_its_time_limit_is_over() {
    // given
    Promise<TaskContext> entered = Promise.promise();
    start(
        client()
            .job(
                "mail",
                task -> {
                  entered.complete(task);
                  return untilCancelled(task);
                }));
    execute(execution(1, "mail").setTimeoutMs(5_000));
    TaskContext task = Await.await(entered.future());
    assertThat(task.deadline()).contains(task.plannedAt().plusSeconds(5));

    // when
    clock.advance(Duration.ofSeconds(5));

    // then
    Await.until("cancellation", () -> cancelled.contains(1L));
    Await.until("report", () -> platform.ends(1).size() == 1);
    assertThat(platform.ends(1).get(0).getOutcome()).isEqualTo(Completion.Outcome.TIMED_OUT);
    assertThat(platform.ends(1).get(0).getMessage())
        .startsWith("ran longer than its time limit of 5000 ms (")
        .contains("stopped");
    assertThat(task.cancelReason()).contains("ran longer than its time limit of 5000 ms");
  }

  @Test
  void job_that_succeeds_after_its_time_limit_has_succeeded() {
    // given
    Promise<Object> held = Promise.promise();
    start(
        client()
            .job(
                "mail",
                task -> {
                  entered.incrementAndGet();
                  return held.future();
                }));
    execute(execution(1, "mail").setTimeoutMs(5_000));
    entered(1);

    // when
    clock.advance(Duration.ofSeconds(5));
    Await.until("cancellation", () -> !platform.lines(1).isEmpty());
    held.complete("done all the same");

    // then
    Await.until("report", () -> platform.ends(1).size() == 1);
    assertThat(platform.ends(1).get(0).getOutcome()).isEqualTo(Completion.Outcome.SUCCEEDED);
  }

  @Test
  void attempt_whose_lease_went_first_has_failed_although_its_time_limit_is_over_too() {
    // given
    Promise<Object> held = Promise.promise();
    start(
        client()
            .job(
                "mail",
                task -> {
                  entered.incrementAndGet();
                  return held.future();
                }));
    execute(execution(1, "mail").setTimeoutMs(40_000));
    entered(1);
    silence();

    // when
    clock.advance(Duration.ofSeconds(27));
    Await.until("cancellation", () -> !platform.lines(1).isEmpty());
    clock.advance(Duration.ofSeconds(20));
    held.fail("gave up");

    // then
    Await.until("report", () -> platform.ends(1).size() == 1);
    assertThat(platform.ends(1).get(0).getOutcome()).isEqualTo(Completion.Outcome.FAILED);
    assertThat(platform.ends(1).get(0).getMessage()).contains("lease");
  }
}
