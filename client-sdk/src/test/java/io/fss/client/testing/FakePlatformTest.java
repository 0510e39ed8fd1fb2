package io.fss.client.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fss.client.Bounds;
import io.fss.client.ClientOptions;
import io.fss.client.FssClient;
import io.fss.client.JobOptions;
import io.fss.client.Outcome;
import io.fss.client.Retries;
import io.fss.client.TaskContext;
import io.fss.client.TaskGroup;
import io.fss.client.TaskPolicies;
import io.fss.client.Timeouts;
import io.fss.client.Trigger;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Each test shows one thing that a test of a job can do. */
@Timeout(60)
class FakePlatformTest {
  private static final Instant START = VirtualTime.START;

  private static Object write(TaskContext task) {
    return "written for " + task.params().getString("day");
  }

  @Test
  void job_is_run_in_three_lines() {
    try (FakePlatform platform =
        FakePlatform.start(client -> client.blockingJob("report", FakePlatformTest::write))) {
      Ran ran = platform.run("report", new JsonObject().put("day", "2026-01-01"));
      assertThat(ran.result()).isEqualTo("written for 2026-01-01");
    }
  }

  @Test
  void everything_a_job_says_can_be_looked_at() {
    try (FakePlatform platform =
        FakePlatform.start(
            client ->
                client.job(
                    "count",
                    task -> {
                      int count = task.data().getInteger("count", 0) + 1;
                      task.data(new JsonObject().put("count", count));
                      task.progress(50, "half");
                      task.log().warn("counted to " + count);
                      LoggerFactory.getLogger("shop.counter").info("the same through SLF4J");
                      task.nextAt(task.plannedAt().plusSeconds(90));
                      return Future.succeededFuture(count);
                    }))) {
      // when
      platform.run("count");
      Ran second = platform.run("count");

      // then
      assertThat(second.result()).isEqualTo("2");
      assertThat(second.data()).isEqualTo(new JsonObject().put("count", 2));
      assertThat(platform.data("count")).isEqualTo(new JsonObject().put("count", 2));
      assertThat(second.progress()).containsExactly(new ProgressReport(50, "half"));
      assertThat(second.nextAt()).contains(START.plusSeconds(90));
      assertThat(second.log().get(0))
          .isEqualTo(new LogEntry(START, Level.WARN, "count", "counted to 2", ""));
      assertThat(second.said()).containsExactly("counted to 2", "the same through SLF4J");
      assertThat(platform.ran()).hasSize(2);
    }
  }

