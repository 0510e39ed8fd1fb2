package io.fss.scheduler;

import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupControlRequest;
import io.fss.proto.bus.v1.GroupControlRequest.Deed;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.Trigger;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups in which the end of a task decides when the next one is due. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class FollowingTest {
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

  private void endsWithNext(FakeEdge.Sent sent, long nextAt) {
    fss.client.ends(sent, fss.client.success().setNextAtMs(nextAt));
  }

  private long nextRun(GroupInfo group) {
    return fss.group(group.getId()).getNextRunAtMs();
  }

  @Test
  void a_fixed_delay_counts_from_the_end_of_the_task_before() {
    GroupInfo group = fss.create(Specs.group("g", Specs.delay(1_000, 0)));
    FakeEdge.Sent first = fss.edge.awaitNth("g", 1);
    fss.pass(Duration.ofMillis(5_300));
    fss.looked();
    assertThat(fss.tasks(group)).hasSize(1);

    fss.client.succeeds(first);

    assertThat(nextRun(group)).isEqualTo(fss.now() + 1_000);
    TaskInfo next = fss.tasks(group, TaskStatus.WAITING).get(0);
    assertThat(next.getOccurrenceKey()).isEqualTo("after:" + first.task());
    fss.pass(Duration.ofSeconds(1));
    assertThat(fss.edge.awaitNth("g", 2).task()).isEqualTo(next.getId());
  }

  @Test
  void a_fixed_delay_goes_on_after_a_failure_when_its_tries_are_used_up() {
    GroupInfo group =
        fss.create(Specs.group("g", Specs.delay(1_000, 0)).setPolicies(Specs.tries(2, 0)));
    fss.client.fails(fss.edge.awaitNth("g", 1), "no");
    FakeEdge.Sent second = fss.edge.awaitNth("g", 2);
    assertThat(fss.tasks(group)).hasSize(1);

    fss.client.fails(second, "no");

    assertThat(nextRun(group)).isEqualTo(fss.now() + 1_000);
    assertThat(fss.tasks(group, TaskStatus.WAITING)).hasSize(1);
  }

  @Test
  void a_dynamic_job_runs_when_it_asked_to() {
    GroupInfo group = fss.create(Specs.group("g", Specs.dynamic(0, 60_000)));

    endsWithNext(fss.edge.awaitNth("g", 1), fss.now() + 2_500);

    assertThat(nextRun(group)).isEqualTo(fss.now() + 2_500);
    fss.pass(Duration.ofMillis(2_499));
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(1);
    fss.pass(Duration.ofMillis(1));
    assertThat(fss.edge.awaitNth("g", 2).execution().getPlannedAtMs()).isEqualTo(fss.now());
  }

  @Test
  void a_dynamic_job_that_asks_for_the_past_or_for_nothing_falls_back() {
    GroupInfo group = fss.create(Specs.group("g", Specs.dynamic(0, 1_000)));

    endsWithNext(fss.edge.awaitNth("g", 1), fss.now() - 60_000);
    assertThat(nextRun(group)).isEqualTo(fss.now() + 1_000);

    fss.pass(Duration.ofSeconds(1));
    endsWithNext(fss.edge.awaitNth("g", 2), 0);
    assertThat(nextRun(group)).isEqualTo(fss.now() + 1_000);
  }

  @Test
  void a_dynamic_job_whose_wish_has_passed_when_its_report_arrives_runs_at_once() {
    GroupInfo group = fss.create(Specs.group("g", Specs.dynamic(0, 0)));
    FakeEdge.Sent first = fss.edge.awaitNth("g", 1);
    Completion.Builder end = fss.client.success().setNextAtMs(fss.now() + 4_000);

    fss.pass(Duration.ofSeconds(9));
    fss.client.ends(first, end);

    assertThat(fss.edge.awaitNth("g", 2).execution().getPlannedAtMs()).isEqualTo(fss.now());
    assertThat(fss.group(group.getId()).getNextTaskId()).isPositive();
  }

  @Test
  void a_dynamic_job_that_does_not_say_when_it_started_cannot_run_in_circles() {
    GroupInfo group = fss.create(Specs.group("g", Specs.dynamic(0, 60_000)));
    FakeEdge.Sent first = fss.edge.awaitNth("g", 1);

    fss.client.ends(first, fss.client.success().setStartedAtMs(0).setNextAtMs(1));

    assertThat(nextRun(group)).isEqualTo(fss.now() + 60_000);
  }

  @Test
  void a_dynamic_group_without_a_fallback_rests_until_it_is_run_by_hand() {
    GroupInfo group = fss.create(Specs.group("g", Specs.dynamic(0, 0)));
    endsWithNext(fss.edge.awaitNth("g", 1), 0);
    assertThat(fss.group(group.getId()).getNextTaskId()).isZero();
    assertThat(fss.tasks(group, TaskStatus.WAITING)).isEmpty();

    fss.run(group);
    endsWithNext(fss.edge.awaitNth("g", 2), fss.now() + 4_000);

    assertThat(nextRun(group)).isEqualTo(fss.now() + 4_000);
    assertThat(fss.tasks(group, TaskStatus.WAITING)).hasSize(1);
  }

  @Test
  void a_run_by_hand_beside_the_schedule_plans_nothing() {
    GroupInfo group = fss.create(Specs.group("g", Specs.delay(60_000, fss.now() + 60_000)));
    fss.run(group);

    endsWithNext(fss.edge.awaitNth("g", 1), fss.now() + 4_000);

    assertThat(nextRun(group)).isEqualTo(fss.now() + 60_000);
    assertThat(fss.tasks(group, TaskStatus.WAITING)).hasSize(1);
  }

  @Test
  void a_chain_whose_task_and_a_run_by_hand_end_together_stays_one_chain() {
    GroupInfo group = fss.create(Specs.group("g", Specs.delay(1_000, 0)));
    FakeEdge.Sent chain = fss.edge.awaitNth("g", 1);
    fss.run(group);
    FakeEdge.Sent hand = fss.edge.awaitNth("g", 2);
    Completion.Builder end = fss.client.success();

    fss.client.report(hand.session(), FakeClient.end(hand, end), FakeClient.end(chain, end));

    assertThat(fss.tasks(group, TaskStatus.WAITING))
        .extracting(TaskInfo::getId)
        .containsExactly(fss.group(group.getId()).getNextTaskId());
  }

  @Test
  void a_chain_that_was_stopped_and_started_while_it_ran_stays_one_chain() {
    GroupInfo group = fss.create(Specs.group("g", Specs.delay(1_000, 0)));
    FakeEdge.Sent chain = fss.edge.awaitNth("g", 1);
    fss.run(group);
    FakeEdge.Sent hand = fss.edge.awaitNth("g", 2);
    fss.disable(group);
    fss.enable(group);

    fss.client.succeeds(hand);
    fss.client.succeeds(chain);

    assertThat(fss.tasks(group, TaskStatus.WAITING))
        .extracting(TaskInfo::getId)
        .containsExactly(fss.group(group.getId()).getNextTaskId());
  }

  @Test
  void a_chain_that_is_over_stays_so_when_its_group_was_disabled_while_the_last_task_ran() {
    Trigger trigger = Specs.delay(1_000, 0).toBuilder().setMaxRuns(1).build();
    GroupInfo group = fss.create(Specs.group("g", trigger));
    FakeEdge.Sent only = fss.edge.awaitNth("g", 1);

    fss.disable(group);
    fss.client.succeeds(only);
    fss.enable(group);
    fss.pass(Duration.ofSeconds(9));
    fss.looked();

    assertThat(fss.edge.of("g")).hasSize(1);
    assertThat(fss.group(group.getId()).getBegun()).isEqualTo(1);
  }

  @Test
  void an_occurrence_that_is_tried_again_counts_once() {
    Trigger trigger = Specs.delay(1_000, 0).toBuilder().setMaxRuns(2).build();
    GroupInfo group = fss.create(Specs.group("g", trigger).setPolicies(Specs.tries(2, 0)));

    fss.client.fails(fss.edge.awaitNth("g", 1), "no");
    fss.client.succeeds(fss.edge.awaitNth("g", 2));
    fss.pass(Duration.ofSeconds(1));
    fss.client.succeeds(fss.edge.awaitNth("g", 3));

    assertThat(fss.group(group.getId()).getBegun()).isEqualTo(2);
    assertThat(fss.group(group.getId()).getNextTaskId()).isZero();
  }

  @Test
  void two_waits_of_a_chain_without_a_next_task_that_end_together_plan_one() {
    GroupSpec.Builder spec =
        Specs.group("g", Specs.delay(1_000, 0)).setPolicies(Specs.tries(2, 60_000));
    GroupInfo group = fss.create(spec);
    FakeEdge.Sent chain = fss.edge.awaitNth("g", 1);
    fss.run(group);
    FakeEdge.Sent hand = fss.edge.awaitNth("g", 2);
    fss.edit(fss.group(group.getId()), spec.setTrigger(Specs.delay(2_000, 0)));
    fss.client.fails(chain, "no");
    fss.client.fails(hand, "no");

    fss.control(group, GroupControlRequest.newBuilder().setDeed(Deed.CANCEL));

    assertThat(fss.tasks(group, TaskStatus.WAITING))
        .extracting(TaskInfo::getId)
        .containsExactly(fss.group(group.getId()).getNextTaskId());
  }

  @Test
  void once_is_run_once_and_rests() {
    GroupInfo group = fss.create(Specs.group("g", Specs.once(fss.now() + 1_000)));
    fss.pass(Duration.ofSeconds(1));
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);
    fss.run(group);
    FakeEdge.Sent hand = fss.edge.awaitNth("g", 2);
    Completion.Builder end = fss.client.success();

    fss.client.report(sent.session(), FakeClient.end(sent, end), FakeClient.end(hand, end));

    assertThat(fss.group(group.getId()).getNextTaskId()).isZero();
    fss.disable(group);
    fss.enable(group);
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(2);
  }

  @Test
  void a_task_that_is_lost_does_not_break_the_chain() {
    GroupInfo group = fss.create(Specs.group("g", Specs.delay(1_000, 0)));
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);

    fss.registry.silent(sent.session(), Duration.ofSeconds(30));

    until("it is lost", () -> fss.tasks(group, TaskStatus.LOST).size() == 1);
    assertThat(fss.tasks(group, TaskStatus.WAITING)).hasSize(1);
  }
}
