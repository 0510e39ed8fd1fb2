package io.fss.scheduler;

import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Trigger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Triggers and their bounds from the definition to the client, on a clock that is moved. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class TriggerTest {
  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;
  private long begin;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
    fss.registry.online("c1", 50, "bill");
    begin = fss.now();
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private GroupInfo group(Trigger.Builder trigger) {
    return fss.create(Specs.group("g", trigger.build()));
  }

  /** The next task is due then, is not sent a millisecond earlier, and succeeds. */
  private void runsAt(int n, long afterBegin) {
    fss.passTo(begin + afterBegin - 1);
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(n - 1);
    fss.pass(Duration.ofMillis(1));
    fss.client.succeeds(fss.edge.awaitNth("g", n));
  }

  private void neverRunsAgain(GroupInfo group, int runs) {
    assertThat(fss.group(group.getId()).getNextTaskId()).isZero();
    assertThat(fss.group(group.getId()).getNextRunAtMs()).isZero();
    assertThat(fss.tasks(group, TaskStatus.WAITING)).isEmpty();
    fss.pass(Duration.ofDays(2));
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(runs);
  }

  private List<Long> moments() {
    return fss.edge.of("g").stream()
        .map(sent -> sent.execution().getPlannedAtMs() - begin)
        .toList();
  }

  @Test
  void nothing_runs_before_the_start_and_after_the_end_and_both_are_in() {
    GroupInfo group =
        group(
            Specs.rate(1_000, begin).toBuilder()
                .setStartAtMs(begin + 60_000)
                .setEndAtMs(begin + 62_000));

    runsAt(1, 60_000);
    runsAt(2, 61_000);
    runsAt(3, 62_000);

    neverRunsAgain(group, 3);
  }

  @Test
  void what_was_planned_within_the_bounds_runs_late_behind_them() {
    GroupInfo group =
        group(Specs.rate(60_000, begin + 1_000).toBuilder().setEndAtMs(begin + 2_000));
    fss.stop();
    fss.pass(Duration.ofHours(1));
    fss.start();

    fss.client.succeeds(fss.edge.awaitNth("g", 1));

    assertThat(moments()).containsExactly(1_000L);
    assertThat(fss.tasks(group, TaskStatus.SKIPPED)).isEmpty();
    neverRunsAgain(group, 1);
  }

  @Test
  void a_chain_ends_with_its_end() {
    GroupInfo group = group(Specs.delay(1_000, 0).toBuilder().setEndAtMs(begin + 1_500));
    fss.client.succeeds(fss.edge.awaitNth("g", 1));
    runsAt(2, 1_000);

    neverRunsAgain(group, 2);
  }

  @Test
  void only_so_many_occurrences_begin_and_skipped_ones_do_not_count() {
    GroupInfo group = group(Specs.rate(1_000, begin + 1_000).toBuilder().setMaxRuns(3));
    fss.pass(Duration.ofSeconds(1));
    FakeEdge.Sent first = fss.edge.awaitNth("g", 1);
    fss.pass(Duration.ofSeconds(1));
    until("skipped", () -> fss.group(group.getId()).getCounters().getSkipped() == 1);
    assertThat(fss.group(group.getId()).getBegun()).isEqualTo(1);
    fss.client.succeeds(first);

    runsAt(2, 3_000);
    runsAt(3, 4_000);

    assertThat(fss.group(group.getId()).getBegun()).isEqualTo(3);
    neverRunsAgain(group, 3);
  }

  @Test
  void tries_of_one_occurrence_count_once() {
    GroupInfo group =
        fss.create(
            Specs.group("g", Specs.delay(1_000, 0).toBuilder().setMaxRuns(2).build())
                .setPolicies(Specs.tries(2, 0)));
    fss.client.fails(fss.edge.awaitNth("g", 1), "no");
    fss.client.fails(fss.edge.awaitNth("g", 2), "no");
    fss.pass(Duration.ofSeconds(1));
    fss.client.fails(fss.edge.awaitNth("g", 3), "no");
    fss.client.succeeds(fss.edge.awaitNth("g", 4));

    assertThat(fss.group(group.getId()).getBegun()).isEqualTo(2);
    neverRunsAgain(group, 4);
  }

  @Test
  void a_group_whose_runs_are_used_up_stays_at_rest_until_its_trigger_is_defined_anew() {
    Trigger trigger = Specs.rate(1_000, begin + 1_000).toBuilder().setMaxRuns(1).build();
    GroupInfo group = fss.create(Specs.group("g", trigger));
    runsAt(1, 1_000);
    fss.disable(group);
    fss.enable(group);
    fss.edit(
        fss.group(group.getId()), Specs.group("g", trigger).setDescription("nothing but words"));
    fss.pass(Duration.ofMillis(9_500));
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(1);

    fss.edit(fss.group(group.getId()), Specs.group("g", trigger.toBuilder().setMaxRuns(2).build()));

    assertThat(fss.group(group.getId()).getBegun()).isZero();
    runsAt(2, 11_000);
    runsAt(3, 12_000);
    neverRunsAgain(group, 3);
  }

  @Test
  void what_waits_in_line_counts_as_begun() {
    GroupInfo group =
        fss.create(
            Specs.group("g", Specs.rate(1_000, begin + 1_000).toBuilder().setMaxRuns(2).build())
                .setPolicies(Policies.newBuilder().setOverlap(Policies.Overlap.BUFFER_ALL)));
    fss.pass(Duration.ofSeconds(1));
    FakeEdge.Sent first = fss.edge.awaitNth("g", 1);
    fss.pass(Duration.ofSeconds(1));
    until("in line", () -> fss.group(group.getId()).getBuffered() == 1);

    assertThat(fss.group(group.getId()).getBegun()).isEqualTo(2);
    assertThat(fss.group(group.getId()).getNextTaskId()).isZero();
    fss.client.succeeds(first);
    fss.client.succeeds(fss.edge.awaitNth("g", 2));
    neverRunsAgain(group, 2);
  }

  @Test
  void jitter_makes_every_task_of_a_group_late_by_the_same_time() {
    long jitter = Jitter.of("default", "g", 5_000);
    assertThat(jitter).isBetween(1L, 5_000L);
    GroupInfo group = group(Specs.rate(60_000, begin + 60_000).toBuilder().setJitterMs(5_000));
    assertThat(group.getNextRunAtMs()).isEqualTo(begin + 60_000 + jitter);

    runsAt(1, 60_000 + jitter);
    runsAt(2, 120_000 + jitter);

    assertThat(moments()).containsExactly(60_000L, 120_000L);
    assertThat(fss.tasks(group, TaskStatus.SUCCEEDED))
        .extracting(TaskInfo::getPlannedAtMs, TaskInfo::getDueAtMs)
        .containsExactly(
            tuple(begin + 120_000, begin + 120_000 + jitter),
            tuple(begin + 60_000, begin + 60_000 + jitter));
  }

  @Test
  void jitter_may_be_longer_than_the_beat_and_skips_nothing() {
    long jitter = Jitter.of("default", "g", 50_000);
    assertThat(jitter).isGreaterThan(2_000L);
    GroupInfo group = group(Specs.rate(1_000, begin + 1_000).toBuilder().setJitterMs(50_000));

    for (int n = 1; n <= 4; n++) {
      runsAt(n, n * 1_000L + jitter);
    }

    assertThat(moments()).containsExactly(1_000L, 2_000L, 3_000L, 4_000L);
    assertThat(fss.tasks(group, TaskStatus.SKIPPED)).isEmpty();
  }

  @Test
  void the_pause_of_a_chain_with_jitter_does_not_grow() {
    long jitter = Jitter.of("default", "g", 5_000);
    group(Specs.delay(1_000, begin + 10_000).toBuilder().setJitterMs(5_000));

    runsAt(1, 10_000 + jitter);
    runsAt(2, 11_000 + jitter);
    runsAt(3, 12_000 + jitter);
  }

  @Test
  void a_list_runs_at_each_of_its_instants_in_whatever_order_they_are_said() {
    GroupInfo group =
        group(
            Triggers.list(begin + 90_000, begin + 1_000, begin + 90_000, begin + 1_001)
                .toBuilder());

    runsAt(1, 1_000);
    runsAt(2, 1_001);
    runsAt(3, 90_000);

    neverRunsAgain(group, 3);
  }

  @Test
  void a_daily_window_runs_from_its_first_to_its_last_time_on_its_days_in_its_zone() {
    // The clock begins at 03:04:05 UTC on Friday, 2 January 2026: 04:04:05 in Berlin.
    int five = 5 * 3_600;
    group(Triggers.daily(1_800, five, five + 3_600, "Europe/Berlin", 5, 1).toBuilder());

    fss.passTo(Triggers.at("2026-01-02T04:00:00Z"));
    fss.client.succeeds(fss.edge.awaitNth("g", 1));
    fss.passTo(Triggers.at("2026-01-02T04:30:00Z"));
    fss.client.succeeds(fss.edge.awaitNth("g", 2));
    fss.passTo(Triggers.at("2026-01-02T05:00:00Z"));
    fss.client.succeeds(fss.edge.awaitNth("g", 3));
    fss.passTo(Triggers.at("2026-01-05T03:59:59.999Z"));
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(3);
    fss.passTo(Triggers.at("2026-01-05T04:00:00Z"));
    fss.client.succeeds(fss.edge.awaitNth("g", 4));
  }

  @Test
  void a_fixed_delay_may_be_as_short_as_a_tenth_of_a_second() {
    GroupInfo group = group(Specs.delay(100, 0).toBuilder().setMaxRuns(20));
    fss.client.succeeds(fss.edge.awaitNth("g", 1));

    for (int n = 2; n <= 20; n++) {
      runsAt(n, (n - 1) * 100L);
    }

    assertThat(fss.group(group.getId()).getCounters().getSuccesses()).isEqualTo(20);
    neverRunsAgain(group, 20);
  }

  @Test
  void a_fixed_rate_may_be_as_fast_as_ten_a_second() {
    GroupInfo group = group(Specs.rate(100, begin + 100).toBuilder().setMaxRuns(20));

    for (int n = 1; n <= 20; n++) {
      runsAt(n, n * 100L);
    }

    assertThat(fss.tasks(group, TaskStatus.SKIPPED)).isEmpty();
    neverRunsAgain(group, 20);
  }

  @Test
  void a_beat_of_less_than_a_tenth_of_a_second_is_refused() {
    assertThat(
            fss.ask(
                Specs.group("rate", Specs.rate(99, 0)), Specs.group("delay", Specs.delay(99, 0))))
        .allSatisfy(created -> assertThat(created.hasGroup()).isFalse())
        .allSatisfy(
            created ->
                assertThat(created.getViolations(0).getField()).isEqualTo("trigger.everyMs"));
  }
}
