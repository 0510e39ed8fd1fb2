package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.kernel.Channels;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupControlRequest;
import io.fss.proto.bus.v1.GroupControlRequest.Deed;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskListRequest;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.bus.v1.Wait;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.Completion.Outcome;
import io.fss.proto.v1.ItemVerdict;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Route;
import io.fss.proto.v1.Report;
import io.fss.proto.v1.Verdict;
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

/** Broadcast and sharding: one task, many parts, each with a client of its own. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class SplitTest {
  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
    fss.registry.online("c1", 5, "bill");
    fss.registry.online("c2", 5, "bill");
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private static Policies.Builder broadcast() {
    return Policies.newBuilder().setRoute(Route.BROADCAST);
  }

  private static Policies.Builder shards(int count) {
    return Policies.newBuilder().setRoute(Route.SHARDING).setShards(count);
  }

  private GroupInfo manual(Policies.Builder policies) {
    return fss.create(Specs.manual("g").setPolicies(policies));
  }

  private List<TaskInfo> parts(long parent) {
    return await(
            fss.bus.request(
                Channels.TASK_LIST, TaskListRequest.newBuilder().setParent(parent).build()))
        .getTasksList();
  }

  private void fails(FakeEdge.Sent sent) {
    fss.client.ends(sent, Completion.newBuilder().setOutcome(Outcome.FAILED));
  }

  // ---- broadcast

  @Test
  void a_broadcast_runs_once_on_each_client_and_ends_with_the_last_of_them() {
    GroupInfo group = manual(broadcast());
    long parent = fss.run(group);
    List<FakeEdge.Sent> sent = fss.edge.awaitSent("g", 2);
    assertThat(sent)
        .extracting(FakeEdge.Sent::session)
        .containsExactlyInAnyOrder("session-of-c1", "session-of-c2");
    fss.client.succeeds(sent.get(0));
    assertThat(fss.task(parent).getStatus()).isEqualTo(TaskStatus.RUNNING);
    assertThat(fss.task(parent).getOpenChildren()).isEqualTo(1);

    fss.client.succeeds(sent.get(1));

    TaskInfo ended = fss.awaitStatus(parent, TaskStatus.SUCCEEDED);
    assertThat(ended.getMessage()).isEqualTo("2 of 2 succeeded");
    assertThat(ended.getChildren()).isEqualTo(2);
    assertThat(parts(parent))
        .extracting(TaskInfo::getParent, TaskInfo::getStatus)
        .containsExactly(tuple(parent, TaskStatus.SUCCEEDED), tuple(parent, TaskStatus.SUCCEEDED));
    assertThat(fss.group(group.getId()).getCounters().getRuns()).isEqualTo(1);
    assertThat(fss.group(group.getId()).getCounters().getSuccesses()).isEqualTo(1);
    assertThat(fss.count("task WHERE group_id = " + group.getId())).isZero();
    assertThat(fss.count("task_group WHERE tasks <> 0")).isZero();
  }

  @Test
  void one_that_fails_on_a_client_has_failed() {
    GroupInfo group = manual(broadcast());
    long parent = fss.run(group);
    List<FakeEdge.Sent> sent = fss.edge.awaitSent("g", 2);

    fails(sent.get(0));
    fss.client.succeeds(sent.get(1));

    assertThat(fss.awaitStatus(parent, TaskStatus.FAILED).getMessage())
        .isEqualTo("1 of 2 succeeded");
    assertThat(fss.group(group.getId()).getCounters().getFailures()).isEqualTo(1);
  }

  @Test
  void a_part_is_tried_again_on_its_own_client() {
    long parent = fss.run(manual(broadcast().setMaxTries(2)));
    FakeEdge.Sent first = fss.edge.awaitSent("g", 2).get(0);

    fails(first);

    FakeEdge.Sent again = fss.edge.awaitNth("g", 3);
    assertThat(again.session()).isEqualTo(first.session());
    fss.client.succeeds(again);
    fss.client.succeeds(fss.edge.of("g").get(1));
    fss.awaitStatus(parent, TaskStatus.SUCCEEDED);
  }

  @Test
  void a_part_never_moves_to_another_client_and_waits_no_longer_than_a_lease() {
    long parent = fss.run(manual(broadcast().setMaxTries(2)));
    List<FakeEdge.Sent> sent = fss.edge.awaitSent("g", 2);
    FakeEdge.Sent stays =
        sent.stream()
            .filter(one -> one.session().equals("session-of-c1"))
            .findFirst()
            .orElseThrow();
    FakeEdge.Sent goes = sent.get(sent.indexOf(stays) == 0 ? 1 : 0);
    fss.client.succeeds(stays);
    fss.registry.silent("session-of-c2", Duration.ofSeconds(30));
    until("given up", () -> fss.task(goes.task()).getWait() == Wait.CLIENT);

    fss.pass(Duration.ofSeconds(30));

    TaskInfo ended = fss.awaitStatus(parent, TaskStatus.FAILED);
    assertThat(ended.getMessage()).isEqualTo("1 of 2 succeeded");
    assertThat(fss.task(goes.task()).getStatus()).isEqualTo(TaskStatus.TIMED_OUT);
    assertThat(fss.edge.of("g")).hasSize(2);
  }

  @Test
  void a_broadcast_without_a_client_waits_for_one() {
    fss.registry.silent("session-of-c1", Duration.ofSeconds(10));
    fss.registry.silent("session-of-c2", Duration.ofSeconds(10));
    fss.pass(Duration.ofSeconds(10));
    long parent = fss.run(manual(broadcast()));
    until("waits", () -> fss.task(parent).getWait() == Wait.CLIENT);

    fss.registry.online("c3", 5, "bill");

    fss.client.succeeds(fss.edge.awaitNth("g", 1));
    assertThat(fss.awaitStatus(parent, TaskStatus.SUCCEEDED).getChildren()).isEqualTo(1);
  }

  @Test
  void who_has_no_free_slot_gets_his_part_later() {
    fss.registry.online("c3", 1, "bill", "other");
    fss.run(
        fss.create(
            Specs.manual("busy")
                .setJob("other")
                .setPolicies(Policies.newBuilder().setRouteClient("c3"))));
    FakeEdge.Sent busy = fss.edge.awaitNth("busy", 1);

    long parent = fss.run(manual(broadcast()));
    fss.edge.awaitSent("g", 2).forEach(fss.client::succeeds);
    fss.looked();
    assertThat(fss.task(parent).getOpenChildren()).isEqualTo(1);
    fss.client.succeeds(busy);

    fss.client.succeeds(fss.edge.awaitNth("g", 3));
    assertThat(fss.awaitStatus(parent, TaskStatus.SUCCEEDED).getChildren()).isEqualTo(3);
  }

  // ---- shards

  @Test
  void shards_know_their_number_and_their_parameters_and_spread_over_the_clients() {
    GroupInfo group =
        manual(shards(4).addShardParams("{\"from\":0}").addShardParams("{\"from\":100}"));

    long parent = fss.run(group, "", "{\"day\":\"mon\"}");

    List<FakeEdge.Sent> sent = fss.edge.awaitSent("g", 4);
    assertThat(sent)
        .extracting(
            one -> one.execution().getShardIndex(),
            one -> one.execution().getShardTotal(),
            one -> one.execution().getParams())
        .containsExactlyInAnyOrder(
            tuple(0, 4, "{\"day\":\"mon\",\"from\":0}"),
            tuple(1, 4, "{\"day\":\"mon\",\"from\":100}"),
            tuple(2, 4, "{\"day\":\"mon\"}"),
            tuple(3, 4, "{\"day\":\"mon\"}"));
    assertThat(sent.stream().filter(one -> one.session().equals("session-of-c1"))).hasSize(2);
    sent.forEach(fss.client::succeeds);
    fss.awaitStatus(parent, TaskStatus.SUCCEEDED);
  }

  @Test
  void a_shard_that_fails_is_tried_again_elsewhere() {
    long parent = fss.run(manual(shards(1).setMaxTries(2)));
    FakeEdge.Sent first = fss.edge.awaitNth("g", 1);

    fails(first);

    FakeEdge.Sent again = fss.edge.awaitNth("g", 2);
    assertThat(again.session()).isNotEqualTo(first.session());
    assertThat(again.execution().getShardTotal()).isEqualTo(1);
    fss.client.succeeds(again);
    fss.awaitStatus(parent, TaskStatus.SUCCEEDED);
  }

  @Test
  void without_a_number_there_are_as_many_shards_as_clients() {
    fss.run(manual(shards(0)));

    assertThat(fss.edge.awaitSent("g", 2))
        .extracting(one -> one.execution().getShardTotal())
        .containsOnly(2);
  }

  // ---- the rest of its life

  @Test
  void an_occurrence_is_not_over_while_a_part_of_it_runs() {
    long first = fss.now() + 1_000;
    GroupInfo group =
        fss.create(Specs.group("g", Specs.rate(1_000, first)).setPolicies(broadcast()));
    fss.passTo(first);
    List<FakeEdge.Sent> sent = fss.edge.awaitSent("g", 2);
    fss.client.succeeds(sent.get(0));

    fss.pass(Duration.ofSeconds(1));

    until("skipped", () -> fss.group(group.getId()).getCounters().getSkipped() == 1);
    fss.client.succeeds(sent.get(1));
    until("ended", () -> fss.group(group.getId()).getCounters().getRuns() == 1);
    fss.pass(Duration.ofSeconds(1));
    fss.edge.awaitSent("g", 4);
  }

  @Test
  void a_fixed_delay_counts_from_the_end_of_the_last_part() {
    long first = fss.now() + 1_000;
    GroupInfo group =
        fss.create(Specs.group("g", Specs.delay(10_000, first)).setPolicies(broadcast()));
    fss.passTo(first);
    List<FakeEdge.Sent> sent = fss.edge.awaitSent("g", 2);
    fss.client.succeeds(sent.get(0));
    fss.pass(Duration.ofSeconds(3));
    fss.looked();
    assertThat(fss.group(group.getId()).getNextTaskId()).isNotZero();
    assertThat(fss.tasks(group, TaskStatus.WAITING)).isEmpty();

    fss.client.succeeds(sent.get(1));

    until("planned", () -> !fss.tasks(group, TaskStatus.WAITING).isEmpty());
    assertThat(fss.group(group.getId()).getNextRunAtMs()).isEqualTo(fss.now() + 10_000);
  }

  @Test
  void cancelled_as_a_whole_its_parts_stop_and_then_it_ends() {
    fss.registry.online("c3", 1, "bill");
    long parent = fss.run(manual(shards(20)));
    List<FakeEdge.Sent> sent = fss.edge.awaitSent("g", 11);

    fss.cancel(parent, "enough");

    until("the rest has ended", () -> fss.task(parent).getOpenChildren() == 11);
    for (FakeEdge.Sent one : sent) {
      assertThat(fss.edge.awaitOrder(one)).contains("enough");
      fss.client.ends(one, Completion.newBuilder().setOutcome(Outcome.CANCELLED));
    }
    assertThat(fss.awaitStatus(parent, TaskStatus.CANCELLED).getMessage())
        .isEqualTo("cancelled by hand: enough (0 of 20 succeeded)");
    assertThat(parts(parent)).hasSize(20);
  }

  @Test
  void disabling_lets_it_finish_and_cancels_it_where_that_is_wanted() {
    long first = fss.now() + 1_000;
    GroupInfo group =
        fss.create(Specs.group("g", Specs.rate(60_000, first)).setPolicies(shards(20)));
    fss.passTo(first);
    List<FakeEdge.Sent> sent = fss.edge.awaitSent("g", 10);
    long parent = fss.task(sent.get(0).task()).getParent();

    fss.disable(group);
    fss.client.succeeds(sent.get(0));
    fss.edge.awaitSent("g", 11);
    assertThat(fss.task(parent).getOpenChildren()).isEqualTo(19);
    fss.control(
        group, GroupControlRequest.newBuilder().setDeed(Deed.DISABLE).setCancelRunning(true));

    until("the waiting ones have ended", () -> fss.task(parent).getOpenChildren() == 10);
    assertThat(fss.task(parent).getStatus()).isEqualTo(TaskStatus.STOPPING);
  }

  @Test
  void an_edit_leaves_the_parts_with_whom_they_are_meant_for() {
    fss.registry.online("c3", 1, "bill", "other");
    fss.run(
        fss.create(
            Specs.manual("busy")
                .setJob("other")
                .setPolicies(Policies.newBuilder().setRouteClient("c3"))));
    FakeEdge.Sent busy = fss.edge.awaitNth("busy", 1);
    GroupInfo group = manual(broadcast());
    fss.run(group);
    fss.edge.awaitSent("g", 2);

    GroupSpec.Builder edited = group.getSpec().toBuilder();
    edited.getPoliciesBuilder().setPriority(3);
    fss.edit(fss.group(group.getId()), edited);
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(2);
    fss.client.succeeds(busy);

    assertThat(fss.edge.awaitNth("g", 3).session()).isEqualTo("session-of-c3");
  }

  @Test
  void a_part_that_was_given_up_and_succeeded_after_all_has_succeeded() {
    long parent = fss.run(manual(broadcast()));
    List<FakeEdge.Sent> sent = fss.edge.awaitSent("g", 2);
    FakeEdge.Sent late = sent.get(0);
    fss.registry.silent(late.session(), Duration.ofSeconds(30));
    fss.awaitStatus(late.task(), TaskStatus.LOST);

    assertThat(fss.client.succeeds(late)).isEqualTo(Verdict.COMMITTED);
    fss.client.succeeds(sent.get(1));

    assertThat(fss.awaitStatus(parent, TaskStatus.SUCCEEDED).getMessage())
        .isEqualTo("2 of 2 succeeded");
  }

  @Test
  void nobody_but_its_parts_says_how_a_task_that_was_split_ended() {
    long parent = fss.run(manual(broadcast()));
    fss.edge.awaitSent("g", 2);

    Report end =
        Report.newBuilder()
            .setAttempt(AttemptRef.newBuilder().setTaskId(parent).setAttempt(1))
            .setCompletion(fss.client.success())
            .build();

    assertThat(fss.client.report("", end))
        .extracting(ItemVerdict::getVerdict)
        .containsExactly(Verdict.INVALID);
    assertThat(fss.client.report("session-of-c1", end))
        .extracting(ItemVerdict::getVerdict)
        .containsExactly(Verdict.STALE);
    assertThat(fss.task(parent).getStatus()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void shards_whose_parameters_are_too_much_to_write_are_recorded_as_that() {
    Policies.Builder policies = shards(1_000);
    for (int i = 0; i < 1_000; i++) {
      policies.addShardParams("{}");
    }

    long task = fss.run(manual(policies), "", "{\"x\":\"" + "x".repeat(10_000) + "\"}");

    assertThat(fss.awaitStatus(task, TaskStatus.FAILED).getMessage())
        .contains("more than can be written at once");
    assertThat(fss.edge.of("g")).isEmpty();
  }

  @Test
  void a_broadcast_may_have_more_parts_than_one_statement_writes() {
    for (int i = 0; i < 1_100; i++) {
      fss.registry.putUnseen(
          fss.registry.client("session-of-c1").toBuilder()
              .setSession("session-of-many-" + i)
              .setClient("many-" + i)
              .build());
    }
    fss.registry.online("c3", 5, "bill");

    long parent = fss.run(manual(broadcast()));

    fss.edge.awaitSent("g", 1_103).forEach(fss.client::succeeds);
    assertThat(fss.awaitStatus(parent, TaskStatus.SUCCEEDED).getChildren()).isEqualTo(1_103);
  }

  @Test
  void what_nobody_gathered_the_sweep_does() {
    GroupInfo group = manual(broadcast());
    long parent = fss.run(group);
    fss.edge.awaitSent("g", 2);
    // As the end of the last part leaves it, when the process dies then.
    fss.write("DELETE FROM task WHERE parent = " + parent);

    fss.write("UPDATE task SET open_children = 0, check_at = 1 WHERE id = " + parent);

    fss.awaitStatus(parent, TaskStatus.SUCCEEDED);
  }

  @Test
  void a_restart_takes_up_the_parts_and_no_more_of_them() {
    long parent = fss.run(manual(shards(12)));
    List<FakeEdge.Sent> sent = fss.edge.awaitSent("g", 10);

    fss.stop().start();
    sent.forEach(fss.client::succeeds);

    fss.edge.awaitSent("g", 12).subList(10, 12).forEach(fss.client::succeeds);
    fss.awaitStatus(parent, TaskStatus.SUCCEEDED);
    assertThat(fss.edge.of("g")).hasSize(12);
    assertThat(parts(parent)).hasSize(12);
  }
}
