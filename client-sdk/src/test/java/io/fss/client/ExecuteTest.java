package io.fss.client;

import static io.fss.proto.v1.ExecuteAnswer.Answer.ACCEPTED;
import static io.fss.proto.v1.ExecuteAnswer.Answer.BUSY;
import static io.fss.proto.v1.ExecuteAnswer.Answer.DUPLICATE;
import static io.fss.proto.v1.ExecuteAnswer.Answer.STALE;
import static io.fss.proto.v1.ExecuteAnswer.Answer.UNKNOWN_JOB;
import static io.fss.proto.v1.ExecuteAnswer.Answer.WRONG_SESSION;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.Completion;
import io.fss.proto.v1.ExecuteRequest;
import io.fss.proto.v1.WorkerGrpcClient;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ExecuteTest extends ClientFixture {
  private final AtomicInteger starts = new AtomicInteger();
  private final Promise<Object> held = Promise.promise();

  private Future<?> hold(TaskContext task) {
    starts.incrementAndGet();
    return held.future();
  }

  @Test
  void accepted_attempt_runs_and_its_result_is_reported_to_the_scheduler_that_booked_it() {
    // given
    start(client().job("mail", task -> Future.succeededFuture("42 sent to " + task.group())));

    // when
    assertThat(execute(execution(7, "mail"))).containsExactly(ACCEPTED);

    // then
    Await.until("report", () -> platform.ends(7).size() == 1);
    assertThat(platform.reports.get(0).getAttempt()).isEqualTo(ref(7));
    Completion end = platform.ends(7).get(0);
    assertThat(end.getOutcome()).isEqualTo(Completion.Outcome.SUCCEEDED);
    assertThat(end.getMessage()).isEqualTo("42 sent to group");
    assertThat(end.getStartedAtMs()).isEqualTo(clock.millis());
    assertThat(end.getEndedAtMs()).isEqualTo(clock.millis());
  }

  @Test
  void attempt_that_arrives_twice_starts_once_even_after_it_ended() {
    // given
    start(client().job("mail", this::hold));
    ExecuteRequest.Builder request = request(execution(7, "mail"), execution(7, "mail"));

    // when
    assertThat(execute(request)).containsExactly(ACCEPTED, DUPLICATE);
    assertThat(execute(request)).containsExactly(DUPLICATE, DUPLICATE);
    held.complete("done");
    Await.until("report", () -> platform.ends(7).size() == 1);

    // then
    assertThat(execute(request)).containsExactly(DUPLICATE, DUPLICATE);
    assertThat(starts).hasValue(1);
    assertThat(platform.ends(7)).hasSize(1);
  }

  @Test
  void attempt_that_comes_ahead_of_its_time_starts_no_earlier_than_it_may() {
    // given
    Map<Long, Long> startedNanos = new ConcurrentHashMap<>();
    start(
        client()
            .job(
                "mail",
                task -> {
                  startedNanos.put(task.taskId(), System.nanoTime());
                  return Future.succeededFuture("sent");
                })
            .blockingJob(
                "print",
                task -> {
                  startedNanos.put(task.taskId(), System.nanoTime());
                  return "printed";
                }));
    long before = System.nanoTime();

    // when
    assertThat(
            execute(
                execution(1, "mail").setStartInMs(60),
                execution(2, "print").setStartInMs(30),
                execution(3, "mail")))
        .containsExactly(ACCEPTED, ACCEPTED, ACCEPTED);
    Await.until("all started", () -> startedNanos.size() == 3);

    // then
    assertThat(startedNanos.get(1L) - before).isGreaterThanOrEqualTo(60_000_000);
    assertThat(startedNanos.get(2L) - before).isGreaterThanOrEqualTo(30_000_000);
    assertThat(platform.registrations.get(0).getHoldsExecutions()).isTrue();
  }

  @Test
  void refused_attempt_stays_refused_when_it_arrives_again() {
    // given
    start(client(options().withCapacity(1)).job("mail", this::hold));
    assertThat(execute(execution(1, "mail"))).containsExactly(ACCEPTED);
    ExecuteRequest.Builder second = request(execution(2, "mail"));

    // when
    assertThat(execute(second)).containsExactly(BUSY);
    held.complete("done");
    Await.until("free slot", () -> platform.ends(1).size() == 1);

    // then: the platform may have given it to another client after the first answer
    assertThat(execute(second)).containsExactly(DUPLICATE);
    assertThat(starts).hasValue(1);
  }

  @Test
  void full_job_refuses_while_other_jobs_of_the_client_are_free() {
    // given
    start(
        client(options().withCapacity(3))
            .job("narrow", JobOptions.DEFAULT.withCapacity(1), this::hold)
            .job("wide", this::hold));

    // when then
    assertThat(
            execute(
                execution(1, "narrow"),
                execution(2, "narrow"),
                execution(3, "wide"),
                execution(4, "wide"),
                execution(5, "wide")))
        .containsExactly(ACCEPTED, BUSY, ACCEPTED, ACCEPTED, BUSY);
  }

  @Test
  void unknown_job_and_foreign_session_are_refused() {
    // given
    start(client().job("mail", this::hold));

    // when then
    assertThat(execute(execution(1, "sms"))).containsExactly(UNKNOWN_JOB);
    assertThat(execute(request(execution(2, "mail")).setSession("session-of-another")))
        .containsExactly(WRONG_SESSION);
    assertThat(execute(request(execution(3, "mail")).setSession("")))
        .containsExactly(WRONG_SESSION);
    assertThat(starts).hasValue(0);
  }

  @Test
  void running_attempt_is_a_duplicate_on_a_foreign_session_too_because_a_no_would_run_it_twice() {
    // given
    start(client().job("mail", this::hold));
    assertThat(execute(execution(1, "mail"))).containsExactly(ACCEPTED);

    // when then
    assertThat(execute(request(execution(1, "mail")).setSession("session-of-another")))
        .containsExactly(DUPLICATE);
  }

  @Test
  void attempt_sent_with_a_heartbeat_older_than_its_lease_is_stale() {
    // given
    start(client().job("mail", this::hold));
    ExecuteRequest.Builder late = request(execution(1, "mail").setLeaseMs(20_000));
    ExecuteRequest.Builder punctual = request(execution(2, "mail").setLeaseMs(30_000));
    clock.advance(Duration.ofSeconds(21));
    int seen = platform.heartbeats.size();
    Await.until("new heartbeats", () -> platform.heartbeats.size() > seen + 2);

    // when then
    assertThat(execute(late)).containsExactly(STALE);
    assertThat(execute(punctual)).containsExactly(ACCEPTED);
    assertThat(execute(request(execution(3, "mail")).setHeartbeat(1_000_000)))
        .containsExactly(STALE);
  }

  @Test
  void attempt_sent_more_than_30_seconds_ago_is_stale_however_long_its_lease_is() {
    // given
    start(client().job("mail", this::hold));
    ExecuteRequest.Builder late = request(execution(1, "mail").setLeaseMs(600_000));
    ExecuteRequest.Builder later = request(execution(2, "mail").setLeaseMs(600_000));
    clock.advance(Duration.ofSeconds(30));
    assertThat(execute(late)).containsExactly(ACCEPTED);

    // when
    clock.advance(Duration.ofMillis(1));

    // then
    assertThat(execute(later)).containsExactly(STALE);
  }

  @Test
  void caller_without_the_secret_is_turned_away() {
    // given
    start(client().job("mail", this::hold));

    // when
    Throwable refusal =
        Await.failure(
            call(WorkerGrpcClient.Execute, request(execution(1, "mail")).build(), "guessed"));

    // then
    assertThat(refusal).isInstanceOf(InvalidStatusException.class);
    assertThat(((InvalidStatusException) refusal).actualStatus())
        .isEqualTo(GrpcStatus.UNAUTHENTICATED);
    assertThat(starts).hasValue(0);
  }

  @Test
  void blocking_job_runs_on_no_event_loop_and_blocks_no_other_job() throws Exception {
    // given
    AtomicReference<String> thread = new AtomicReference<>();
    Promise<Object> other = Promise.promise();
    start(
        client()
            .blockingJob(
                "block",
                task -> {
                  thread.set(Thread.currentThread().getName());
                  assertThat(Context.isOnVertxThread()).isFalse();
                  return Await.await(other.future());
                })
            .job(
                "mail",
                task -> {
                  other.complete("told by the other");
                  return Future.succeededFuture();
                }));

    // when
    assertThat(execute(execution(1, "block"))).containsExactly(ACCEPTED);
    assertThat(execute(execution(2, "mail"))).containsExactly(ACCEPTED);

    // then
    Await.until("both ends", () -> platform.ends(1).size() + platform.ends(2).size() == 2);
    assertThat(thread.get()).startsWith("fss-job-shop-");
    assertThat(platform.ends(1).get(0).getMessage()).isEqualTo("told by the other");
    assertThat(platform.ends(2).get(0).getMessage()).isEmpty();
  }

  @Test
  void job_sees_its_task_and_changes_data_and_next_time() {
    // given
    AtomicReference<TaskContext> seen = new AtomicReference<>();
    start(
        client()
            .job(
                "mail",
                task -> {
                  seen.set(task);
                  task.data(task.data().put("page", 2));
                  task.nextAt(Instant.ofEpochMilli(1_700_000_060_000L));
                  return Future.succeededFuture();
                }));

    // when
    execute(
        execution(7, "mail")
            .setAttempt(3)
            .setTryNumber(2)
            .setData("{\"page\":1}")
            .setDataVersion(5)
            .setParams("{\"who\":\"all\"}")
            .setShardIndex(1)
            .setShardTotal(4));

    // then
    Await.until("report", () -> platform.ends(7).size() == 1);
    Completion end = platform.ends(7).get(0);
    assertThat(end.getData()).isEqualTo("{\"page\":2}");
    assertThat(end.getDataVersion()).isEqualTo(5);
    assertThat(end.getNextAtMs()).isEqualTo(1_700_000_060_000L);
    assertThat(seen.get().fencingToken()).isEqualTo("7/3");
    assertThat(seen.get().tryNumber()).isEqualTo(2);
    assertThat(seen.get().params()).isEqualTo(new JsonObject().put("who", "all"));
    assertThat(seen.get().shardIndex()).isEqualTo(1);
    assertThat(seen.get().shardTotal()).isEqualTo(4);
    assertThat(seen.get().plannedAt()).isEqualTo(Instant.ofEpochMilli(1_700_000_000_000L));
    assertThat(seen.get().deadline()).isEmpty();
  }
}
