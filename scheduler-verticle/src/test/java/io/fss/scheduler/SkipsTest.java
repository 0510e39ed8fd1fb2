package io.fss.scheduler;

import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
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

@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class SkipsTest {
  private static final String OVERLAP = "overlap: an earlier task of the group had not ended";
  private static final String MISFIRE = "misfire: nothing of the group could start in time";

  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
    fss.registry.online("c1", 5, "bill");
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private GroupInfo everySecond() {
    return fss.create(Specs.group("g", Specs.rate(1_000, fss.now() + 1_000)));
  }

  private void nextSecond(GroupInfo group, long skipped) {
    fss.pass(Duration.ofSeconds(1));
    until(
        skipped + " skipped", () -> fss.group(group.getId()).getCounters().getSkipped() == skipped);
  }

  @Test
  void an_occurrence_is_skipped_while_the_one_before_still_runs() {
    GroupInfo group = everySecond();
    nextSecond(group, 0);
    fss.edge.awaitSent("g", 1);

    nextSecond(group, 1);

    TaskInfo skip = fss.tasks(group, TaskStatus.SKIPPED).get(0);
    assertThat(skip.getMessage()).isEqualTo(OVERLAP);
    assertThat(skip.getPlannedAtMs()).isEqualTo(fss.now());
    assertThat(skip.getCount()).isEqualTo(1);
    assertThat(fss.tasks(group, TaskStatus.WAITING))
        .extracting(TaskInfo::getPlannedAtMs)
        .containsExactly(fss.now() + 1_000);
    assertThat(fss.edge.of("g")).hasSize(1);
  }

  @Test
  void skips_in_a_row_are_one_row_that_counts() {
    GroupInfo group = everySecond();
    nextSecond(group, 0);
    fss.edge.awaitSent("g", 1);
    long first = fss.now() + 1_000;

    nextSecond(group, 1);
    nextSecond(group, 2);
    nextSecond(group, 3);

    assertThat(fss.tasks(group, TaskStatus.SKIPPED))
        .extracting(TaskInfo::getCount, TaskInfo::getPlannedAtMs, TaskInfo::getLastPlannedAtMs)
        .containsExactly(tuple(3L, first, first + 2_000));
  }

  @Test
  void a_row_of_skips_never_goes_back_in_time() {
    GroupInfo group = everySecond();
    nextSecond(group, 0);
    fss.edge.awaitSent("g", 1);
    nextSecond(group, 1);
    long later = fss.now() + 3_600_000;
    fss.write("UPDATE task_history SET last_planned_at = " + later);

    nextSecond(group, 2);

    assertThat(fss.tasks(group, TaskStatus.SKIPPED))
        .extracting(TaskInfo::getCount, TaskInfo::getLastPlannedAtMs)
        .containsExactly(tuple(2L, later));
  }

  @Test
  void a_run_in_between_starts_a_new_row_of_skips() {
    GroupInfo group = everySecond();
    nextSecond(group, 0);
    FakeEdge.Sent one = fss.edge.awaitNth("g", 1);
    nextSecond(group, 1);
    fss.client.succeeds(one);
    nextSecond(group, 1);
    fss.edge.awaitSent("g", 2);

    nextSecond(group, 2);

    assertThat(fss.tasks(group, TaskStatus.SKIPPED))
        .extracting(TaskInfo::getCount)
        .containsExactly(1L, 1L);
  }

  @Test
  void a_platform_that_was_down_runs_once_late_and_counts_what_it_missed() {
    GroupInfo group = everySecond();
    long first = fss.now() + 1_000;
    fss.stop();

    fss.pass(Duration.ofMillis(5_500));
    fss.start();

    FakeEdge.Sent late = fss.edge.awaitNth("g", 1);
    assertThat(late.execution().getPlannedAtMs()).isEqualTo(first);
    fss.client.succeeds(late);
    assertThat(fss.tasks(group, TaskStatus.SKIPPED))
        .extracting(
            TaskInfo::getMessage,
            TaskInfo::getCount,
            TaskInfo::getPlannedAtMs,
            TaskInfo::getLastPlannedAtMs)
        .containsExactly(tuple(MISFIRE, 4L, first + 1_000, first + 4_000));
    assertThat(fss.group(group.getId()).getNextRunAtMs()).isEqualTo(first + 5_000);
    assertThat(fss.group(group.getId()).getCounters().getSkipped()).isEqualTo(4);
    assertThat(fss.edge.of("g")).hasSize(1);
  }

  @Test
  void a_cron_that_waited_long_for_a_client_runs_once_and_counts_the_rest() {
    GroupInfo group = fss.create(Specs.group("g", Specs.cron("0 * * * * ?", "")).setJob("rare"));
    long first = group.getNextRunAtMs();
    fss.passTo(first + 3_600_000);
    fss.looked();

    fss.registry.online("c2", 5, "rare");

    fss.client.succeeds(fss.edge.awaitNth("g", 1));
    assertThat(fss.tasks(group))
        .extracting(TaskInfo::getStatus, TaskInfo::getCount)
        .containsExactlyInAnyOrder(
            tuple(TaskStatus.SUCCEEDED, 1L),
            tuple(TaskStatus.SKIPPED, 60L),
            tuple(TaskStatus.WAITING, 1L));
  }

  @Test
  void a_task_that_is_between_two_tries_still_overlaps() {
    GroupInfo group =
        fss.create(
            Specs.group("g", Specs.rate(1_000, fss.now() + 1_000))
                .setPolicies(Specs.tries(2, 60_000)));
    nextSecond(group, 0);
    fss.client.fails(fss.edge.awaitNth("g", 1), "no");

    nextSecond(group, 1);

    assertThat(fss.edge.of("g")).hasSize(1);
  }

  @Test
  void a_run_by_hand_goes_beside_a_running_task_and_the_schedule_waits_for_both() {
    GroupInfo group = everySecond();
    fss.run(group);
    FakeEdge.Sent hand = fss.edge.awaitNth("g", 1);

    nextSecond(group, 1);
    fss.run(group);
    List<FakeEdge.Sent> both = fss.edge.awaitSent("g", 2);

    assertThat(both.get(1).task()).isNotEqualTo(hand.task());
    fss.client.succeeds(hand);
    nextSecond(group, 2);
  }

  @Test
  void a_fixed_delay_that_was_skipped_beside_a_run_by_hand_goes_on() {
    GroupInfo group = fss.create(Specs.group("g", Specs.delay(1_000, fss.now() + 1_000)));
    fss.run(group);
    FakeEdge.Sent hand = fss.edge.awaitNth("g", 1);

    nextSecond(group, 1);

    assertThat(fss.group(group.getId()).getNextRunAtMs()).isEqualTo(fss.now() + 1_000);
    fss.client.succeeds(hand);
    fss.pass(Duration.ofSeconds(1));
    assertThat(fss.edge.awaitSent("g", 2)).hasSize(2);
    assertThat(fss.tasks(group, TaskStatus.WAITING)).isEmpty();
  }

  @Test
  void a_once_that_was_skipped_leaves_no_plan_behind() {
    GroupInfo group = fss.create(Specs.group("g", Specs.once(fss.now() + 1_000)));
    fss.run(group);
    fss.edge.awaitSent("g", 1);

    nextSecond(group, 1);

    assertThat(fss.group(group.getId()).getNextTaskId()).isZero();
    assertThat(fss.group(group.getId()).getNextRunAtMs()).isZero();
  }
}
