package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupControlReply;
import io.fss.proto.bus.v1.GroupControlRequest;
import io.fss.proto.bus.v1.GroupControlRequest.Deed;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.TaskControlReply;
import io.fss.proto.bus.v1.TaskControlRequest;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.AttemptAnswer;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.Completion.Outcome;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Overlap;
import io.fss.proto.v1.Trigger;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What people do to tasks: run, run again, cancel. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class ManualRunTest {
  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;
  private String session;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
    session = fss.registry.online("c1", 50, "bill");
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private FakeEdge.Sent sent(int n) {
    return fss.edge.awaitNth("g", n);
  }

  private void ends(FakeEdge.Sent sent, Outcome outcome) {
    fss.client.ends(sent, Completion.newBuilder().setOutcome(outcome).setMessage("so it ended"));
  }

  private TaskControlReply rerun(long task, String key) {
    return await(fss.tryTo(TaskControlRequest.Deed.RERUN, task, key));
  }

  private Refusal refusalOf(TaskControlRequest.Deed deed, long task) {
    return (Refusal) failure(fss.tryTo(deed, task, ""));
  }

  /** A second passes, and what was due in it has been decided. */
  private void tick(GroupInfo group) {
    fss.pass(Duration.ofSeconds(1));
    until("decided", () -> fss.group(group.getId()).getNextRunAtMs() > fss.now());
  }

  private Trigger everySecond() {
    return Specs.rate(1_000, fss.now() + 1_000);
  }

  // ---- run

  @Test
  void a_run_by_hand_is_no_occurrence_and_does_not_count_for_the_most() {
    GroupInfo group = fss.create(Specs.group("g", everySecond().toBuilder().setMaxRuns(2).build()));
    for (int n = 1; n <= 3; n++) {
      fss.run(group);
      fss.client.succeeds(sent(n));
    }
    assertThat(fss.group(group.getId()).getBegun()).isZero();

    for (int n = 4; n <= 5; n++) {
      fss.pass(Duration.ofSeconds(1));
      fss.client.succeeds(sent(n));
    }

    fss.pass(Duration.ofSeconds(9));
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(5);
    assertThat(fss.group(group.getId()).getNextTaskId()).isZero();
    fss.run(group);
    fss.client.succeeds(sent(6));
    assertThat(fss.group(group.getId()).getBegun()).isEqualTo(2);
    assertThat(fss.group(group.getId()).getCounters().getRuns()).isEqualTo(6);
  }

  @Test
  void a_run_by_hand_goes_beside_what_runs_and_what_waits_under_every_overlap_policy() {
    for (Overlap overlap : List.of(Overlap.BUFFER_ONE, Overlap.BUFFER_ALL, Overlap.ALLOW_ALL)) {
      String name = overlap.name();
      GroupInfo group =
          fss.create(
              Specs.group(name, everySecond())
                  .setPolicies(Policies.newBuilder().setOverlap(overlap).setOverlapLimit(1)));
      tick(group);
      tick(group);
      fss.edge.awaitNth(name, 1);

      long task = fss.run(group);

      assertThat(fss.edge.awaitNth(name, 2).task()).isEqualTo(task);
      fss.disable(group);
    }
  }

  @Test
  void what_waits_in_line_waits_for_a_run_by_hand_too() {
    GroupInfo group =
        fss.create(
            Specs.group("g", everySecond())
                .setPolicies(Policies.newBuilder().setOverlap(Overlap.BUFFER_ONE)));
    fss.run(group);
    FakeEdge.Sent one = sent(1);
    fss.run(group);
    FakeEdge.Sent two = sent(2);
    tick(group);

    fss.client.succeeds(one);
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(2);
    fss.client.succeeds(two);

    assertThat(sent(3).execution().getPlannedAtMs()).isEqualTo(fss.now());
  }

  @Test
  void a_key_makes_one_task_whatever_else_is_asked_for_with_it() {
    GroupInfo group = fss.create(Specs.manual("g"));

    long task = fss.run(group, "order-7", "{\"n\":1}");

    assertThat(fss.run(group, "order-7", "{\"n\":2}")).isEqualTo(task);
    assertThat(sent(1).execution().getParams()).isEqualTo("{\"n\":1}");
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(1);
  }

  @Test
  void of_many_runs_with_one_key_at_the_same_time_one_is_made() {
    GroupInfo group = fss.create(Specs.manual("g"));
    List<Future<GroupControlReply>> asked = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      asked.add(
          fss.bus.request(
              Channels.GROUP_CONTROL,
              GroupControlRequest.newBuilder()
                  .setId(group.getId())
                  .setDeed(Deed.RUN)
                  .setKey("k")
                  .build()));
    }

    assertThat(asked.stream().map(one -> await(one).getTaskId()).distinct()).hasSize(1);
    sent(1);
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(1);
  }

  @Test
  void a_run_that_would_have_to_have_ended_already_is_refused() {
    GroupInfo group = fss.create(Specs.manual("g"));

    Refusal refusal =
        (Refusal)
            failure(
                fss.bus.request(
                    Channels.GROUP_CONTROL,
                    GroupControlRequest.newBuilder()
                        .setId(group.getId())
                        .setDeed(Deed.RUN)
                        .setFinishByMs(fss.now())
                        .build()));

    assertThat(refusal).hasMessage("finishBy '%d': must be in the future".formatted(fss.now()));
  }

  // ---- run again

  @Test
  void an_ended_task_is_run_again_with_its_parameters_as_a_new_one() {
    GroupInfo group = fss.create(Specs.manual("g").setData("{\"d\":1}"));
    fss.run(group, "", "{\"only\":7}");
    FakeEdge.Sent first = sent(1);
    fss.client.ends(first, fss.client.success().setData("{\"d\":2}").setDataVersion(1));

    TaskControlReply reply = rerun(first.task(), "");

    assertThat(reply.getTaskId()).isNotEqualTo(first.task());
    FakeEdge.Sent again = sent(2);
    assertThat(again.task()).isEqualTo(reply.getTaskId());
    assertThat(again.execution().getParams()).isEqualTo("{\"only\":7}");
    assertThat(again.execution().getData()).isEqualTo("{\"d\":2}");
    assertThat(again.execution().getAttempt()).isEqualTo(1);
    fss.client.succeeds(again);
    assertThat(fss.task(again.task()).getRemark())
        .isEqualTo("runs task %d again".formatted(first.task()));
    assertThat(fss.task(first.task()).getStatus()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void running_again_with_a_key_is_done_once() {
    fss.run(fss.create(Specs.manual("g")));
    FakeEdge.Sent first = sent(1);
    fss.client.fails(first, "no");

    long again = rerun(first.task(), "again-1").getTaskId();

    assertThat(rerun(first.task(), "again-1").getTaskId()).isEqualTo(again);
    fss.client.succeeds(sent(2));
    assertThat(rerun(first.task(), "again-1").getTaskId()).isEqualTo(again);
    assertThat(rerun(first.task(), "again-2").getTaskId()).isNotEqualTo(again);
    fss.client.succeeds(sent(3));
  }

  @Test
  void a_moment_that_was_skipped_can_be_made_up_for_by_hand_also_while_the_group_is_disabled() {
    GroupInfo group = fss.create(Specs.group("g", everySecond()));
    tick(group);
    FakeEdge.Sent running = sent(1);
    tick(group);
    TaskInfo skip = fss.tasks(group, TaskStatus.SKIPPED).get(0);
    fss.client.succeeds(running);
    fss.disable(group);

    long again = rerun(skip.getId(), "").getTaskId();

    assertThat(sent(2).task()).isEqualTo(again);
  }

  @Test
  void what_has_not_ended_or_never_was_is_not_run_again() {
    GroupInfo group = fss.create(Specs.manual("g"));
    long task = fss.run(group);
    sent(1);

    Refusal live = refusalOf(TaskControlRequest.Deed.RERUN, task);
    Refusal unknown = refusalOf(TaskControlRequest.Deed.RERUN, 4711);

    assertThat(live.kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(live).hasMessage("task %d has not ended yet".formatted(task));
    assertThat(unknown.kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  @Test
  void a_task_of_a_group_that_is_gone_is_not_run_again() {
    GroupInfo group = fss.create(Specs.manual("g"));
    fss.run(group);
    FakeEdge.Sent sent = sent(1);
    fss.client.succeeds(sent);
    await(fss.tryTo(Deed.DELETE, group));

    assertThat(refusalOf(TaskControlRequest.Deed.RERUN, sent.task()).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  // ---- cancel one

  @Test
  void a_task_that_waits_is_cancelled_at_once_and_the_schedule_goes_on_behind_it() {
    long first = fss.now() + 60_000;
    GroupInfo group =
        fss.create(Specs.group("g", Specs.rate(60_000, first).toBuilder().setMaxRuns(1).build()));

    TaskInfo cancelled = fss.cancel(group.getNextTaskId(), "holiday");

    assertThat(cancelled.getStatus()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(cancelled.getMessage()).isEqualTo("cancelled by hand: holiday");
    assertThat(cancelled.getPlannedAtMs()).isEqualTo(first);
    assertThat(fss.group(group.getId()).getNextRunAtMs()).isEqualTo(first + 60_000);
    assertThat(fss.group(group.getId()).getCounters().getRuns()).isZero();
    fss.passTo(first + 60_000);
    assertThat(sent(1).execution().getPlannedAtMs()).isEqualTo(first + 60_000);
  }

  @Test
  void the_next_of_a_chain_that_is_cancelled_is_due_again_after_the_cancel() {
    GroupInfo group = fss.create(Specs.group("g", Specs.delay(60_000, fss.now() + 60_000)));
    fss.pass(Duration.ofSeconds(59));

    fss.cancel(group.getNextTaskId(), "");

    // Its moment would have been in a second; the pause counts from there.
    assertThat(fss.group(group.getId()).getNextRunAtMs()).isEqualTo(fss.now() + 61_000);
  }

  @Test
  void a_task_that_runs_is_asked_to_stop_and_ends_when_its_client_says_so() {
    GroupInfo group =
        fss.create(Specs.manual("g").setPolicies(Policies.newBuilder().setMaxTries(9)));
    fss.run(group);
    FakeEdge.Sent sent = sent(1);

    TaskInfo stopping = fss.cancel(sent.task(), "wrong file");

    assertThat(stopping.getStatus()).isEqualTo(TaskStatus.STOPPING);
    assertThat(fss.edge.awaitOrder(sent)).isEqualTo("cancelled by hand: wrong file");
    assertThat(fss.cancel(sent.task(), "again").getStatus()).isEqualTo(TaskStatus.STOPPING);
    fss.client.fails(sent, "interrupted");
    TaskInfo ended = fss.task(sent.task());
    assertThat(ended.getStatus()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(ended.getMessage()).isEqualTo("cancelled by hand: wrong file (interrupted)");
    assertThat(fss.group(group.getId()).getCounters().getRuns()).isEqualTo(1);
    assertThat(fss.group(group.getId()).getCounters().getFailures()).isZero();
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(1);
  }

  @Test
  void a_task_whose_client_never_started_it_is_cancelled_without_a_try() {
    fss.edge.saysNothing(session);
    fss.edge.answersToOrders(session, AttemptAnswer.State.NOT_STARTED);
    GroupInfo group = fss.create(Specs.manual("g"));
    fss.run(group);
    FakeEdge.Sent sent = sent(1);

    fss.cancel(sent.task(), "");

    TaskInfo ended = fss.awaitStatus(sent.task(), TaskStatus.CANCELLED);
    assertThat(ended.getTries()).isZero();
    assertThat(ended.getMessage()).isEqualTo("cancelled by hand (it had not been started)");
    assertThat(fss.group(group.getId()).getCounters().getRuns()).isZero();
  }

  @Test
  void a_task_that_was_done_before_it_could_be_stopped_is_a_success() {
    fss.run(fss.create(Specs.manual("g")));
    FakeEdge.Sent sent = sent(1);
    fss.cancel(sent.task(), "");

    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.COMMITTED);

    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(fss.task(sent.task()).getRemark())
        .isEqualTo("it had ended before it could be stopped: cancelled by hand");
  }

  @Test
  void a_task_between_two_tries_is_cancelled_at_once_and_counts_as_a_run() {
    GroupInfo group =
        fss.create(
            Specs.group("g", Specs.delay(5_000, 0))
                .setPolicies(Policies.newBuilder().setMaxTries(3).setRetryDelayMs(60_000)));
    FakeEdge.Sent sent = sent(1);
    fss.client.fails(sent, "no");

    TaskInfo cancelled = fss.cancel(sent.task(), "");

    assertThat(cancelled.getStatus()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(cancelled.getTries()).isEqualTo(1);
    assertThat(fss.group(group.getId()).getCounters().getRuns()).isEqualTo(1);
    assertThat(fss.group(group.getId()).getNextRunAtMs()).isEqualTo(fss.now() + 5_000);
  }

  @Test
  void what_has_ended_or_never_was_is_not_cancelled() {
    fss.run(fss.create(Specs.manual("g")));
    FakeEdge.Sent sent = sent(1);
    fss.client.succeeds(sent);

    Refusal ended = refusalOf(TaskControlRequest.Deed.CANCEL, sent.task());

    assertThat(ended.kind()).isEqualTo(Refusal.Kind.CONFLICT);
    assertThat(ended).hasMessage("task %d has ended already: SUCCEEDED".formatted(sent.task()));
    assertThat(refusalOf(TaskControlRequest.Deed.CANCEL, 4711).kind())
        .isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  // ---- cancel all

  @Test
  void all_of_a_group_are_cancelled_but_for_the_next_moment_of_its_schedule() {
    GroupInfo group =
        fss.create(
            Specs.group("g", everySecond())
                .setPolicies(
                    Policies.newBuilder()
                        .setOverlap(Overlap.BUFFER_ALL)
                        .setMaxTries(2)
                        .setRetryDelayMs(60_000)));
    tick(group);
    FakeEdge.Sent running = sent(1);
    fss.run(group);
    FakeEdge.Sent failed = sent(2);
    fss.client.fails(failed, "no");
    tick(group);
    tick(group);

    GroupControlReply reply =
        fss.control(
            group, GroupControlRequest.newBuilder().setDeed(Deed.CANCEL).setReason("storm"));

    assertThat(reply.getCancelled()).isEqualTo(4);
    assertThat(fss.edge.awaitOrder(running)).isEqualTo("cancelled by hand: storm");
    assertThat(fss.tasks(group, TaskStatus.CANCELLED))
        .extracting(TaskInfo::getMessage)
        .containsOnly("cancelled by hand: storm")
        .hasSize(3);
    assertThat(fss.tasks(group, TaskStatus.WAITING))
        .extracting(TaskInfo::getId)
        .containsExactly(fss.group(group.getId()).getNextTaskId());
    ends(running, Outcome.CANCELLED);
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(2);
    fss.pass(Duration.ofSeconds(1));
    assertThat(sent(3).execution().getPlannedAtMs()).isEqualTo(fss.now());
  }

  @Test
  void a_chain_whose_running_task_is_cancelled_with_all_others_goes_on() {
    GroupInfo group = fss.create(Specs.group("g", Specs.delay(5_000, 0)));
    FakeEdge.Sent running = sent(1);

    fss.control(group, GroupControlRequest.newBuilder().setDeed(Deed.CANCEL));
    ends(running, Outcome.CANCELLED);

    assertThat(fss.task(running.task()).getStatus()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(fss.group(group.getId()).getNextRunAtMs()).isEqualTo(fss.now() + 5_000);
  }

  // ---- disable

  @Test
  void a_group_that_is_disabled_may_stop_what_runs_and_ends_what_waits() {
    GroupInfo group =
        fss.create(
            Specs.group("g", everySecond())
                .setPolicies(Policies.newBuilder().setOverlap(Overlap.BUFFER_ALL)));
    tick(group);
    FakeEdge.Sent running = sent(1);
    fss.run(group);
    FakeEdge.Sent hand = sent(2);
    tick(group);

    GroupControlReply reply =
        fss.control(
            group,
            GroupControlRequest.newBuilder()
                .setDeed(Deed.DISABLE)
                .setCancelRunning(true)
                .setReason("wrong"));

    assertThat(reply.getCancelled()).isEqualTo(3);
    String why = "cancelled: the group was disabled: wrong";
    assertThat(fss.edge.awaitOrder(running)).isEqualTo(why);
    assertThat(fss.edge.awaitOrder(hand)).isEqualTo(why);
    ends(running, Outcome.CANCELLED);
    ends(hand, Outcome.FAILED);
    fss.pass(Duration.ofSeconds(9));
    fss.looked();
    assertThat(fss.tasks(group))
        .extracting(TaskInfo::getStatus)
        .containsOnly(TaskStatus.CANCELLED)
        .hasSize(3);
  }

  @Test
  void what_runs_can_be_stopped_after_its_group_was_disabled() {
    GroupInfo group = fss.create(Specs.group("g", everySecond()));
    tick(group);
    FakeEdge.Sent running = sent(1);
    fss.disable(group);
    fss.looked();
    assertThat(fss.edge.orders(running)).isEmpty();

    GroupControlReply reply =
        fss.control(
            group, GroupControlRequest.newBuilder().setDeed(Deed.DISABLE).setCancelRunning(true));

    assertThat(reply.getCancelled()).isEqualTo(1);
    assertThat(fss.edge.awaitOrder(running)).isEqualTo("cancelled: the group was disabled");
    assertThat(reply.getGroup().getVersion()).isEqualTo(fss.group(group.getId()).getVersion());
  }

  @Test
  void a_run_by_hand_that_waits_ends_with_the_disabling_and_a_later_one_runs() {
    GroupInfo group = fss.create(Specs.manual("g").setJob("rare"));
    long before = fss.run(group);
    until("parked", () -> fss.count("task WHERE wait = 1") == 1);

    fss.disable(group);
    assertThat(fss.task(before).getStatus()).isEqualTo(TaskStatus.CANCELLED);
    long after = fss.run(group);
    fss.registry.online("c2", 5, "rare");

    assertThat(sent(1).task()).isEqualTo(after);
  }

  @Test
  void a_group_that_is_enabled_again_goes_on_beside_what_is_still_stopping() {
    GroupInfo group = fss.create(Specs.group("g", everySecond()));
    tick(group);
    FakeEdge.Sent running = sent(1);
    fss.control(
        group, GroupControlRequest.newBuilder().setDeed(Deed.DISABLE).setCancelRunning(true));

    fss.enable(group);
    tick(group);

    assertThat(fss.tasks(group, TaskStatus.SKIPPED))
        .extracting(TaskInfo::getPlannedAtMs, TaskInfo::getMessage)
        .containsExactly(tuple(fss.now(), "overlap: an earlier task of the group had not ended"));
    ends(running, Outcome.CANCELLED);
    tick(group);
    assertThat(sent(2).execution().getPlannedAtMs()).isEqualTo(fss.now());
  }
}
