package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupControlRequest;
import io.fss.proto.bus.v1.GroupControlRequest.Deed;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.HourRollup;
import io.fss.proto.bus.v1.RollupReply;
import io.fss.proto.bus.v1.RollupRequest;
import io.fss.proto.bus.v1.TaskStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** It is 2026-01-02T03:04:05Z. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class RollUpTest {
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long THREE = Instant.parse("2026-01-02T03:00:00Z").toEpochMilli();

  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
    fss.registry.online("c1", 50, "bill");
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private Future<Void> addUp() {
    return new RollUp(fss.tables(), fss.ids).addUp();
  }

  private Future<RollupReply> ask(RollupRequest.Builder request) {
    return fss.bus.request(Channels.GROUP_ROLLUP, request.build());
  }

  private List<HourRollup> hours(GroupInfo group) {
    return await(ask(RollupRequest.newBuilder().setGroupId(group.getId()))).getHoursList();
  }

  private List<HourRollup> hours(String namespace) {
    return await(ask(RollupRequest.newBuilder().setNamespace(namespace))).getHoursList();
  }

  private FakeEdge.Sent run(GroupInfo group) {
    String name = group.getSpec().getName();
    int before = fss.edge.of(name).size();
    fss.run(group);
    return fss.edge.awaitNth(name, before + 1);
  }

  /** What the history of a group, or of all, comes to. */
  private List<Long> history(String where) {
    String sql =
        "SELECT COALESCE(SUM(CASE WHEN tries > 0 THEN 1 ELSE 0 END), 0) AS runs,"
            + " COALESCE(SUM(CASE WHEN status = 5 THEN 1 ELSE 0 END), 0) AS successes,"
            + " COALESCE(SUM(CASE WHEN status IN (6, 9, 10) THEN 1 ELSE 0 END), 0) AS failures,"
            + " COALESCE(SUM(CASE WHEN status = 7 THEN occurrences ELSE 0 END), 0) AS skipped"
            + " FROM task_history"
            + where;
    return counts(sql);
  }

  private List<Long> rolledUp(String table, String where) {
    return counts(
        "SELECT COALESCE(SUM(runs), 0) AS runs, COALESCE(SUM(successes), 0) AS successes,"
            + " COALESCE(SUM(failures), 0) AS failures, COALESCE(SUM(skipped), 0) AS skipped FROM "
            + table
            + where);
  }

  private List<Long> counts(String sql) {
    var row = await(fss.tables().read(sql, Tuple.tuple())).iterator().next();
    return List.of(
        ((Number) row.getValue("runs")).longValue(),
        ((Number) row.getValue("successes")).longValue(),
        ((Number) row.getValue("failures")).longValue(),
        ((Number) row.getValue("skipped")).longValue());
  }

  private void assertSameAsHistory(List<GroupInfo> groups) {
    for (GroupInfo group : groups) {
      String where = " WHERE group_id = " + group.getId();
      assertThat(rolledUp("task_rollup", where)).as(where).isEqualTo(history(where));
    }
    assertThat(rolledUp("namespace_rollup", "")).isEqualTo(history(""));
    assertThat(fss.count("task_tally")).isZero();
    assertThat(fss.count("rollup_round")).isZero();
  }

  @Test
  void runs_are_counted_in_the_hour_they_ended_with_how_long_and_how_late_they_were() {
    GroupInfo group = fss.create(Specs.manual("g"));
    FakeEdge.Sent first = run(group);
    fss.pass(Duration.ofMillis(50));
    fss.client.succeeds(first);
    fss.client.fails(run(group), "no");
    fss.passTo(THREE + HOUR);
    fss.client.succeeds(run(group));
    await(addUp());

    List<HourRollup> hours = hours(group);

    assertThat(hours)
        .extracting(
            HourRollup::getHourMs,
            HourRollup::getRuns,
            HourRollup::getSuccesses,
            HourRollup::getFailures,
            HourRollup::getSkipped)
        .containsExactly(tuple(THREE, 2L, 1L, 1L, 0L), tuple(THREE + HOUR, 1L, 1L, 0L, 0L));
    assertThat(hours.get(0).getDuration().getCount()).isEqualTo(2);
    assertThat(hours.get(0).getDuration().getMax()).isBetween(6_930L, 7_070L);
    // It was entered 43 ms after it was due: it took 7 ms and ended 50 ms after it was due.
    assertThat(hours.get(0).getLateness().getMax()).isBetween(42_570L, 43_430L);
    assertThat(hours("default")).isEqualTo(hours);
  }

  @Test
  void the_platform_adds_up_by_itself() {
    fss.stop().startWithUpkeep();
    GroupInfo group = fss.create(Specs.manual("g"));
    fss.client.succeeds(run(group));

    until("it is added up", () -> !hours(group).isEmpty());

    assertThat(hours(group).get(0).getRuns()).isEqualTo(1);
  }

  @Test
  void hours_are_those_that_begin_within_the_bounds() {
    GroupInfo group = fss.create(Specs.manual("g"));
    for (int hour = 0; hour < 4; hour++) {
      fss.client.succeeds(run(group));
      fss.pass(Duration.ofHours(1));
    }
    await(addUp());

    RollupRequest.Builder request =
        RollupRequest.newBuilder()
            .setGroupId(group.getId())
            .setFromMs(THREE + 1)
            .setToMs(THREE + 3 * HOUR);

    assertThat(await(ask(request)).getHoursList())
        .extracting(HourRollup::getHourMs)
        .containsExactly(THREE + HOUR, THREE + 2 * HOUR);
  }

  @Test
  void a_request_that_breaks_a_rule_is_refused_and_an_unknown_owner_has_no_hours() {
    assertThat(((Refusal) failure(ask(RollupRequest.newBuilder()))).kind())
        .isEqualTo(Refusal.Kind.INVALID);
    assertThat(
            ((Refusal) failure(ask(RollupRequest.newBuilder().setGroupId(1).setFromMs(-1)))).kind())
        .isEqualTo(Refusal.Kind.INVALID);
    assertThat(await(ask(RollupRequest.newBuilder().setGroupId(1))).getHoursCount()).isZero();
    assertThat(hours("nobody")).isEmpty();
  }

  @Test
  void of_many_hours_the_first_thousand_are_told() {
    SortedMap<HourTable.Hour<Long>, HourTotals> hours = new TreeMap<>();
    for (long hour = 0; hour <= 1_000; hour++) {
      hours.put(new HourTable.Hour<>(7L, hour * HOUR), new HourTotals());
    }
    HourTable<Long> table = HourTable.ofGroups(fss.tables().dialect());
    await(fss.tables().transact("test", tx -> table.add(tx, hours)));

    RollupReply reply = await(ask(RollupRequest.newBuilder().setGroupId(7)));

    assertThat(reply.getHoursCount()).isEqualTo(1_000);
    assertThat(reply.getMore()).isTrue();
  }

  /** Groups whose tasks have ended in every way there is. */
  private List<GroupInfo> everyEnd() {
    List<GroupInfo> groups = new ArrayList<>();
    GroupInfo manual = fss.create(Specs.manual("manual").setPolicies(Specs.tries(2, 1_000)));
    groups.add(manual);
    fss.client.succeeds(run(manual));
    fss.client.fails(run(manual), "no");
    fss.pass(Duration.ofSeconds(1));
    fss.client.fails(fss.edge.awaitNth("manual", 3), "no again");
    fss.client.fails(run(manual), "no");
    await(
        fss.bus.request(
            Channels.GROUP_CONTROL,
            GroupControlRequest.newBuilder().setId(manual.getId()).setDeed(Deed.CANCEL).build()));
    GroupInfo missed = fss.create(Specs.group("missed", Specs.rate(1_000, fss.now() + 1_000)));
    groups.add(missed);
    GroupInfo parked = fss.create(Specs.manual("parked").setJob("nobody"));
    groups.add(parked);
    fss.run(parked);
    GroupInfo other = fss.create(Specs.manual("other").setNamespace("team"));
    groups.add(other);
    fss.run(other);
    fss.stop();
    fss.pass(Duration.ofMillis(5_500));
    fss.start();
    fss.client.succeeds(fss.edge.awaitNth("missed", 1));
    fss.pass(Duration.ofHours(1));
    until(
        "skipped by the hour", () -> fss.group(missed.getId()).getCounters().getSkipped() > 3_000);
    groups.forEach(fss::disable);
    until("all have ended or run", () -> fss.tasks(manual, TaskStatus.WAITING).isEmpty());
    return groups;
  }

  @Test
  void counters_equal_history_however_tasks_end() {
    List<GroupInfo> groups = everyEnd();
    assertThat(history("")).doesNotContain(0L);

    await(addUp());

    assertSameAsHistory(groups);
    for (GroupInfo group : groups) {
      var counters = fss.group(group.getId()).getCounters();
      assertThat(rolledUp("task_rollup", " WHERE group_id = " + group.getId()))
          .containsExactly(
              counters.getRuns(),
              counters.getSuccesses(),
              counters.getFailures(),
              counters.getSkipped());
    }
  }
}