  @Test
  void job_that_fails_is_told_with_its_exception_and_its_result_says_why_there_is_none() {
    try (FakePlatform platform =
        FakePlatform.start(
            client ->
                client.blockingJob(
                    "report",
                    task -> {
                      throw new IllegalStateException("disk full");
                    }))) {
      // when
      Ran ran = platform.run("report");

      // then
      assertThat(ran.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(ran.message()).isEqualTo("java.lang.IllegalStateException: disk full");
      assertThat(ran.log().get(0).throwable()).contains("FakePlatformTest");
      assertThatThrownBy(ran::result)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("report")
          .hasMessageContaining("disk full");
    }
  }

  @Test
  void declared_groups_run_when_they_are_due() {
    Duration minute = Duration.ofMinutes(1);
    try (FakePlatform platform =
        FakePlatform.start(
            client ->
                client
                    .job("mail", task -> Future.succeededFuture())
                    .declare(
                        TaskGroup.fixedRate("rate", "mail", minute),
                        TaskGroup.fixedRate("three", "mail", minute)
                            .withBounds(Bounds.NONE.withMaxRuns(3)),
                        TaskGroup.fixedDelay("delay", "mail", minute.multipliedBy(2)),
                        TaskGroup.once("once", "mail", START.plusSeconds(90)),
                        TaskGroup.moments(
                            "list", "mail", List.of(START.plusSeconds(300), START.plusSeconds(30))),
                        TaskGroup.daily(
                            "daily",
                            "mail",
                            Duration.ofHours(4),
                            LocalTime.of(8, 0),
                            LocalTime.of(16, 0),
                            ZoneId.of("Europe/Berlin")),
                        TaskGroup.cron("cron", "mail", "0 0 3 * * ?")))) {
      // when
      List<Ran> ended = platform.advance(Duration.ofMinutes(4));

      // then: what has no first moment of its own is due at once
      assertThat(plannedSeconds(platform, "rate")).containsExactly(0L, 60L, 120L, 180L, 240L);
      assertThat(plannedSeconds(platform, "three")).containsExactly(0L, 60L, 120L);
      assertThat(plannedSeconds(platform, "delay")).containsExactly(0L, 120L, 240L);
      assertThat(plannedSeconds(platform, "once")).containsExactly(90L);
      assertThat(plannedSeconds(platform, "list")).containsExactly(30L);
      assertThat(ended)
          .isEqualTo(platform.ran())
          .isSortedAccordingTo((one, other) -> one.endedAt().compareTo(other.endedAt()));
      assertThat(platform.now()).isEqualTo(START.plusSeconds(240));

      // and the day goes on
      platform.advance(Duration.ofHours(24));
      assertThat(plannedSeconds(platform, "daily"))
          .containsExactly(7 * 3600L, 11 * 3600L, 15 * 3600L);
      assertThat(plannedSeconds(platform, "list")).containsExactly(30L, 300L);
      assertThat(platform.ran("cron")).isEmpty();
      assertThat(platform.fire("cron").plannedAt()).isEqualTo(platform.now());
    }
  }

  private static List<Long> plannedSeconds(FakePlatform platform, String group) {
    return platform.ran(group).stream()
        .map(ran -> Duration.between(START, ran.plannedAt()).toSeconds())
        .toList();
  }

  @Test
  void job_names_its_own_next_time() {
    AtomicInteger runs = new AtomicInteger();
    try (FakePlatform platform =
        FakePlatform.start(
            client ->
                client
                    .blockingJob(
                        "poll",
                        task -> {
                          if (runs.incrementAndGet() < 3) {
                            task.nextAt(task.plannedAt().plusSeconds(runs.get() * 10L));
                          }
                          return runs.get();
                        })
                    .declare(TaskGroup.dynamic("poll", "poll", Duration.ofMinutes(5))))) {
      // when
      platform.advance(Duration.ofMinutes(6));

      // then: the third one left it to the fallback
      assertThat(plannedSeconds(platform, "poll")).containsExactly(0L, 10L, 30L, 330L);
    }
  }

  @Test
  void failed_task_is_tried_again_after_the_pauses_of_its_group() {
    try (FakePlatform platform =
        FakePlatform.start(
            client ->
                client
                    .blockingJob("pay", FakePlatformTest::succeedsTheFourthTime)
                    .declare(
                        TaskGroup.manual("pay", "pay")
                            .withPolicies(
                                TaskPolicies.DEFAULT.withRetries(
                                    Retries.upTo(4)
                                        .withExponentialDelay(
                                            Duration.ofSeconds(10), Duration.ofSeconds(30))))))) {
      // when
      Ran first = platform.fire("pay");
      assertThat(first.tries()).isEqualTo(1);
      assertThat(first.retryAt()).contains(START.plusSeconds(10));
      assertThat(platform.advance(Duration.ofSeconds(9))).isEmpty();
      List<Ran> more = platform.advance(Duration.ofMinutes(2));

      // then
      assertThat(more).extracting(Ran::taskId).containsOnly(first.taskId());
      assertThat(more)
          .extracting(Ran::endedAt)
          .containsExactly(START.plusSeconds(10), START.plusSeconds(30), START.plusSeconds(60));
      assertThat(more.get(2).result()).isEqualTo("paid");
      assertThat(more.get(2).tries()).isEqualTo(4);
    }
  }

  private static String succeedsTheFourthTime(TaskContext task) {
    if (task.tryNumber() < 4) {
      throw new IllegalStateException("not yet");
    }
    return "paid";
  }

  @Test
  void tries_without_a_pause_follow_at_once() {
    try (FakePlatform platform =
        FakePlatform.start(
            client ->
                client
                    .blockingJob("pay", FakePlatformTest::succeedsTheFourthTime)
                    .declare(
                        TaskGroup.manual("pay", "pay")
                            .withPolicies(TaskPolicies.DEFAULT.withRetries(Retries.upTo(4)))))) {
      assertThat(platform.fire("pay").result()).isEqualTo("paid");
      assertThat(platform.ran("pay")).hasSize(4);
    }
  }

  private static Future<?> untilCancelled(TaskContext task) {
    return task.cancellation().compose(reason -> Future.failedFuture("stopped"));
  }

  @Test
  void task_that_was_begun_goes_on_until_it_is_cancelled() {
    try (FakePlatform platform =
        FakePlatform.start(client -> client.job("mail", FakePlatformTest::untilCancelled))) {
      // given
      Running running = platform.begin("mail");
      assertThat(platform.advance(Duration.ofDays(30))).isEmpty();

      // when
      Ran ran = running.cancel("no longer needed");

      // then
      assertThat(ran.outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(ran.message()).startsWith("no longer needed");
      assertThat(ran.endedAt()).isEqualTo(START.plus(Duration.ofDays(30)));
      assertThat(running.ended()).isEqualTo(ran);
      platform.begin("mail");
      assertThat(platform.cancel("mail", "by its name")).hasSize(1);
    }
  }

  @Test
  void time_limit_of_a_group_cancels_at_its_moment() {
    try (FakePlatform platform =
        FakePlatform.start(
            client ->
                client
                    .job("mail", FakePlatformTest::untilCancelled)
                    .declare(
                        TaskGroup.manual("mails", "mail")
                            .withPolicies(
                                TaskPolicies.DEFAULT.withTimeouts(
                                    Timeouts.NONE.withRun(Duration.ofMinutes(5))))))) {
      // given
      Running running = platform.beginGroup("mails");
      assertThat(platform.advance(Duration.ofSeconds(299))).isEmpty();

      // when
      List<Ran> ended = platform.advance(Duration.ofHours(1));

      // then
      assertThat(ended).containsExactly(running.ended());
      assertThat(ended.get(0).outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(ended.get(0).endedAt()).isEqualTo(START.plusSeconds(300));
    }
  }

  @Test
  void client_that_hears_nothing_stops_4_seconds_before_the_lease_ends() {
    try (FakePlatform platform =
        FakePlatform.start(client -> client.job("mail", FakePlatformTest::untilCancelled))) {
      // given
      platform.begin("mail");
      assertThat(platform.silence(Duration.ofSeconds(25))).isEmpty();
      assertThat(platform.silence(Duration.ofSeconds(25))).isEmpty();

      // when
      List<Ran> ended = platform.silence(Duration.ofMinutes(1));

      // then
      assertThat(ended).hasSize(1);
      assertThat(ended.get(0).outcome()).isEqualTo(Outcome.FAILED);
      assertThat(ended.get(0).message()).contains("lease");
      assertThat(ended.get(0).endedAt()).isEqualTo(START.plusSeconds(50 + 26));
      assertThat(platform.now()).isEqualTo(START.plusSeconds(110));
    }
  }

  @Test
  void moments_are_skipped_while_a_task_of_the_group_runs_or_waits_for_its_next_try() {
    try (FakePlatform platform =
        FakePlatform.start(
            client ->
                client
                    .job("mail", FakePlatformTest::untilCancelled)
                    .declare(
                        TaskGroup.of(
                            "mails",
                            "mail",
                            new Trigger.FixedRate(
                                Duration.ofMinutes(1), Optional.of(START.plusSeconds(60))))))) {
      // given
      platform.beginGroup("mails");

      // when
      platform.advance(Duration.ofMinutes(3));

      // then
      assertThat(platform.ran("mails")).isEmpty();
      assertThat(platform.skipped("mails")).isEqualTo(3);
    }
  }

  @Test
  void capacity_makes_a_task_wait_until_another_has_ended() {
    CountDownLatch go = new CountDownLatch(1);
    try (FakePlatform platform =
        FakePlatform.start(
            client ->
                client.blockingJob(
                    "report",
                    JobOptions.DEFAULT.withCapacity(1),
                    task -> {
                      go.await(20, TimeUnit.SECONDS);
                      return task.taskId();
                    }))) {
      // given
      Running first = platform.begin("report");
      Running second = platform.begin("report");
      assertThat(first.isEntered()).isTrue();
      assertThat(second.isEntered()).isFalse();

      // when
      go.countDown();

      // then
      assertThat(second.ended().result()).isEqualTo(Long.toString(second.taskId()));
      assertThat(platform.ran())
          .extracting(Ran::taskId)
          .containsExactly(first.taskId(), second.taskId());
      assertThat(second.ended().tries()).isEqualTo(1);
    }
  }

  @Test
  void group_that_is_due_while_no_slot_is_free_runs_when_there_is_one() {
    try (FakePlatform platform =
        FakePlatform.start(
            client ->
                client
                    .job(
                        "mail",
                        JobOptions.DEFAULT.withCapacity(1),
                        task ->
                            task.group().equals("mail")
                                ? untilCancelled(task)
                                : Future.succeededFuture("sent"))
                    .declare(TaskGroup.once("once", "mail", START.plusSeconds(60))))) {
      // given
      Running running = platform.begin("mail");
      assertThat(platform.advance(Duration.ofMinutes(2))).isEmpty();

      // when
      running.cancel("make room");

      // then
      assertThat(platform.ran("once")).hasSize(1);
      assertThat(platform.ran("once").get(0).plannedAt()).isEqualTo(START.plusSeconds(60));
      assertThat(platform.ran("once").get(0).endedAt()).isEqualTo(START.plusSeconds(120));
    }
  }

  @Test
  void shard_knows_which_of_how_many_it_is() {
    try (FakePlatform platform =
        FakePlatform.start(
            client ->
                client.blockingJob(
                    "split", task -> task.shardIndex() + " of " + task.shardTotal()))) {
      assertThat(platform.run("split", new JsonObject(), 2, 5).result()).isEqualTo("2 of 5");
    }
  }

  @Test
  void job_that_asks_what_time_it_is_is_told_the_tests() {
    VirtualTime time = new VirtualTime(Instant.parse("2030-06-01T12:00:00Z"));
    Consumer<FssClient> jobs = client -> client.blockingJob("now", task -> time.instant());
    try (FakePlatform platform = FakePlatform.start(time, jobs)) {
      platform.advance(Duration.ofHours(1));
      assertThat(platform.run("now").result()).isEqualTo("2030-06-01T13:00:00Z");
      assertThat(time.withZone(ZoneOffset.ofHours(2)).instant()).isEqualTo(platform.now());
    }
  }

  @Test
  void operator_changes_the_data_of_a_group_while_a_job_runs_and_wins() {
    Promise<Void> go = Promise.promise();
    try (FakePlatform platform =
        FakePlatform.start(
            client ->
                client.job(
                    "count",
                    task -> {
                      task.data(new JsonObject().put("by", "job"));
                      return go.future();
                    }))) {
      // given
      Running running = platform.begin("count");

      // when
      platform.data("count", new JsonObject().put("by", "operator"));
      go.complete();

      // then
      assertThat(running.ended().data()).isEqualTo(new JsonObject().put("by", "operator"));
    }
  }

  @Test
  void jobs_may_use_a_vertx_of_the_program_which_stays_open() {
    Vertx vertx = Vertx.vertx();
    try {
      ClientOptions options = new ClientOptions("shop").withCapacity(2);
      try (FakePlatform platform =
          FakePlatform.start(
              new VirtualTime(),
              options,
              vertx,
              client -> client.job("wait", task -> vertx.timer(1).map("rested")))) {
        assertThat(platform.run("wait").result()).isEqualTo("rested");
      }
      Future<String> after = vertx.timer(1).map("open");
      assertThat(after.toCompletionStage().toCompletableFuture().join()).isEqualTo("open");
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void job_that_ends_neither_by_itself_nor_when_asked_fails_the_test_with_its_name() {
    CountDownLatch never = new CountDownLatch(1);
    try (FakePlatform platform =
        FakePlatform.start(
            client ->
                client.blockingJob(
                    "stubborn",
                    task -> {
                      never.await();
                      return "";
                    }))) {
      Running running = platform.begin("stubborn");
      assertThatThrownBy(() -> running.cancel("enough"))
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith("job stubborn of group stubborn")
          .hasMessageContaining("was asked to stop and has not ended within PT10S");
    }
  }

  @Test
  void what_is_not_there_is_told_with_what_is() {
    try (FakePlatform platform =
        FakePlatform.start(
            client ->
                client
                    .blockingJob("report", task -> "")
                    .declare(TaskGroup.manual("reports", "report")))) {
      assertThatThrownBy(() -> platform.run("reprot"))
          .hasMessage("job 'reprot' must be one of the client's: [report]");
      assertThatThrownBy(() -> platform.fire("report"))
          .hasMessage("group 'report' must be one of those declared: [reports]");
      assertThatThrownBy(() -> platform.advance(Duration.ofSeconds(-1)))
          .hasMessage("by PT-1S must not be negative");
    }
  }
}
