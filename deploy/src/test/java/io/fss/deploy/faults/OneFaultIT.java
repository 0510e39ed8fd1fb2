package io.fss.deploy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.fss.deploy.rig.Storage;
import io.fss.kernel.Await;
import io.fss.proto.bus.v1.TaskStatus;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Faults by name, under load, all to the same processes; after the last of them everything that
 * clients saw is held against what the platform kept.
 */
class OneFaultIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String WORK = "work";
  // A frozen job does nothing meanwhile; another one works until it is told that its lease may end.
  private static final long SHORT_MS = 3_000;
  private static final long LONG_MS = 9_000;
  private static final int LOAD = 30;
  private static final int CUTS = 3;
  private static final Map<String, Long> ACKNOWLEDGED = new ConcurrentHashMap<>();
  private static FaultStage stage;

  @BeforeAll
  static void start() throws InterruptedException {
    stage =
        FaultStage.open(
            new FaultOptions(
                true,
                1,
                Storage.of("sqlite"),
                true,
                1,
                false,
                0,
                4,
                Path.of("target", "one-fault")));
    stage.start();
    stage.create(OneFaultIT::groups);
    loadRuns();
  }

  private static List<GroupPlan> groups(long beginMs) {
    String startAt = Instant.ofEpochMilli(beginMs).toString();
    List<GroupPlan> groups = new ArrayList<>();
    for (int i = 0; i < LOAD; i++) {
      JsonObject trigger =
          new JsonObject().put("type", "interval").put("everyMs", 500).put("startAt", startAt);
      groups.add(
          group("load-" + i, GroupPlan.Kind.FIXED, 500, 1, false, FaultClient.QUICK, trigger));
    }
    groups.add(
        group(
            WORK,
            GroupPlan.Kind.MANUAL,
            0,
            2,
            true,
            FaultClient.WORK,
            new JsonObject().put("type", "manual")));
    return groups;
  }

  private static GroupPlan group(
      String name,
      GroupPlan.Kind kind,
      long everyMs,
      int tries,
      boolean beside,
      String job,
      JsonObject trigger) {
    JsonObject policies =
        new JsonObject()
            .put("maxTries", tries)
            .put("leaseMs", Workload.LEASE_MS)
            .put("retryElsewhere", true);
    JsonObject definition =
        new JsonObject()
            .put("name", name)
            .put("app", FaultClient.APP)
            .put("job", job)
            .put("trigger", trigger)
            .put("policies", policies);
    return new GroupPlan(name, kind, everyMs, beside, false, tries, Workload.LEASE_MS, definition);
  }

  @AfterAll
  static void everything_that_clients_saw_is_what_the_platform_kept() throws InterruptedException {
    try (FaultStage ended = stage) {
      ended.awaitHealed();
      ended.drain();
      ended.stop();
      Findings findings = new Checker(ended.story(ACKNOWLEDGED)).check();
      assertThat(findings.told()).isEmpty();
      assertThat(findings.started()).isGreaterThan(LOAD * 20L);
    }
  }

  @Test
  void the_job_of_a_client_that_was_frozen_beyond_its_lease_is_told_to_stop_and_reports_in_vain()
      throws InterruptedException {
    // given
    long task = startWork(SHORT_MS);
    ClientSeat client = runsOn(task);

    // when its lease is over, another client does the work, and the first one goes on
    client.freeze();
    Start second = awaitStart(task, 2);
    client.thaw();

    // then
    Start first = awaitTold(task);
    assertThat(second.process().name()).doesNotStartWith(client.name());
    assertThat(first.toldNanos()).isGreaterThan(second.nanos());
    assertThat(awaitAnswer(task, 1)).isEqualTo("STALE");
    assertThat(awaitAnswer(task, 2)).isEqualTo("COMMITTED");
    assertThat(kept(task).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(kept(task).attempt()).isEqualTo(2);
  }

  @Test
  void a_client_that_nobody_hears_stops_its_job_before_another_one_gets_it()
      throws InterruptedException {
    // given
    long task = startWork(LONG_MS);
    ClientSeat client = runsOn(task);

    // when it hears the platform, but the platform does not hear it
    client.wire().cut(true, false);
    Start second = awaitStart(task, 2);
    client.wire().cut(false, false);

    // then
    Start first = awaitTold(task);
    assertThat(first.toldNanos()).isLessThan(second.nanos());
    assertThat(second.process().name()).doesNotStartWith(client.name());
    assertThat(awaitAnswer(task, 1)).isEqualTo("STALE");
  }

  @Test
  void a_client_that_hears_nothing_stops_its_job_and_what_it_says_counts()
      throws InterruptedException {
    // given
    long task = startWork(LONG_MS);
    ClientSeat client = runsOn(task);

    // when the platform hears it, but it does not hear the platform
    client.wire().cut(false, true);
    Start first = awaitTold(task);
    Start second = awaitStart(task, 2);
    client.wire().cut(false, false);

    // then
    assertThat(first.toldNanos()).isLessThan(second.nanos());
    assertThat(stage.records().attempts())
        .filteredOn(attempt -> attempt.task() == task && attempt.first() == 1)
        .extracting(AttemptRecord::status)
        .containsAnyOf(TaskStatus.FAILED, TaskStatus.LOST);
  }

  @Test
  void nothing_is_lost_nor_doubled_when_the_platform_is_killed_between_booking_and_sending()
      throws InterruptedException {
    for (int kill = 0; kill < 2; kill++) {
      // given
      loadRuns();

      // when
      Member platform = stage.platform().members().get(0);
      platform.kill();
      platform.start();
      platform.awaitReady();
    }

    // then
    loadRuns();
  }

  @Test
  void an_end_whose_acknowledgement_was_lost_is_reported_again_and_counts_once()
      throws InterruptedException {
    // given
    loadRuns();
    int before = reportedTwice();

    // when again and again reports arrive, and connections break before they are answered
    for (int cut = 0; cut < CUTS; cut++) {
      for (ClientSeat client : stage.clients()) {
        client.wire().cut(false, true);
      }
      // Jobs that had begun end in this time, long before anybody is missed.
      TimeUnit.MILLISECONDS.sleep(200);
      for (ClientSeat client : stage.clients()) {
        client.wire().reset();
        client.wire().cut(false, false);
      }
      loadRuns();
    }

    // then
    Await.until("reports were made again", PATIENCE, () -> reportedTwice() > before);
    loadRuns();
  }

  @Test
  void nothing_is_lost_nor_doubled_when_redis_is_killed_and_comes_back_empty()
      throws InterruptedException {
    // given
    loadRuns();
    // Of other tests; what is given up is given up when a lease is over, which they wait for.
    List<String> before = stage.platform().tail();

    // when
    stage.redis().kill();
    stage.redis().start();

    // then
    loadRuns();
    assertThat(stage.platform().tail())
        .filteredOn(line -> !before.contains(line))
        .noneMatch(line -> line.contains("is given up"));
  }

  private static long startWork(long ms) throws InterruptedException {
    String key = "work-" + ACKNOWLEDGED.size();
    JsonObject run =
        new JsonObject().put("key", key).put("params", new JsonObject().put(FaultClient.MS, ms));
    long task =
        Long.parseLong(
            stage
                .api()
                .post("/api/v1/groups/" + stage.groupId(WORK) + "/run", run)
                .getString("taskId"));
    ACKNOWLEDGED.put(key, task);
    return task;
  }

  private static ClientSeat runsOn(long task) {
    String process = awaitStart(task, 1).process().name();
    return stage.clients().stream()
        .filter(client -> process.startsWith(client.name() + "-"))
        .findFirst()
        .orElseThrow();
  }

  private static Start awaitStart(long task, int attempt) {
    Await.until(
        "attempt %d of task %d started".formatted(attempt, task),
        PATIENCE,
        () -> start(task, attempt) != null);
    return start(task, attempt);
  }

  private static Start awaitTold(long task) {
    Await.until(
        "the first job of task %d was told to stop".formatted(task),
        PATIENCE,
        () -> start(task, 1).toldNanos() != Start.NEVER);
    return start(task, 1);
  }

  private static String awaitAnswer(long task, int attempt) {
    Await.until(
        "the end of attempt %d of task %d was answered".formatted(attempt, task),
        PATIENCE,
        () -> !start(task, attempt).answer().isEmpty());
    return start(task, attempt).answer();
  }

  private static Start start(long task, int attempt) {
    return starts().stream()
        .filter(start -> start.task() == task && start.attempt() == attempt)
        .findFirst()
        .orElse(null);
  }

  private static List<Start> starts() {
    return stage.clients().stream()
        .flatMap(client -> client.stories().stream())
        .flatMap(story -> story.starts().stream())
        .toList();
  }

  private static TaskRecord kept(long task) {
    return stage.records().tasks().stream()
        .filter(record -> record.id() == task)
        .findFirst()
        .orElseThrow();
  }

  /** Returns when moments of several seconds, planned from now on, have started. */
  private static void loadRuns() {
    long now = System.currentTimeMillis();
    Await.until(
        "the load runs",
        PATIENCE,
        () -> starts().stream().filter(start -> start.plannedMs() > now).count() > 2L * LOAD);
  }

  /** Ends that the platform keeps and nevertheless called stale: it had heard them before. */
  private static int reportedTwice() {
    Map<Long, TaskRecord> kept = new ConcurrentHashMap<>();
    stage.records().tasks().forEach(task -> kept.put(task.id(), task));
    return (int)
        starts().stream()
            .filter(start -> start.succeeded() && start.answer().equals("STALE"))
            .filter(start -> kept.get(start.task()).status() == TaskStatus.SUCCEEDED)
            .count();
  }
}
