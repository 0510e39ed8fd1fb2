package io.fss.scheduler;

import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.bus.v1.Wait;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Misfire;
import io.fss.proto.v1.Policies.Overlap;
import io.vertx.core.Promise;
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

/** A moment comes while an earlier task of the group has not ended; SKIP is in SkipsTest. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class OverlapTest {
  private static final String REPLACED = "overlap: the next occurrence takes its place";

  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;
  private String session;
  private long first;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
    session = fss.registry.online("c1", 50, "bill");
    first = fss.now() + 1_000;
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private static Policies.Builder overlap(Overlap overlap, int limit) {
    return Policies.newBuilder().setOverlap(overlap).setOverlapLimit(limit);
  }

  private GroupInfo everySecond(Policies.Builder policies) {
    return fss.create(Specs.group("g", Specs.rate(1_000, first)).setPolicies(policies));
  }

  /** A second passes, and what was due in it has been decided. */
  private void tick(GroupInfo group) {
    fss.pass(Duration.ofSeconds(1));
    until("decided", () -> fss.group(group.getId()).getNextRunAtMs() > fss.now());
  }

  private FakeEdge.Sent sent(int n) {
    return fss.edge.awaitNth("g", n);
  }

  /** Seconds after the first moment of what was sent so far. */
  private List<Long> sentMoments() {
    return fss.edge.of("g").stream()
        .map(sent -> (sent.execution().getPlannedAtMs() - first) / 1_000)
        .toList();
  }

  private void ends(FakeEdge.Sent sent, Completion.Outcome outcome) {
    fss.client.ends(sent, fss.client.success().setOutcome(outcome).setMessage("stopped"));
  }

  private List<TaskInfo> inLine(GroupInfo group) {
    return fss.tasks(group, TaskStatus.WAITING).stream()
        .filter(task -> task.getWait() == Wait.PREDECESSOR)
        .toList();
  }

  @Test
  void buffer_one_lets_one_wait_for_the_end_and_skips_the_others() {
    GroupInfo group = everySecond(overlap(Overlap.BUFFER_ONE, 0));
    tick(group);
    FakeEdge.Sent running = sent(1);

    tick(group);
    tick(group);

    assertThat(inLine(group)).extracting(TaskInfo::getPlannedAtMs).containsExactly(first + 1_000);
    assertThat(fss.tasks(group, TaskStatus.SKIPPED))
        .extracting(TaskInfo::getPlannedAtMs, TaskInfo::getMessage)
        .containsExactly(
            tuple(
                first + 2_000,
                "overlap: another occurrence waits for the end of the earlier task already"));
    assertThat(fss.group(group.getId()).getLive()).isEqualTo(1);
    assertThat(fss.group(group.getId()).getBuffered()).isEqualTo(1);
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(1);

    fss.client.succeeds(running);

    sent(2);
    assertThat(sentMoments()).containsExactly(0L, 1L);
    tick(group);
    assertThat(inLine(group)).extracting(TaskInfo::getPlannedAtMs).containsExactly(first + 3_000);
  }

  @Test
  void buffer_all_lets_as_many_wait_as_may_and_they_run_one_after_the_other() {
    GroupInfo group = everySecond(overlap(Overlap.BUFFER_ALL, 2));
    for (int i = 0; i < 4; i++) {
      tick(group);
    }

    assertThat(inLine(group)).hasSize(2);
    assertThat(fss.tasks(group, TaskStatus.SKIPPED))
        .extracting(TaskInfo::getPlannedAtMs, TaskInfo::getMessage)
        .containsExactly(
            tuple(first + 3_000, "overlap: as many occurrences of the group wait or run as may"));
    for (int n = 1; n <= 3; n++) {
      fss.looked();
      assertThat(fss.edge.of("g")).hasSize(n);
      fss.client.succeeds(sent(n));
      sent(Math.min(3, n + 1));
    }
    assertThat(sentMoments()).containsExactly(0L, 1L, 2L);
  }

  @Test
  void what_waits_in_line_starts_when_all_tries_of_the_one_before_are_over() {
    GroupInfo group =
        everySecond(overlap(Overlap.BUFFER_ONE, 0).setMaxTries(2).setRetryDelayMs(60_000));
    tick(group);
    tick(group);

    fss.client.fails(sent(1), "no");
    fss.looked();
    assertThat(sentMoments()).containsExactly(0L);
    fss.pass(Duration.ofMinutes(1));
    fss.client.fails(sent(2), "no");

    sent(3);
    assertThat(sentMoments()).containsExactly(0L, 0L, 1L);
  }

  @Test
  void what_waits_in_line_starts_when_the_one_before_is_lost() {
    GroupInfo group = everySecond(overlap(Overlap.BUFFER_ONE, 0));
    tick(group);
    sent(1);
    tick(group);
    String other = fss.registry.online("c2", 5, "bill");

    fss.registry.silent(session, Duration.ofSeconds(30));

    assertThat(sent(2).session()).isEqualTo(other);
    assertThat(sentMoments()).containsExactly(0L, 1L);
  }

  @Test
  void what_waits_in_line_can_be_cancelled_and_the_next_one_moves_up() {
    GroupInfo group = everySecond(overlap(Overlap.BUFFER_ALL, 5));
    tick(group);
    tick(group);
    tick(group);
    long second = inLine(group).get(1).getId();

    assertThat(fss.cancel(second, "").getStatus()).isEqualTo(TaskStatus.CANCELLED);
    fss.client.succeeds(sent(1));

    sent(2);
    assertThat(sentMoments()).containsExactly(0L, 2L);
  }

  @Test
  void cancel_other_starts_the_new_one_only_when_the_running_one_has_ended() {
    GroupInfo group = everySecond(overlap(Overlap.CANCEL_OTHER, 0));
    tick(group);
    FakeEdge.Sent running = sent(1);

    tick(group);

    assertThat(fss.edge.awaitOrder(running)).isEqualTo(REPLACED);
    fss.looked();
    assertThat(sentMoments()).containsExactly(0L);
    assertThat(fss.task(running.task()).getStatus()).isEqualTo(TaskStatus.STOPPING);

    ends(running, Completion.Outcome.CANCELLED);

    sent(2);
    assertThat(sentMoments()).containsExactly(0L, 1L);
    assertThat(fss.task(running.task()).getStatus()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(fss.task(running.task()).getMessage()).isEqualTo(REPLACED + " (stopped)");
  }

  @Test
  void a_replaced_task_is_not_tried_again_however_it_ends() {
    GroupInfo group = everySecond(overlap(Overlap.CANCEL_OTHER, 0).setMaxTries(5));
    tick(group);
    FakeEdge.Sent running = sent(1);
    tick(group);

    fss.client.fails(running, "interrupted");

    sent(2);
    assertThat(sentMoments()).containsExactly(0L, 1L);
    assertThat(fss.task(running.task()).getStatus()).isEqualTo(TaskStatus.CANCELLED);
  }

  @Test
  void a_replaced_task_that_was_done_already_is_a_success() {
    GroupInfo group = everySecond(overlap(Overlap.CANCEL_OTHER, 0));
    tick(group);
    FakeEdge.Sent running = sent(1);
    tick(group);

    fss.client.succeeds(running);

    sent(2);
    TaskInfo done = fss.task(running.task());
    assertThat(done.getStatus()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(done.getRemark()).isEqualTo("it had ended before it could be stopped: " + REPLACED);
  }

  @Test
  void a_client_that_does_not_stop_is_asked_again_and_keeps_its_task_until_the_lease_ends() {
    GroupInfo group = everySecond(overlap(Overlap.CANCEL_OTHER, 0));
    tick(group);
    FakeEdge.Sent running = sent(1);
    tick(group);
    fss.edge.awaitOrder(running);
    fss.disable(group);

    fss.pass(Duration.ofSeconds(5));
    until("asked again", () -> fss.edge.orders(running).size() >= 2);
    assertThat(fss.task(running.task()).getStatus()).isEqualTo(TaskStatus.STOPPING);
    fss.registry.silent(session, Duration.ofSeconds(30));

    TaskInfo given = fss.awaitStatus(running.task(), TaskStatus.CANCELLED);
    assertThat(given.getMessage()).startsWith(REPLACED + " (lost: ");
  }

  @Test
  void of_those_that_wait_for_a_cancelled_task_only_the_newest_runs() {
    GroupInfo group = everySecond(overlap(Overlap.CANCEL_OTHER, 0));
    tick(group);
    FakeEdge.Sent running = sent(1);

    tick(group);
    tick(group);
    tick(group);

    assertThat(inLine(group)).extracting(TaskInfo::getPlannedAtMs).containsExactly(first + 3_000);
    assertThat(fss.tasks(group, TaskStatus.SKIPPED))
        .extracting(TaskInfo::getMessage, TaskInfo::getPlannedAtMs)
        .containsExactly(tuple(REPLACED, first + 2_000), tuple(REPLACED, first + 1_000));
    ends(running, Completion.Outcome.CANCELLED);
    sent(2);
    assertThat(sentMoments()).containsExactly(0L, 3L);
    assertThat(fss.group(group.getId()).getCounters().getSkipped()).isEqualTo(2);
  }

  @Test
  void a_task_between_two_tries_gives_way_at_once() {
    GroupInfo group =
        everySecond(overlap(Overlap.CANCEL_OTHER, 0).setMaxTries(3).setRetryDelayMs(60_000));
    tick(group);
    FakeEdge.Sent failed = sent(1);
    fss.client.fails(failed, "no");

    tick(group);

    sent(2);
    assertThat(sentMoments()).containsExactly(0L, 1L);
    assertThat(fss.task(failed.task()).getStatus()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(fss.task(failed.task()).getMessage()).isEqualTo(REPLACED);
  }

  @Test
  void cancel_other_stops_a_run_by_hand_too_and_a_run_by_hand_stops_nobody() {
    GroupInfo group = everySecond(overlap(Overlap.CANCEL_OTHER, 0));
    tick(group);
    FakeEdge.Sent running = sent(1);

    fss.run(group);

    FakeEdge.Sent hand = sent(2);
    fss.looked();
    assertThat(fss.edge.orders(running)).isEmpty();
    tick(group);
    assertThat(fss.edge.awaitOrder(running)).isEqualTo(REPLACED);
    assertThat(fss.edge.awaitOrder(hand)).isEqualTo(REPLACED);
    ends(running, Completion.Outcome.CANCELLED);
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(2);
    ends(hand, Completion.Outcome.CANCELLED);
    sent(3);
    assertThat(fss.edge.of("g").get(2).execution().getPlannedAtMs()).isEqualTo(first + 1_000);
  }

  @Test
  void allow_all_runs_as_many_beside_each_other_as_may() {
    GroupInfo group = everySecond(overlap(Overlap.ALLOW_ALL, 2));
    for (int i = 0; i < 4; i++) {
      tick(group);
    }

    sent(2);
    assertThat(sentMoments()).containsExactly(0L, 1L);
    assertThat(fss.tasks(group, TaskStatus.SKIPPED))
        .extracting(TaskInfo::getPlannedAtMs, TaskInfo::getCount, TaskInfo::getMessage)
        .containsExactly(
            tuple(
                first + 2_000, 2L, "overlap: as many occurrences of the group wait or run as may"));
    fss.client.succeeds(sent(1));
    tick(group);
    sent(3);
    assertThat(sentMoments()).containsExactly(0L, 1L, 4L);
  }

  /** Misses four moments, and looks how they are made up for. */
  private GroupInfo missesFour(Policies.Builder policies) {
    GroupInfo group = everySecond(policies.setMisfire(Misfire.FIRE_ALL));
    fss.stop();
    fss.passTo(first + 3_500);
    fss.start();
    until("all are in the line", () -> fss.group(group.getId()).getNextRunAtMs() == first + 4_000);
    return group;
  }

  private void runOneAfterTheOther(GroupInfo group) {
    for (int n = 1; n <= 4; n++) {
      FakeEdge.Sent sent = sent(n);
      fss.looked();
      assertThat(fss.edge.of("g")).hasSize(n);
      assertThat(fss.edge.orders(sent)).isEmpty();
      fss.client.succeeds(sent);
    }
    assertThat(sentMoments()).containsExactly(0L, 1L, 2L, 3L);
    assertThat(fss.tasks(group, TaskStatus.SKIPPED)).isEmpty();
  }

  @Test
  void what_is_made_up_for_waits_its_turn_where_overlaps_are_skipped() {
    runOneAfterTheOther(missesFour(overlap(Overlap.OVERLAP_SKIP, 0)));
  }

  @Test
  void what_is_made_up_for_waits_its_turn_where_one_may_wait() {
    runOneAfterTheOther(missesFour(overlap(Overlap.BUFFER_ONE, 0)));
  }

  @Test
  void what_is_made_up_for_waits_its_turn_where_fewer_may_wait() {
    runOneAfterTheOther(missesFour(overlap(Overlap.BUFFER_ALL, 2)));
  }

  @Test
  void what_is_made_up_for_cancels_nobody() {
    runOneAfterTheOther(missesFour(overlap(Overlap.CANCEL_OTHER, 0)));
  }

  @Test
  void what_is_made_up_for_runs_beside_each_other_where_that_is_allowed() {
    GroupInfo group = missesFour(overlap(Overlap.ALLOW_ALL, 2));
    sent(2);
    fss.looked();
    assertThat(sentMoments()).containsExactly(0L, 1L);

    fss.client.succeeds(sent(2));
    sent(3);
    fss.looked();
    assertThat(sentMoments()).containsExactly(0L, 1L, 2L);
    fss.client.succeeds(sent(1));

    sent(4);
    assertThat(sentMoments()).containsExactly(0L, 1L, 2L, 3L);
    assertThat(fss.tasks(group, TaskStatus.SKIPPED)).isEmpty();
  }

  @Test
  void a_dynamic_group_that_a_skip_would_stop_for_good_waits_instead() {
    GroupInfo group =
        fss.create(
            Specs.group("g", Specs.dynamic(first, 0)).setPolicies(overlap(Overlap.ALLOW_ALL, 1)));
    fss.run(group);
    FakeEdge.Sent hand = sent(1);

    fss.passTo(first);
    until("it waits", () -> inLine(group).size() == 1);
    fss.client.succeeds(hand);

    assertThat(sent(2).execution().getPlannedAtMs()).isEqualTo(first);
  }

  @Test
  void one_that_is_let_go_before_its_scheduler_knows_that_it_waits_is_not_forgotten() {
    GroupInfo group = everySecond(overlap(Overlap.BUFFER_ONE, 0));
    tick(group);
    FakeEdge.Sent running = sent(1);
    Promise<Void> late = Promise.promise();
    fss.holdAnswers("book", late.future());
    tick(group);
    // What is due at that time is not read again, since it has been passed.
    fss.staged();

    fss.client.succeeds(running);
    assertThat(inLine(group)).isEmpty();
    late.complete();

    sent(2);
    assertThat(sentMoments()).containsExactly(0L, 1L);
  }
}
