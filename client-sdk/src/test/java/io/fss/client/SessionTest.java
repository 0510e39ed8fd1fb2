package io.fss.client;

import static io.fss.proto.v1.ExecuteAnswer.Answer.ACCEPTED;
import static io.fss.proto.v1.ExecuteAnswer.Answer.SHUTTING_DOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.proto.v1.Completion;
import io.fss.proto.v1.HeartbeatRequest;
import io.fss.proto.v1.RegisterRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.StatusException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SessionTest extends ClientFixture {
  private final Promise<Object> held = Promise.promise();

  private FssClient holding(ClientOptions options) {
    return client(options).job("mail", task -> held.future());
  }

  @Test
  void registration_tells_who_the_client_is_and_what_it_can_run() {
    // given
    FssClient client =
        client(options().withLabels(Map.of("zone", "a")).withCapacity(5))
            .job("mail", new JobOptions(2, "1.4"), task -> held.future())
            .declare(TaskGroup.cron("every-minute", "mail", "0 * * * * ?"));

    // when
    start(client);

    // then
    RegisterRequest told = platform.registrations.get(0);
    assertThat(told.getNamespace()).isEqualTo("default");
    assertThat(told.getApp()).isEqualTo("shop");
    assertThat(told.getClient()).isEqualTo("shop-1");
    assertThat(told.getIncarnation()).hasSizeBetween(16, 64);
    assertThat(told.getMode()).isEqualTo(io.fss.proto.v1.Mode.MODE_DIRECT);
    assertThat(told.getEndpoint().getHost()).isEqualTo("127.0.0.1");
    assertThat(told.getEndpoint().getPort()).isPositive();
    assertThat(told.getEndpoint().getSecret()).hasSizeGreaterThanOrEqualTo(16);
    assertThat(told.getCapacity()).isEqualTo(5);
    assertThat(told.getJobs(0).getName()).isEqualTo("mail");
    assertThat(told.getJobs(0).getCapacity()).isEqualTo(2);
    assertThat(told.getJobs(0).getVersion()).isEqualTo("1.4");
    assertThat(told.getLabelsMap()).containsEntry("zone", "a");
    assertThat(told.getGroups(0).getTrigger().getCron().getExpression()).isEqualTo("0 * * * * ?");
    assertThat(platform.tokens).containsOnly("Bearer " + TOKEN);
  }

  @Test
  void start_waits_for_a_platform_that_comes_up_later() {
    // given
    platform.refuseRegistrations = GrpcStatus.UNAVAILABLE;
    Future<Void> started = holding(options()).start();
    Await.until("tries", () -> platform.tokens.size() >= 2);
    assertThat(started.isComplete()).isFalse();

    // when
    platform.refuseRegistrations = null;

    // then
    Await.await(started);
    assertThat(platform.registrations).hasSize(1);
  }

  @Test
  void start_fails_with_the_platforms_words_when_the_registration_is_invalid() {
    // given
    platform.refuseRegistrations = GrpcStatus.INVALID_ARGUMENT;

    // when
    Throwable failure = Await.failure(holding(options()).start());

    // then
    assertThat(failure).hasMessageContaining("job.name 'x' must match");
  }

  @Test
  void next_address_is_tried_when_one_does_not_answer() {
    // given: nothing listens on port 1
    FssClient client =
        holding(options().withAddresses(List.of("127.0.0.1:1", "127.0.0.1:" + port)));

    // when then
    start(client);
  }

  @Test
  void heartbeats_count_up_and_carry_on_although_a_job_blocks_its_event_loop() {
    // given
    start(client().job("rude", task -> Future.succeededFuture(Await.await(held.future()))));
    execute(execution(1, "rude"));
    Await.until("running", () -> last().getRunning() == 1);
    int before = platform.heartbeats.size();

    // when then
    Await.until("more heartbeats", () -> platform.heartbeats.size() > before + 5);
    held.complete("at last");
    List<Long> counters = platform.heartbeats.stream().map(HeartbeatRequest::getCounter).toList();
    assertThat(counters)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, counters.size()).boxed().toList());
  }

  private HeartbeatRequest last() {
    return platform.heartbeats.get(platform.heartbeats.size() - 1);
  }

  @Test
  void client_registers_again_with_the_same_incarnation_and_running_attempts_go_on() {
    // given
    start(holding(options()));
    execute(execution(1, "mail"));

    // when
    platform.session = "session-2";
    platform.sessionKnown = false;
    Await.until("second registration", () -> platform.registrations.size() == 2);
    int seen = platform.heartbeats.size();
    Await.until("heartbeat", () -> platform.heartbeats.size() > seen);

    // then
    assertThat(platform.registrations.get(1)).isEqualTo(platform.registrations.get(0));
    assertThat(last().getSession()).isEqualTo("session-2");
    assertThat(last().getRunning()).isEqualTo(1);
    held.complete("done");
    Await.until("report", () -> platform.ends(1).size() == 1);
    assertThat(execute(execution(2, "mail"))).containsExactly(ACCEPTED);
  }

  @Test
  void client_declares_its_task_groups_once_so_that_coming_back_depends_on_no_scheduler() {
    // given
    start(holding(options()).declare(TaskGroup.manual("by-hand", "mail")));
    assertThat(platform.registrations.get(0).getGroupsList()).hasSize(1);

    // when
    platform.sessionKnown = false;
    Await.until("second registration", () -> platform.registrations.size() >= 2);

    // then
    assertThat(platform.registrations.get(1).getGroupsList()).isEmpty();
    assertThat(platform.registrations.get(1).getJobsList())
        .isEqualTo(platform.registrations.get(0).getJobsList());
  }

  @Test
  void restarted_platform_that_forgot_the_session_gets_the_client_and_its_results_back() {
    // given
    start(holding(options()));
    execute(execution(1, "mail"));
    Await.await(platform.close());
    held.complete("done while nobody listened");

    // when
    platform.sessionKnown = false;
    Await.await(platform.listen(vertx, port));

    // then
    Await.until("report", () -> platform.ends(1).size() == 1);
    assertThat(platform.registrations).hasSize(2);
    assertThat(platform.registrations.get(1).getIncarnation())
        .isEqualTo(platform.registrations.get(0).getIncarnation());
  }

  @Test
  void platform_that_takes_heartbeats_and_never_answers_costs_no_more_than_their_deadline() {
    // given
    start(holding(options()));
    platform.holdHeartbeats = true;
    Await.until("a held heartbeat", () -> !platform.heldHeartbeats.isEmpty());

    // when
    platform.holdHeartbeats = false;
    int seen = platform.heartbeats.size();

    // then
    Await.until("heartbeats", () -> platform.heartbeats.size() > seen + 2);
  }

  @Test
  void heartbeats_go_on_when_a_report_notices_the_lost_session_first() {
    // given: the registration that follows a refused report overtakes a heartbeat under way
    start(holding(options()));
    execute(execution(1, "mail"));
    platform.holdHeartbeats = true;
    Await.until("a heartbeat under way", () -> !platform.heldHeartbeats.isEmpty());
    platform.session = "session-2";
    platform.sessionKnown = false;

    // when
    held.complete("done");
    Await.until("report on the new session", () -> platform.ends(1).size() == 1);
    platform.holdHeartbeats = false;
    platform.heldHeartbeats.poll().fail(new StatusException(GrpcStatus.NOT_FOUND, "session-1"));

    // then: what the late answer says about the old session is of no interest
    Await.until("heartbeat", () -> last().getSession().equals("session-2"));
    assertThat(platform.registrations).hasSize(2);
  }

  @Test
  void close_waits_for_running_attempts_and_their_reports_and_then_says_goodbye() {
    // given
    FssClient client = holding(options());
    start(client);
    execute(execution(1, "mail"));
    platform.refuseReports = true;

    // when
    Future<Void> closed = client.close(Duration.ofSeconds(15));
    assertThat(execute(execution(2, "mail"))).containsExactly(SHUTTING_DOWN);
    held.complete("done");
    Await.until("failed report", () -> platform.refusedReports.get() >= 1);
    assertThat(platform.goodbyes).isEmpty();
    assertThat(closed.isComplete()).isFalse();
    platform.refuseReports = false;

    // then
    Await.await(closed);
    assertThat(platform.ends(1)).hasSize(1);
    assertThat(platform.goodbyes).hasSize(1);
    assertThat(platform.goodbyes.get(0).getSession()).isEqualTo("session-1");
  }

  @Test
  void what_still_runs_when_the_drain_time_is_over_is_cancelled_and_reported() {
    // given
    FssClient client =
        client().job("mail", task -> task.cancellation().compose(Future::failedFuture));
    start(client);
    execute(execution(1, "mail"));

    // when
    Await.await(client.close(Duration.ofMillis(50)));

    // then
    assertThat(platform.ends(1)).hasSize(1);
    assertThat(platform.ends(1).get(0).getOutcome()).isEqualTo(Completion.Outcome.FAILED);
    assertThat(platform.ends(1).get(0).getMessage())
        .startsWith("cancelled by the client: the client is closing");
    assertThat(platform.goodbyes).hasSize(1);
  }

  @Test
  void client_that_closes_while_a_job_still_runs_falls_silent_instead_of_saying_goodbye() {
    // given
    Promise<Void> entered = Promise.promise();
    FssClient client =
        client()
            .job(
                "mail",
                task -> {
                  entered.complete();
                  return held.future();
                });
    start(client);
    execute(execution(1, "mail"));
    Await.await(entered.future());

    // when
    Await.await(client.close(Duration.ofMillis(50)));

    // then: a goodbye would let the platform start the task elsewhere at once
    assertThat(platform.ends(1)).isEmpty();
    assertThat(platform.goodbyes).isEmpty();
  }

  @Test
  void client_that_closes_before_its_ends_are_acknowledged_says_no_goodbye() {
    // given
    FssClient client = holding(options());
    start(client);
    execute(execution(1, "mail"));
    platform.refuseReports = true;
    held.complete("done");
    Await.until("failed report", () -> platform.refusedReports.get() >= 1);

    // when
    Await.await(client.close(Duration.ofMillis(50)));

    // then
    assertThat(platform.goodbyes).isEmpty();
  }

  @Test
  void client_that_could_deliver_all_but_its_log_says_goodbye() {
    // given
    platform.refuseLogs = true;
    FssClient client =
        client()
            .job(
                "mail",
                task -> {
                  task.log().info("never heard");
                  return Future.succeededFuture();
                });
    start(client);
    execute(execution(1, "mail"));

    // when
    Await.await(client.close(Duration.ofMillis(50)));

    // then
    assertThat(platform.ends(1)).hasSize(1);
    assertThat(platform.goodbyes).hasSize(1);
  }

  @Test
  void start_fails_when_another_process_is_online_under_the_same_name() {
    // given
    platform.refuseRegistrations = GrpcStatus.ABORTED;

    // when
    Throwable failure = Await.failure(holding(options()).start());

    // then
    assertThat(failure)
        .hasMessageContaining("another process is online under the client name default/shop-1");
  }

  @Test
  void client_that_was_replaced_falls_silent_and_its_attempts_end_by_their_leases() {
    // given
    start(client().job("mail", task -> task.cancellation().compose(Future::failedFuture)));
    execute(execution(1, "mail"), execution(2, "mail").setLeaseMs(600_000));
    platform.refuseRegistrations = GrpcStatus.ABORTED;
    platform.sessionKnown = false;
    Await.until("refusal", () -> platform.refusedRegistrations.get() == 1);
    int heartbeats = platform.heartbeats.size();
    platform.refuseRegistrations = null;

    // when: reports go on to be tried, and each of them tells that the session is unknown
    clock.advance(Duration.ofSeconds(26));
    Await.until("report", () -> platform.strangers.get() >= 3);

    // then
    assertThat(platform.registrations).hasSize(1);
    assertThat(platform.heartbeats).hasSize(heartbeats);
    platform.sessionKnown = true;
    Await.until("report", () -> platform.ends(1).size() == 1);
    assertThat(platform.ends(1).get(0).getMessage()).contains("lease");
    assertThat(platform.ends(2)).isEmpty();
  }

  @Test
  void client_with_its_own_event_loops_works_and_ends_with_them() {
    // given
    FssClient client =
        FssClient.create(options()).job("mail", task -> Future.succeededFuture("ok"));
    start(client);

    // when
    execute(execution(1, "mail"));

    // then
    Await.until("report", () -> platform.ends(1).size() == 1);
    Await.await(client.close());
    assertThat(platform.goodbyes).hasSize(1);
  }

  @Test
  void closing_again_shortens_the_close_that_is_under_way() {
    // given
    FssClient client = holding(options());
    start(client);
    execute(execution(1, "mail"));
    Future<Void> closed = client.close(Duration.ofDays(1));

    // when
    client.close(Duration.ofMillis(10));

    // then
    Await.await(closed);
    assertThat(platform.goodbyes).as("it still runs").isEmpty();
  }
}
