package io.fss.scheduler;

import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupListRequest;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskListRequest;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Execution;
import io.fss.proto.v1.JobDeclaration;
import io.fss.proto.v1.Mode;
import io.fss.proto.v1.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The embedded database as the first version left it when it was killed, a minute and a half after
 * the sample client had come: groups of every trigger, history, retries, keys, a task on its way.
 */
class MigrationTest {
  private static final long KILLED_AT = 1_795_436_328_000L;
  private static final String SESSION = "09593562154a2d06dc9bd5c90259a890";
  private static final long IMPORT_ON_ITS_WAY = 912678533287906668L;
  private static final long PARKED = 912678266488227852L;
  private static final long RUN_WITH_KEY = 912678539063462342L;

  @TempDir Path folder;
  private SchedulerFixture fss;

  @BeforeEach
  void start() throws IOException, SQLException {
    leave("/versions/sqlite-1.sql");
    fss = new SchedulerFixture(TestDatabases.Kind.SQLITE, folder);
    fss.passTo(KILLED_AT);
    fss.start();
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private void leave(String dump) throws IOException, SQLException {
    try (InputStream in = MigrationTest.class.getResourceAsStream(dump);
        Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("scheduler.db"));
        Statement statement = connection.createStatement()) {
      // The dump brings its own BEGIN and COMMIT.
      statement.executeUpdate(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private GroupInfo group(String name) {
    List<GroupInfo> found =
        io.fss.kernel.Await.await(
                fss.bus.request(
                    io.fss.kernel.Channels.GROUP_LIST,
                    GroupListRequest.newBuilder().setName(name).setLimit(10).build()))
            .getGroupsList();
    assertThat(found).as(name).hasSize(1);
    return found.get(0);
  }

  private void online(String... jobs) {
    ClientInfo.Builder client =
        ClientInfo.newBuilder()
            .setSession("session-of-today")
            .setNamespace("default")
            .setApp("sample")
            .setClient("today")
            .setMode(Mode.MODE_DIRECT)
            .setCapacity(50)
            .setOnline(true);
    for (String job : jobs) {
      client.addJobs(JobDeclaration.newBuilder().setName(job));
    }
    fss.registry.put(client.build());
  }

  @Test
  void groups_keep_their_triggers_counters_data_and_policies() {
    GroupInfo charge = group("charge-cards");
    assertThat(charge.getSpec().getTrigger()).isEqualTo(Specs.delay(7_000, 0));
    assertThat(charge.getSpec().getPolicies().getMaxTries()).isEqualTo(2);
    assertThat(charge.getSpec().getPolicies().getRetryDelayMs()).isEqualTo(1_000);
    assertThat(charge.getSpec().getPolicies().getLeaseMs()).isEqualTo(30_000);
    assertThat(charge.getCounters().getRuns()).isEqualTo(12);
    assertThat(charge.getNextTaskId()).isEqualTo(912678561213579524L);

    assertThat(group("poll-when-due").getSpec().getData()).isEqualTo("{\"round\":22}");
    assertThat(group("daily").getSpec().getTrigger())
        .isEqualTo(Specs.cron("0 0 3 * * ?", "Europe/Berlin"));
    assertThat(group("daily").getNextRunAtMs()).isEqualTo(1_795_485_600_000L);
    assertThat(group("switched-off").getSpec().getEnabled()).isFalse();
    assertThat(group("far-away").getNextRunAtMs()).isEqualTo(1_893_456_000_000L);
  }

  @Test
  void history_and_attempts_are_there_and_agree_with_the_counters() {
    for (String name : List.of("greet-every-5s", "import-every-8s", "poll-when-due")) {
      GroupInfo group = group(name);
      assertThat(fss.tasks(group, TaskStatus.SUCCEEDED))
          .hasSize((int) group.getCounters().getSuccesses());
    }
    TaskInfo tried = fss.task(912678299723891676L);
    assertThat(tried.getTries()).isEqualTo(2);
    assertThat(tried.getAttemptsList())
        .singleElement()
        .satisfies(
            attempt -> {
              assertThat(attempt.getClient()).isEqualTo("v1-client");
              assertThat(attempt.getMessage()).contains("the bank did not answer");
            });
  }

  @Test
  void a_run_with_a_key_of_then_is_the_task_of_then() {
    assertThat(fss.run(group("by-hand"), "order-4711", "")).isEqualTo(RUN_WITH_KEY);
    assertThat(fss.run(group("nobody-can"), "order-4712", "")).isEqualTo(PARKED);
  }

  @Test
  void the_report_of_an_attempt_that_was_on_its_way_counts() {
    FakeEdge.Sent sent =
        new FakeEdge.Sent(
            SESSION, Execution.newBuilder().setTaskId(IMPORT_ON_ITS_WAY).setAttempt(1).build());

    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.COMMITTED);
    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.STALE);

    assertThat(group("import-every-8s").getCounters().getRuns()).isEqualTo(12);
  }

  @Test
  void what_was_parked_is_sent_when_its_client_comes() {
    online("unknown");

    assertThat(fss.edge.awaitNth("nobody-can", 1).task()).isEqualTo(PARKED);
  }

  @Test
  void what_was_planned_runs_in_its_time_is_tried_as_then_and_planned_on() {
    online("greet", "import", "poll", "charge");
    fss.pass(Duration.ofSeconds(5));

    FakeEdge.Sent charge = fss.edge.awaitNth("charge-cards", 1);
    assertThat(charge.task()).isEqualTo(912678561213579524L);
    fss.client.fails(charge, "no");
    FakeEdge.Sent poll = fss.edge.awaitNth("poll-when-due", 1);
    assertThat(poll.execution().getData()).isEqualTo("{\"round\":22}");
    fss.client.succeeds(fss.edge.awaitNth("greet-every-5s", 1));

    fss.pass(Duration.ofSeconds(5));
    FakeEdge.Sent again = fss.edge.awaitNth("charge-cards", 2);
    assertThat(again.task()).isEqualTo(charge.task());
    fss.client.succeeds(again);
    assertThat(fss.edge.awaitNth("greet-every-5s", 2).execution().getPlannedAtMs())
        .isEqualTo(1_795_436_335_000L);
    until("the next charge is planned", () -> group("charge-cards").getNextTaskId() != 0);
    assertThat(group("charge-cards").getNextTaskId()).isNotEqualTo(charge.task());
    assertThat(fss.counted("fss.tasks.replanned")).isZero();
  }

  @Test
  void nothing_that_was_live_is_gone() {
    assertThat(
            fss.tasks(TaskListRequest.newBuilder().addStatuses(TaskStatus.WAITING).setLimit(100)))
        .extracting(TaskInfo::getGroup, TaskInfo::getPlannedAtMs)
        .containsExactlyInAnyOrder(
            tuple("far-away", 1_893_456_000_000L),
            tuple("daily", 1_795_485_600_000L),
            tuple("nobody-can", 1_795_436_255_473L),
            tuple("poll-when-due", 1_795_436_328_096L),
            tuple("greet-every-5s", 1_795_436_330_000L),
            tuple("charge-cards", 1_795_436_332_736L),
            tuple("import-every-8s", 1_795_436_335_080L));
    assertThat(fss.task(IMPORT_ON_ITS_WAY).getStatus()).isEqualTo(TaskStatus.DISPATCHED);
  }
}
