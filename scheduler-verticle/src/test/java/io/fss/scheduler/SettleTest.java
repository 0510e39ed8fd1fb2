package io.fss.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.kernel.Await;
import io.fss.kernel.Channels;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.AttemptInfo;
import io.fss.proto.bus.v1.GroupCounters;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.GroupUpdateRequest;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.Execution;
import io.fss.proto.v1.ItemVerdict;
import io.fss.proto.v1.Progress;
import io.fss.proto.v1.Report;
import io.fss.proto.v1.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class SettleTest {
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

  private FakeEdge.Sent run(GroupInfo group) {
    int before = fss.edge.of(group.getSpec().getName()).size();
    fss.run(group);
    return fss.edge.awaitNth(group.getSpec().getName(), before + 1);
  }

  private static Completion.Builder cancelled() {
    return Completion.newBuilder().setOutcome(Completion.Outcome.CANCELLED).setMessage("asked to");
  }

  @Test
  void a_success_is_history_with_all_that_the_client_said() {
    GroupInfo group = fss.create(Specs.manual("g"));
    FakeEdge.Sent sent = run(group);
    long booked = fss.now();
    fss.pass(Duration.ofMillis(50));

    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.COMMITTED);

    TaskInfo task = fss.task(sent.task());
    assertThat(task.getStatus()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.getMessage()).isEqualTo("done");
    assertThat(task.getBookedAtMs()).isEqualTo(booked);
    assertThat(task.getStartedAtMs()).isEqualTo(fss.now() - 7);
    assertThat(task.getEndedAtMs()).isEqualTo(fss.now());
    assertThat(task.getDurationUs()).isEqualTo(7_000);
    assertThat(task.getProgress()).isEqualTo(100);
    assertThat(task.getSession()).isEqualTo(session);
    assertThat(task.getClient()).isEqualTo("c1");
    assertThat(task.getTries()).isEqualTo(1);
    assertThat(task.getAttemptsList()).isEmpty();
    assertThat(fss.count("task")).isZero();
  }

  @Test
  void a_group_counts_its_runs() {
    GroupInfo group = fss.create(Specs.manual("g"));

    fss.client.succeeds(run(group));
    fss.client.fails(run(group), "no");
    FakeEdge.Sent last = run(group);
    fss.pass(Duration.ofSeconds(1));
    fss.client.ends(last, cancelled());

    GroupInfo after = fss.group(group.getId());
    assertThat(after.getCounters())
        .isEqualTo(
            GroupCounters.newBuilder()
                .setRuns(3)
                .setSuccesses(1)
                .setFailures(1)
                .setTotalDurationUs(14_000)
                .build());
    assertThat(after.getLastTaskId()).isEqualTo(last.task());
    assertThat(after.getLastStatus()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(after.getLastRunAtMs()).isEqualTo(fss.now() - 1_000);
  }

  @Test
  void a_failure_is_tried_again_until_the_tries_are_used_up_and_every_attempt_is_kept() {
    GroupInfo group = fss.create(Specs.manual("g").setPolicies(Specs.tries(3, 1_000)));
    FakeEdge.Sent first = run(group);

    assertThat(fss.client.fails(first, "first")).isEqualTo(Verdict.COMMITTED);
    fss.pass(Duration.ofMillis(999));
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(1);
    assertThat(fss.task(first.task()).getTries()).isEqualTo(1);
    fss.pass(Duration.ofMillis(1));
    fss.client.fails(fss.edge.awaitNth("g", 2), "second");
    fss.pass(Duration.ofSeconds(1));
    FakeEdge.Sent third = fss.edge.awaitNth("g", 3);
    fss.client.fails(third, "third");

    TaskInfo task = fss.task(first.task());
    assertThat(third.execution().getTryNumber()).isEqualTo(3);
    assertThat(task.getStatus()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.getMessage()).isEqualTo("third");
    assertThat(task.getAttempt()).isEqualTo(3);
    assertThat(task.getTries()).isEqualTo(3);
    assertThat(task.getAttemptsList())
        .extracting(
            AttemptInfo::getAttempt,
            AttemptInfo::getStatus,
            AttemptInfo::getMessage,
            AttemptInfo::getClient)
        .containsExactly(
            tuple(1, TaskStatus.FAILED, "first", "c1"),
            tuple(2, TaskStatus.FAILED, "second", "c1"));
    assertThat(fss.group(group.getId()).getCounters().getRuns()).isEqualTo(1);
  }

  @Test
  void a_retry_that_succeeds_ends_the_task() {
    GroupInfo group = fss.create(Specs.manual("g").setPolicies(Specs.tries(5, 0)));

    fss.client.fails(run(group), "no");
    FakeEdge.Sent second = fss.edge.awaitNth("g", 2);
    fss.client.succeeds(second);
    fss.looked();

    assertThat(fss.task(second.task()).getStatus()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(fss.edge.of("g")).hasSize(2);
    assertThat(fss.group(group.getId()).getCounters().getFailures()).isZero();
  }

  @Test
  void a_retry_of_a_group_that_was_disabled_meanwhile_is_cancelled() {
    GroupInfo group =
        fss.create(Specs.group("g", Specs.rate(60_000, 0)).setPolicies(Specs.tries(3, 0)));
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);
    fss.disable(group);

    fss.client.fails(sent, "no");

    TaskInfo cancelled = fss.awaitStatus(sent.task(), TaskStatus.CANCELLED);
    assertThat(cancelled.getMessage()).startsWith("disabled: ");
    assertThat(cancelled.getAttemptsList())
        .extracting(AttemptInfo::getMessage)
        .containsExactly("no");
    assertThat(fss.edge.of("g")).hasSize(1);
  }

  @Test
  void a_retry_of_a_run_by_hand_does_not_need_an_enabled_group() {
    GroupInfo group =
        fss.create(Specs.manual("g").setEnabled(false).setPolicies(Specs.tries(2, 0)));

    fss.client.fails(run(group), "no");

    assertThat(fss.client.succeeds(fss.edge.awaitNth("g", 2))).isEqualTo(Verdict.COMMITTED);
  }

  @Test
  void a_retry_runs_the_job_it_was_planned_with_also_when_the_group_has_another_now() {
    GroupSpec.Builder spec = Specs.group("g", Specs.rate(60_000, 0)).setPolicies(Specs.tries(2, 0));
    GroupInfo group = fss.create(spec);
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);
    fss.pass(Duration.ofSeconds(1));
    Await.await(
        fss.bus.request(
            Channels.GROUP_UPDATE,
            GroupUpdateRequest.newBuilder()
                .setId(group.getId())
                .setVersion(1)
                .setSpec(spec.setJob("ship").setTrigger(Specs.rate(60_000, fss.now() + 60_000)))
                .build()));

    fss.client.fails(sent, "no");

    FakeEdge.Sent again = fss.edge.awaitNth("g", 2);
    assertThat(again.task()).isEqualTo(sent.task());
    assertThat(again.execution().getJob()).isEqualTo("bill");
    assertThat(fss.client.succeeds(again)).isEqualTo(Verdict.COMMITTED);
  }

  @Test
  void a_cancelled_task_is_not_tried_again() {
    FakeEdge.Sent sent = run(fss.create(Specs.manual("g").setPolicies(Specs.tries(5, 0))));

    fss.client.ends(sent, cancelled());
    fss.looked();

    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(fss.edge.of("g")).hasSize(1);
  }

  @Test
  void progress_is_kept_and_shows_that_the_task_runs() {
    FakeEdge.Sent sent = run(fss.create(Specs.manual("g")));

    assertThat(fss.client.progresses(sent, 40, "step 2 of 5")).isEqualTo(Verdict.COMMITTED);

    TaskInfo task = fss.task(sent.task());
    assertThat(task.getStatus()).isEqualTo(TaskStatus.RUNNING);
    assertThat(task.getProgress()).isEqualTo(40);
    assertThat(task.getMessage()).isEqualTo("step 2 of 5");
    fss.client.fails(sent, "no");
    assertThat(fss.task(sent.task()).getProgress()).isEqualTo(40);
    assertThat(fss.client.progresses(sent, 50, "late")).isEqualTo(Verdict.STALE);
  }

  @Test
  void progress_and_end_in_one_batch_are_both_written() {
    FakeEdge.Sent sent = run(fss.create(Specs.manual("g").setPolicies(Specs.tries(2, 60_000))));
    Report progress =
        Report.newBuilder()
            .setAttempt(FakeClient.ref(sent))
            .setProgress(Progress.newBuilder().setPercent(70))
            .build();
    Report end = FakeClient.end(sent, fss.client.success().setOutcome(Completion.Outcome.FAILED));

    List<ItemVerdict> verdicts = fss.client.report(session, progress, end);

    assertThat(verdicts).extracting(ItemVerdict::getVerdict).containsOnly(Verdict.COMMITTED);
    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.WAITING);
    assertThat(fss.task(sent.task()).getProgress()).isZero();
  }

  @Test
  void a_report_that_comes_twice_counts_once() {
    GroupInfo group = fss.create(Specs.manual("g"));
    FakeEdge.Sent sent = run(group);

    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.COMMITTED);
    assertThat(fss.client.fails(sent, "no, it failed")).isEqualTo(Verdict.STALE);

    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(fss.group(group.getId()).getCounters().getRuns()).isEqualTo(1);
    assertThat(fss.tasks(group)).hasSize(1);
  }

  @Test
  void a_report_that_comes_twice_in_one_batch_counts_once() {
    GroupInfo group = fss.create(Specs.manual("g"));
    FakeEdge.Sent sent = run(group);
    Report end = FakeClient.end(sent, fss.client.success());

    fss.client.report(session, end, end);

    assertThat(fss.group(group.getId()).getCounters().getRuns()).isEqualTo(1);
    assertThat(fss.tasks(group)).hasSize(1);
  }

  @Test
  void a_report_of_an_earlier_attempt_is_stale() {
    FakeEdge.Sent first = run(fss.create(Specs.manual("g").setPolicies(Specs.tries(2, 0))));
    fss.client.fails(first, "no");
    FakeEdge.Sent second = fss.edge.awaitNth("g", 2);

    assertThat(fss.client.succeeds(first)).isEqualTo(Verdict.STALE);

    assertThat(fss.task(first.task()).getStatus()).isEqualTo(TaskStatus.DISPATCHED);
    assertThat(fss.client.succeeds(second)).isEqualTo(Verdict.COMMITTED);
  }

  @Test
  void a_report_of_another_session_is_stale() {
    FakeEdge.Sent sent = run(fss.create(Specs.manual("g")));

    Verdict verdict = fss.client.succeeds(new FakeEdge.Sent("other", sent.execution()));

    assertThat(verdict).isEqualTo(Verdict.STALE);
    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.DISPATCHED);
  }

  @Test
  void a_report_of_a_task_that_never_was_is_stale_and_a_senseless_one_is_invalid() {
    Execution unknown = Execution.newBuilder().setTaskId(4711).setAttempt(1).build();
    FakeEdge.Sent sent = run(fss.create(Specs.manual("g")));
    Report noKind = Report.newBuilder().setAttempt(FakeClient.ref(sent)).build();
    Report noAttempt =
        FakeClient.end(sent, fss.client.success()).toBuilder()
            .setAttempt(AttemptRef.newBuilder().setTaskId(sent.task()))
            .build();
    Report noOutcome = FakeClient.end(sent, Completion.newBuilder());
    Report tooFar = noKind.toBuilder().setProgress(Progress.newBuilder().setPercent(101)).build();

    List<ItemVerdict> verdicts = fss.client.report(session, noKind, noAttempt, noOutcome, tooFar);

    assertThat(fss.client.succeeds(new FakeEdge.Sent(session, unknown))).isEqualTo(Verdict.STALE);
    assertThat(verdicts).extracting(ItemVerdict::getVerdict).containsOnly(Verdict.INVALID);
    assertThat(verdicts)
        .extracting(ItemVerdict::getMessage)
        .containsExactly(
            "kind '': must be progress or completion",
            "attempt (%d, 0): task_id and attempt must be positive".formatted(sent.task()),
            "completion.outcome '0': must be SUCCEEDED, FAILED, CANCELLED or TIMED_OUT",
            "progress.percent '101': must be 0-100");
    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.COMMITTED);
  }

  @Test
  void one_bad_report_does_not_spoil_the_others() {
    GroupInfo group = fss.create(Specs.manual("g"));
    FakeEdge.Sent one = run(group);
    FakeEdge.Sent two = run(group);

    List<ItemVerdict> verdicts =
        fss.client.report(
            session,
            FakeClient.end(one, fss.client.success()),
            FakeClient.end(one, Completion.newBuilder()),
            FakeClient.end(two, fss.client.success()));

    assertThat(verdicts)
        .extracting(ItemVerdict::getVerdict)
        .containsExactly(Verdict.COMMITTED, Verdict.INVALID, Verdict.COMMITTED);
    assertThat(fss.group(group.getId()).getCounters().getSuccesses()).isEqualTo(2);
  }

  @Test
  void an_endless_message_is_cut_and_says_so() {
    FakeEdge.Sent sent = run(fss.create(Specs.manual("g")));

    fss.client.ends(sent, fss.client.success().setMessage("x".repeat(5_000)));

    String message = fss.task(sent.task()).getMessage();
    assertThat(message).startsWith("x".repeat(4_000)).endsWith("[cut: 5000 characters]");
  }

  @Test
  void data_that_a_job_changed_is_what_the_next_task_gets() {
    GroupInfo group = fss.create(Specs.manual("g").setData("{\"n\":1}"));
    FakeEdge.Sent first = run(group);

    fss.client.ends(first, fss.client.success().setData("{\"n\":2}").setDataVersion(1));

    FakeEdge.Sent second = run(group);
    assertThat(second.execution().getData()).isEqualTo("{\"n\":2}");
    assertThat(second.execution().getDataVersion()).isEqualTo(2);
    assertThat(fss.task(first.task()).getRemark()).isEmpty();
  }

  @Test
  void a_change_of_stale_data_is_not_kept_and_the_task_says_so() {
    GroupInfo group = fss.create(Specs.manual("g").setData("{\"n\":1}"));
    FakeEdge.Sent one = run(group);
    FakeEdge.Sent two = run(group);

    fss.client.ends(one, fss.client.success().setData("{\"n\":2}").setDataVersion(1));
    fss.client.ends(two, fss.client.success().setData("{\"n\":3}").setDataVersion(1));

    assertThat(fss.group(group.getId()).getSpec().getData()).isEqualTo("{\"n\":2}");
    assertThat(fss.task(one.task()).getRemark()).isEmpty();
    assertThat(fss.task(two.task()).getRemark()).contains("change of the data was not kept");
    assertThat(fss.task(two.task()).getStatus()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void of_two_changes_of_the_data_in_one_batch_the_second_is_told() {
    GroupInfo group = fss.create(Specs.manual("g"));
    FakeEdge.Sent one = run(group);
    FakeEdge.Sent two = run(group);
    Completion.Builder first = fss.client.success().setData("{\"n\":2}").setDataVersion(1);
    Completion.Builder second = fss.client.success().setData("{\"n\":3}").setDataVersion(1);

    fss.client.report(session, FakeClient.end(one, first), FakeClient.end(two, second));

    assertThat(fss.group(group.getId()).getSpec().getData()).isEqualTo("{\"n\":2}");
    assertThat(fss.task(one.task()).getRemark()).isEmpty();
    assertThat(fss.task(two.task()).getRemark()).contains("change of the data was not kept");
  }

  @Test
  void a_change_of_stale_data_does_not_stand_in_the_way_of_a_good_one_beside_it() {
    GroupInfo group = fss.create(Specs.manual("g"));
    FakeEdge.Sent one = run(group);
    FakeEdge.Sent two = run(group);
    Completion.Builder stale = fss.client.success().setData("{\"n\":2}").setDataVersion(9);
    Completion.Builder good = fss.client.success().setData("{\"n\":3}").setDataVersion(1);

    fss.client.report(session, FakeClient.end(one, stale), FakeClient.end(two, good));

    assertThat(fss.group(group.getId()).getSpec().getData()).isEqualTo("{\"n\":3}");
    assertThat(fss.task(one.task()).getRemark()).contains("change of the data was not kept");
    assertThat(fss.task(two.task()).getRemark()).isEmpty();
  }

  @Test
  void a_character_that_a_database_does_not_take_does_not_keep_a_task_from_ending() {
    FakeEdge.Sent sent = run(fss.create(Specs.manual("g")));

    Verdict verdict = fss.client.ends(sent, fss.client.success().setMessage("a\0b"));

    assertThat(verdict).isEqualTo(Verdict.COMMITTED);
    assertThat(fss.task(sent.task()).getMessage()).isEqualTo("a\uFFFDb");
  }

  @Test
  void a_report_that_can_never_be_written_does_not_come_again_for_ever() {
    FakeEdge.Sent sent = run(fss.create(Specs.manual("g")));
    fss.write(
        "INSERT INTO task_history (id, group_id, occurrence_key, namespace, group_name, app, job,"
            + " status, planned_at, due_at, last_planned_at, occurrences, attempt, tries, params,"
            + " session, client, booked_at, started_at, ended_at, duration_us, progress, message,"
            + " remark, settled_at) SELECT id, group_id, occurrence_key, namespace, group_name, app,"
            + " job, 5, 0, 0, 0, 1, 1, 1, '', '', '', 0, 0, 0, 0, 0, '', '', 0 FROM task"
            + " WHERE id = "
            + sent.task());

    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.INVALID);
  }

  @Test
  void data_that_cannot_be_kept_does_not_keep_the_task_from_ending() {
    GroupInfo group = fss.create(Specs.manual("g").setData("{\"n\":1}"));
    for (String bad : new String[] {"[2]", "null", "{\"n\":\"" + "ä".repeat(40_000) + "\"}"}) {
      FakeEdge.Sent sent = run(group);

      Verdict verdict = fss.client.ends(sent, fss.client.success().setData(bad).setDataVersion(1));

      assertThat(verdict).isEqualTo(Verdict.COMMITTED);
      assertThat(fss.task(sent.task()).getMessage()).startsWith("done [data not kept: it must");
      assertThat(fss.group(group.getId()).getSpec().getData()).isEqualTo("{\"n\":1}");
    }
  }

  @Test
  void whoever_listens_is_told_of_tasks_that_moved_on() {
    List<TaskInfo> told = new CopyOnWriteArrayList<>();
    Await.await(
        fss.bus
            .subscribe(Channels.TASK_CHANGED, changed -> told.addAll(changed.getTasksList()))
            .ready());
    FakeEdge.Sent sent = run(fss.create(Specs.manual("g")));

    fss.client.succeeds(sent);

    Await.until("somebody is told", () -> !told.isEmpty());
    assertThat(told.get(0).getId()).isEqualTo(sent.task());
    assertThat(told.get(0).getStatus()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(told.get(0).getMessage()).isEqualTo("done");
  }
}
