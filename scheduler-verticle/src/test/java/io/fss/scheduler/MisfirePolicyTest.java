package io.fss.scheduler;

import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Misfire;
import io.fss.proto.v1.Trigger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The platform was down while moments passed. The grace of the fixture is 10 s. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class MisfirePolicyTest {
  private static final String MISFIRE = "misfire: nothing of the group could start in time";

  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;
  private long first;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
    fss.registry.online("c1", 50, "bill");
    first = fss.now() + 1_000;
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private static Policies.Builder misfire(Misfire misfire) {
    return Policies.newBuilder().setMisfire(misfire);
  }

  private static GroupSpec.Builder spec(Trigger trigger, Policies.Builder policies) {
    return Specs.group("g", trigger).setPolicies(policies);
  }

  /** The platform is down from now until so long after the first moment. */
  private GroupInfo downUntil(long afterFirst, GroupSpec.Builder spec) {
    GroupInfo group = fss.create(spec);
    fss.stop();
    fss.passTo(first + afterFirst);
    fss.start();
    return group;
  }

  private void nextIsPlannedFor(GroupInfo group, long afterFirst) {
    until(
        "planned for %d, not %d"
            .formatted(afterFirst, fss.group(group.getId()).getNextRunAtMs() - first),
        () -> fss.group(group.getId()).getNextRunAtMs() == first + afterFirst);
  }

  /** Everything that was sent so far succeeds, one after the other, until so many were sent. */
  private void runs(long... afterFirst) {
    for (int n = 1; n <= afterFirst.length; n++) {
      fss.client.succeeds(fss.edge.awaitNth("g", n));
    }
    fss.looked();
    assertThat(fss.edge.of("g"))
        .extracting(sent -> sent.execution().getPlannedAtMs() - first)
        .isEqualTo(Arrays.stream(afterFirst).boxed().toList());
  }

  /** How many were skipped, the first and the last of them, and why; newest row first. */
  private List<Tuple> skips(GroupInfo group) {
    return fss.tasks(group, TaskStatus.SKIPPED).stream()
        .map(
            row ->
                tuple(
                    row.getCount(),
                    row.getPlannedAtMs() - first,
                    row.getLastPlannedAtMs() - first,
                    row.getMessage()))
        .toList();
  }

  @Test
  void once_for_all_is_the_newest_in_the_window_where_the_first_is_older() {
    GroupInfo group =
        downUntil(
            9_500,
            spec(Specs.rate(1_000, first), misfire(Misfire.FIRE_ONCE).setMisfireWindowMs(3_000)));

    runs(9_000);

    assertThat(skips(group)).containsExactly(tuple(9L, 0L, 8_000L, MISFIRE));
    nextIsPlannedFor(group, 10_000);
    assertThat(fss.group(group.getId()).getCounters().getSkipped()).isEqualTo(9);
    assertThat(fss.group(group.getId()).getBegun()).isEqualTo(1);
  }

  @Test
  void nothing_runs_where_everything_is_older_than_the_window() {
    GroupInfo group =
        downUntil(
            95_000,
            spec(Specs.rate(10_000, first), misfire(Misfire.FIRE_ONCE).setMisfireWindowMs(4_999)));

    nextIsPlannedFor(group, 100_000);

    runs();
    assertThat(skips(group)).containsExactly(tuple(10L, 0L, 90_000L, MISFIRE));
    fss.pass(Duration.ofSeconds(5));
    runs(100_000);
  }

  @Test
  void skip_runs_none_of_those_that_are_later_than_the_grace() {
    GroupInfo group =
        downUntil(100_001, spec(Specs.rate(30_000, first), misfire(Misfire.MISFIRE_SKIP)));

    nextIsPlannedFor(group, 120_000);

    runs();
    assertThat(skips(group)).containsExactly(tuple(4L, 0L, 90_000L, MISFIRE));
    fss.passTo(first + 120_000);
    runs(120_000);
  }

  @Test
  void skip_runs_what_is_as_late_as_the_grace() {
    GroupInfo group =
        downUntil(100_000, spec(Specs.rate(30_000, first), misfire(Misfire.MISFIRE_SKIP)));

    runs(90_000);

    assertThat(skips(group)).containsExactly(tuple(3L, 0L, 60_000L, MISFIRE));
    nextIsPlannedFor(group, 120_000);
  }

  @Test
  void all_run_oldest_first_one_after_the_other() {
    GroupInfo group = downUntil(3_500, spec(Specs.rate(1_000, first), misfire(Misfire.FIRE_ALL)));

    fss.edge.awaitSent("g", 1);
    nextIsPlannedFor(group, 4_000);
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(1);
    runs(0, 1_000, 2_000, 3_000);

    assertThat(skips(group)).isEmpty();
    assertThat(fss.group(group.getId()).getBegun()).isEqualTo(4);
  }

  @Test
  void of_more_than_the_limit_the_newest_run() {
    GroupInfo group =
        downUntil(
            9_500, spec(Specs.rate(1_000, first), misfire(Misfire.FIRE_ALL).setMisfireLimit(3)));

    runs(7_000, 8_000, 9_000);

    assertThat(skips(group)).containsExactly(tuple(7L, 0L, 6_000L, MISFIRE));
    nextIsPlannedFor(group, 10_000);
  }

  @Test
  void of_those_in_the_limit_only_the_ones_in_the_window_run() {
    GroupInfo group =
        downUntil(
            9_500,
            spec(
                Specs.rate(1_000, first),
                misfire(Misfire.FIRE_ALL).setMisfireLimit(5).setMisfireWindowMs(1_500)));

    runs(8_000, 9_000);

    assertThat(skips(group)).containsExactly(tuple(8L, 0L, 7_000L, MISFIRE));
  }

  @Test
  void a_second_outage_while_it_is_made_up_forgets_and_repeats_nothing() {
    GroupInfo group = downUntil(3_500, spec(Specs.rate(1_000, first), misfire(Misfire.FIRE_ALL)));
    fss.client.succeeds(fss.edge.awaitNth("g", 1));
    fss.edge.awaitNth("g", 2);
    nextIsPlannedFor(group, 4_000);

    fss.stop();
    fss.passTo(first + 6_500);
    fss.start();
    fss.client.succeeds(fss.edge.awaitNth("g", 2));

    for (int n = 3; n <= 7; n++) {
      fss.client.succeeds(fss.edge.awaitNth("g", n));
    }
    fss.looked();
    assertThat(fss.edge.of("g"))
        .extracting(sent -> (sent.execution().getPlannedAtMs() - first) / 1_000)
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(skips(group)).isEmpty();
  }

  @Test
  void a_moment_that_comes_while_others_are_made_up_for_is_an_overlap() {
    GroupInfo group = downUntil(1_500, spec(Specs.rate(1_000, first), misfire(Misfire.FIRE_ALL)));
    fss.edge.awaitSent("g", 1);
    nextIsPlannedFor(group, 2_000);

    fss.passTo(first + 2_000);
    nextIsPlannedFor(group, 3_000);

    assertThat(skips(group))
        .containsExactly(
            tuple(1L, 2_000L, 2_000L, "overlap: an earlier task of the group had not ended"));
    runs(0, 1_000);
  }

  @Test
  void of_a_list_all_passed_instants_run_where_all_are_asked_for() {
    GroupInfo group =
        downUntil(
            5_000,
            spec(
                Triggers.list(first, first + 2_000, first + 3_000, first + 60_000),
                misfire(Misfire.FIRE_ALL)));

    runs(0, 2_000, 3_000);

    nextIsPlannedFor(group, 60_000);
  }

  @Test
  void a_cron_that_missed_more_than_are_counted_tells_the_first_the_last_and_at_least() {
    first = 60_000 - fss.now() % 60_000 + fss.now();
    GroupInfo group =
        downUntil(5_000_500, spec(Specs.cron("* * * * * ?", ""), misfire(Misfire.FIRE_ONCE)));

    fss.client.succeeds(fss.edge.awaitNth("g", 1));

    TaskInfo skip = fss.tasks(group, TaskStatus.SKIPPED).get(0);
    assertThat(skip.getMessage()).isEqualTo(MISFIRE + " (at least so many: not all were counted)");
    assertThat(skip.getCount()).isEqualTo(1_000);
    assertThat(skip.getLastPlannedAtMs()).isEqualTo(first + 5_000_000);
    assertThat(skip.getPlannedAtMs())
        .isEqualTo(fss.edge.of("g").get(0).execution().getPlannedAtMs() + 1_000);
  }

  @Test
  void a_once_runs_late_or_is_skipped_for_good() {
    GroupInfo late = fss.create(spec(Specs.once(first), misfire(Misfire.FIRE_ONCE)));
    GroupInfo skipped =
        fss.create(
            spec(Specs.once(first), misfire(Misfire.FIRE_ONCE).setMisfireWindowMs(60_000))
                .setName("windowed"));
    fss.stop();
    fss.passTo(first + 60_001);
    fss.start();

    fss.client.succeeds(fss.edge.awaitNth("g", 1));

    assertThat(fss.edge.of("g").get(0).execution().getPlannedAtMs()).isEqualTo(first);
    until("skipped", () -> fss.tasks(skipped, TaskStatus.SKIPPED).size() == 1);
    assertThat(skips(skipped)).containsExactly(tuple(1L, 0L, 0L, MISFIRE));
    assertThat(fss.edge.of("windowed")).isEmpty();
    assertThat(fss.group(skipped.getId()).getNextTaskId()).isZero();
    assertThat(fss.group(late.getId()).getNextTaskId()).isZero();
  }

  @Test
  void a_fixed_delay_that_is_skipped_is_due_again_after_the_skip() {
    GroupInfo group =
        downUntil(60_000, spec(Specs.delay(2_000, first), misfire(Misfire.MISFIRE_SKIP)));

    nextIsPlannedFor(group, 62_000);

    assertThat(skips(group)).containsExactly(tuple(1L, 0L, 0L, MISFIRE));
    fss.passTo(first + 62_000);
    runs(62_000);
  }

  @Test
  void a_dynamic_group_that_only_its_job_could_go_on_with_runs_late() {
    downUntil(3_600_000, spec(Specs.dynamic(first, 0), misfire(Misfire.MISFIRE_SKIP)));

    runs(0);
  }

  @Test
  void a_run_by_hand_runs_however_late() {
    GroupInfo group =
        fss.create(spec(Specs.byHand(), misfire(Misfire.MISFIRE_SKIP)).setJob("rare"));
    fss.run(group);
    fss.stop();
    fss.pass(Duration.ofHours(1));
    fss.registry.online("c2", 5, "rare");
    fss.start();

    fss.client.succeeds(fss.edge.awaitNth("g", 1));
  }

  @Test
  void what_waited_for_a_client_is_no_misfire() {
    GroupInfo group =
        fss.create(spec(Specs.rate(60_000, first), misfire(Misfire.MISFIRE_SKIP)).setJob("rare"));
    fss.passTo(first);
    until("parked", () -> fss.count("task WHERE wait = 1") == 1);
    fss.passTo(first + 59_000);

    fss.registry.online("c2", 5, "rare");

    runs(0);
    assertThat(skips(group)).isEmpty();
  }

  @Test
  void what_waited_for_a_slot_of_a_busy_client_is_no_misfire() {
    fss.registry.online("c2", 1, "rare");
    GroupInfo busy = fss.create(Specs.manual("busy").setJob("rare"));
    fss.run(busy);
    FakeEdge.Sent running = fss.edge.awaitNth("busy", 1);
    GroupInfo group =
        fss.create(spec(Specs.rate(60_000, first), misfire(Misfire.MISFIRE_SKIP)).setJob("rare"));
    fss.passTo(first);
    fss.looked();
    fss.passTo(first + 59_000);

    fss.client.succeeds(running);

    runs(0);
    assertThat(skips(group)).isEmpty();
  }

  @Test
  void what_was_late_already_when_its_clients_became_busy_is_a_misfire() {
    fss.registry.online("c2", 1, "rare");
    GroupInfo busy = fss.create(Specs.manual("busy").setJob("rare"));
    fss.run(busy);
    FakeEdge.Sent running = fss.edge.awaitNth("busy", 1);
    GroupInfo group =
        downUntil(
            59_000, spec(Specs.rate(60_000, first), misfire(Misfire.MISFIRE_SKIP)).setJob("rare"));
    fss.looked();

    fss.client.succeeds(running);

    nextIsPlannedFor(group, 60_000);
    assertThat(skips(group)).containsExactly(tuple(1L, 0L, 0L, MISFIRE));
  }
}
