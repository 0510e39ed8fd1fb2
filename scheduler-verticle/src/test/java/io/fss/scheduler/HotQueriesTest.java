package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.CalendarListRequest;
import io.fss.proto.bus.v1.CalendarPutRequest;
import io.fss.proto.bus.v1.GroupControlRequest;
import io.fss.proto.bus.v1.GroupControlRequest.Deed;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupListRequest;
import io.fss.proto.bus.v1.GroupUpdateRequest;
import io.fss.proto.bus.v1.RollupRequest;
import io.fss.proto.bus.v1.TaskListRequest;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Trigger;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the product asks of large tables it asks by an index. The statements are not copied here:
 * the product runs, on tables that are full, and each statement is explained as it is issued.
 */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class HotQueriesTest {
  private static final String TABLES =
      "(task_group|task|task_history|task_attempt|task_key|task_group_label|task_group_version"
          + "|task_rollup|task_tally)";

  /** How each says that it reads all of a large table; MariaDB gladly does of a small one. */
  private static final Map<TestDatabases.Kind, Pattern> SCANS =
      Map.of(
          TestDatabases.Kind.POSTGRESQL,
          Pattern.compile("Seq Scan on " + TABLES + "\\b"),
          TestDatabases.Kind.SQLITE,
          Pattern.compile("SCAN (" + TABLES + "|g|r)\\b(?! USING)"),
          TestDatabases.Kind.MARIADB,
          Pattern.compile("table=(" + TABLES + "|g|t|h|r) type=ALL key=\\S+ rows=\\d{4,}"));

  private static final Map<TestDatabases.Kind, String> SERIES =
      Map.of(
          TestDatabases.Kind.POSTGRESQL,
          "generate_series({from}, {to}) i",
          TestDatabases.Kind.SQLITE,
          "(WITH RECURSIVE s(i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM s WHERE i < {to})"
              + " SELECT i FROM s) s",
          TestDatabases.Kind.MARIADB,
          "(SELECT seq AS i FROM seq_{from}_to_{to}) s");

  // More rows take longer than a transaction may.
  private static final int PART = 50_000;
  private static final String BY_MOMENT = TaskOrder.BY_MOMENT.columns();
  private static final Pattern ROWS = Pattern.compile(" -- (\\d+)");

  /** Each with how many rows it makes, numbered from 1. */
  private static final List<String> FULL =
      List.of(
          """
          INSERT INTO task_group (id, namespace, name, app, job, description, trigger_spec, calendar,
            calendar_spec, calendar_version, policies, labels, automatic, follows, data, data_version,
            enabled, version, declared, declared_version, planned_to, next_task_id, next_run_at, runs,
            created_at, updated_at)
          SELECT i, 'n' || i % 20, 'g' || i, 'a' || i % 50, 'j' || i % 200, '', '{"type":"manual"}',
            CASE WHEN i % 10 = 0 THEN 'c' || i % 100 ELSE '' END, '', 1, '', '{}', 1, 0, '{}', 1, 1, 1,
            0, 0, {now}, 10000000 + i, {now} + 3600000, 10, 0, 0
          FROM {series} -- 200000
          """,
          """
          INSERT INTO task (id, group_id, occurrence_key, namespace, group_name, app, job, status, wait,
            priority, planned_at, due_at, attempt, tries, policies, lease_ms, check_at, finish_by,
            session, client, booked_at, params, message, remark)
          SELECT 10000000 + i, i, 'at:' || i, 'n' || i % 20, 'g' || i, 'a' || i % 50, 'j' || i % 200,
            CASE WHEN i % 100 = 0 THEN 3 ELSE 1 END,
            CASE WHEN i % 100 = 1 THEN 1 WHEN i % 100 = 2 THEN 2 ELSE 0 END, 0,
            {now} + 3600000 + i * 10, {now} + 3600000 + i * 10, 1, 0, '', 30000,
            CASE WHEN i % 100 < 2 THEN {now} + 7200000 ELSE 0 END, 0,
            CASE WHEN i % 100 = 0 THEN 's' || i % 1000 ELSE '' END, '', 0, '', '', ''
          FROM {series} -- 200000
          """,
          """
          INSERT INTO task_history (id, group_id, occurrence_key, namespace, group_name, app, job,
            status, planned_at, due_at, last_planned_at, occurrences, attempt, tries, params, session,
            client, booked_at, started_at, ended_at, duration_us, progress, message, remark, settled_at)
          SELECT i, CASE WHEN i % 25 = 0 THEN 7 ELSE i % 200000 + 1 END, 'at:' || i, 'n' || i % 20,
            'g', 'a', 'j', CASE WHEN i % 50 = 0 THEN 6 ELSE 5 END, {now} - i, {now} - i, {now} - i, 1,
            1, 1, '', '', 'c' || i % 50, 0, 0, 0, 0, 100, '', '', {now} - i * 1000
          FROM {series} -- 500000
          """,
          """
          INSERT INTO task_attempt (task_id, attempt, status, session, client, booked_at, started_at,
            ended_at, message)
          SELECT i, 1, 6, '', '', 0, 0, 0, '' FROM {series} -- 100000
          """,
          """
          INSERT INTO task_key (task_id, group_id, run_key, created_at)
          SELECT i, i % 200000 + 1, 'k' || i, {now} - i FROM {series} -- 200000
          """,
          """
          INSERT INTO task_group_label (label, value, group_id)
          SELECT 'team', 't' || i % 1000, i FROM {series} -- 200000
          """,
          """
          INSERT INTO task_group_version (group_id, version, definition, changed_at)
          SELECT i, 0, '{}', {now} FROM {series} -- 100000
          """,
          """
          INSERT INTO task_rollup (group_id, hour_ms, runs, successes, failures, skipped, durations,
            lateness)
          SELECT i % 50000 + 1, i / 50000 * 3600000 + {now} / 3600000 * 3600000 - 72000000, 1, 1, 0, 0,
            '', ''
          FROM {series} -- 300000
          """,
          """
          INSERT INTO task_tally (id, settled_at, namespace, ends)
          SELECT i, {now}, 'n1', i || ',5,1,1,7000,100;' FROM {series} -- 5000
          """,
          """
          INSERT INTO calendar (id, namespace, name, spec, version, updated_at)
          SELECT i, 'n' || i % 20, 'c' || i % 100, '{}', 1, 0 FROM {series} -- 100
          """);

  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;
  private ExplainingDatabase explained;

  @BeforeEach
  void fill() {
    fss =
        new SchedulerFixture(
                kind.url(folder),
                database -> {
                  explained = new ExplainingDatabase(database);
                  return explained;
                })
            .start();
    if (kind == TestDatabases.Kind.MARIADB) {
      fss.write("SET SESSION sql_mode = CONCAT(@@sql_mode, ',PIPES_AS_CONCAT')");
    }
    FULL.forEach(this::fill);
    fss.write(kind == TestDatabases.Kind.MARIADB ? "ANALYZE TABLE task, task_history" : "ANALYZE");
  }

  private void fill(String sql) {
    Matcher rows = ROWS.matcher(sql);
    assertThat(rows.find()).isTrue();
    // Only one of them goes by how many there are.
    int all = Integer.parseInt(rows.group(1)) / (kind == TestDatabases.Kind.POSTGRESQL ? 1 : 10);
    for (int from = 1; from <= all; from += PART) {
      fss.write(
          text(sql)
              .replace("{now}", Long.toString(fss.now()))
              .replace("{from}", Integer.toString(from))
              .replace("{to}", Integer.toString(Math.min(all, from + PART - 1))));
    }
  }

  private String text(String sql) {
    // They do not agree on whether to join texts or to divide first.
    String text =
        sql.replace("{series}", SERIES.get(kind)).replaceAll("\\|\\| (i % \\d+)", "|| ($1)");
    return kind == TestDatabases.Kind.MARIADB
        ? text.replace("i / 50000", "(i DIV 50000)")
            .replace("{now} / 3600000", "({now} DIV 3600000)")
        : text;
  }

  @AfterEach
  void close() {
    fss.close();
  }

  @Test
  void nothing_that_the_product_asks_walks_through_a_large_table() {
    explained.explain(true);
    await(explained.read("SELECT COUNT(*) FROM task_history WHERE message = 'x'", Tuple.tuple()));
    assertThat(walking()).as("what is asked without an index is found").hasSize(1);
    fss.stop().start();
    explained.explain(true);
    fss.registry.online("c1", 50, "bill");
    write();
    upkeep();
    read();

    assertThat(walking()).isEmpty();
    assertThat(explained.plans()).hasSizeGreaterThan(60);
  }

  /** Statements that read all of a large table, with their plans. */
  private Map<String, String> walking() {
    Map<String, String> walking = new TreeMap<>(explained.plans());
    walking.values().removeIf(plan -> !SCANS.get(kind).matcher(plan).find());
    // For a span of time people's eyes pass over what is live: an index of its moments would cost
    // every task something. What has ended is found by one, which is asserted where it is read.
    walking.keySet().removeIf(sql -> sql.contains("UNION ALL") && sql.contains(BY_MOMENT));
    return walking;
  }

  private void write() {
    await(
        fss.bus.request(
            Channels.CALENDAR_PUT,
            CalendarPutRequest.newBuilder().setSpec(Triggers.calendar()).build()));
    Trigger trigger = Specs.rate(1_000, fss.now() + 1_000).toBuilder().setCalendar("work").build();
    GroupInfo beat = fss.create(Specs.group("beat", trigger).putLabels("team", "t1"));
    GroupInfo chain = fss.create(Specs.group("chain", Specs.delay(1_000, 0)));
    fss.client.succeeds(fss.edge.awaitNth("chain", 1));
    GroupInfo manual = fss.create(Specs.manual("manual").setPolicies(Specs.tries(2, 1_000)));
    long task = fss.run(manual, "key", "");
    fss.run(manual, "key", "");
    fss.client.fails(fss.edge.awaitNth("manual", 1), "no");
    fss.pass(Duration.ofSeconds(1));
    fss.client.succeeds(fss.edge.awaitNth("manual", 2));
    fss.task(task);
    // The next moments of the beat are skipped, since its first task has not ended.
    fss.edge.awaitNth("beat", 1);
    for (int i = 1; i <= 2; i++) {
      int skipped = i;
      fss.pass(Duration.ofSeconds(1));
      until("skipped", () -> fss.group(beat.getId()).getCounters().getSkipped() >= skipped);
    }
    GroupInfo rare = fss.create(Specs.manual("rare").setJob("nobody"));
    fss.run(rare);
    until("parked", () -> fss.group(rare.getId()).getLive() == 1);
    fss.registry.online("c2", 1, "nobody");
    fss.edge.awaitNth("rare", 1);
    await(
        fss.bus.request(
            Channels.CALENDAR_PUT,
            CalendarPutRequest.newBuilder()
                .setSpec(Triggers.calendar().addExcluded(Triggers.day("2026-01-02")))
                .setVersion(1)
                .build()));
    until("copied", () -> fss.count("task_group WHERE calendar_version = 2") == 1);
    await(
        fss.bus.request(
            Channels.GROUP_UPDATE,
            GroupUpdateRequest.newBuilder()
                .setId(chain.getId())
                .setSpec(chain.getSpec().toBuilder().putLabels("team", "t2"))
                .setVersion(chain.getVersion())
                .build()));
    for (Deed deed : List.of(Deed.CANCEL, Deed.DISABLE, Deed.ENABLE)) {
      await(
          fss.bus.request(
              Channels.GROUP_CONTROL,
              GroupControlRequest.newBuilder()
                  .setId(beat.getId())
                  .setDeed(deed)
                  .setCancelRunning(true)
                  .build()));
    }
    await(fss.tryTo(Deed.DELETE, manual));
  }

  private void upkeep() {
    SchedulerOptions options = SchedulerFixture.OPTIONS;
    await(new RollUp(explained, fss.ids).addUp());
    await(new Retention(explained, fss.clock, options).deleteOld());
    GroupStore groups = new GroupStore(explained, fss.clock, fss.ids);
    SchedulerMetrics metrics = new SchedulerMetrics(fss.meters);
    await(new Audit(explained, groups, metrics, planned -> {}).look());
    fss.pass(Duration.ofHours(3));
    // By now everything is due, waits too long or is lost; the sweeps come to it by themselves.
    for (String sweep : List.of("check_at > 0", "due_at <= ?", "booked_at, lease_ms FROM task")) {
      until(
          "a sweep asks for " + sweep,
          () -> explained.plans().keySet().stream().anyMatch(sql -> sql.contains(sweep)));
    }
  }

  private void read() {
    Stream.of(
            GroupListRequest.newBuilder().setAfterId(100_000),
            GroupListRequest.newBuilder().setNamespace("n3"),
            GroupListRequest.newBuilder().setNamespace("n3").setName("g3"),
            GroupListRequest.newBuilder().setApp("a3").setJob("j3"),
            GroupListRequest.newBuilder().setEnabled(false),
            GroupListRequest.newBuilder().setText("99"),
            GroupListRequest.newBuilder().putLabels("team", "t7"),
            GroupListRequest.newBuilder().putLabels("team", "t7").setNamespace("n7"))
        .forEach(one -> await(fss.bus.request(Channels.GROUP_LIST, one.build())));
    Stream.of(
            TaskListRequest.newBuilder(),
            TaskListRequest.newBuilder().setBefore("250000"),
            TaskListRequest.newBuilder().setGroupId(7),
            TaskListRequest.newBuilder().setGroupId(7).addStatuses(TaskStatus.FAILED),
            TaskListRequest.newBuilder().addStatuses(TaskStatus.FAILED),
            TaskListRequest.newBuilder()
                .addStatuses(TaskStatus.FAILED)
                .addStatuses(TaskStatus.LOST),
            TaskListRequest.newBuilder().setNamespace("n3"))
        .forEach(fss::tasks);
    Stream.of(
            TaskListRequest.newBuilder().setClient("c7"),
            TaskListRequest.newBuilder().setClient("nobody"),
            TaskListRequest.newBuilder().setClient("c7").setFromMs(fss.now() - 1_000),
            TaskListRequest.newBuilder().setFromMs(1_000).setToMs(2_000),
            TaskListRequest.newBuilder().setFromMs(1_000).setToMs(2_000).setBefore("1500-7"),
            TaskListRequest.newBuilder().setToMs(fss.now() - 400_000))
        .forEach(fss::tasks);
    assertThat(plansOf("client = ?"))
        .isNotEmpty()
        .allMatch(p -> p.contains("task_history_client") || p.contains("task_history_planned"));
    assertThat(plansOf(BY_MOMENT)).isNotEmpty().allMatch(p -> p.contains("task_history_planned"));
    Stream.of(
            RollupRequest.newBuilder().setGroupId(7), RollupRequest.newBuilder().setNamespace("n1"))
        .forEach(one -> await(fss.bus.request(Channels.GROUP_ROLLUP, one.build())));
    await(fss.bus.request(Channels.CALENDAR_LIST, CalendarListRequest.getDefaultInstance()));
  }

  /** Plans of what is asked for people with such a condition. */
  private List<String> plansOf(String condition) {
    return explained.plans().entrySet().stream()
        .filter(one -> one.getKey().contains("UNION ALL") && one.getKey().contains(condition))
        .map(Map.Entry::getValue)
        .toList();
  }
}
