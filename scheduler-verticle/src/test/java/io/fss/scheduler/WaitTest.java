package io.fss.scheduler;

import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupControlRequest;
import io.fss.proto.bus.v1.GroupControlRequest.Deed;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.bus.v1.Wait;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.Completion.Outcome;
import io.fss.proto.v1.ExecuteAnswer.Answer;
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

/** What a due task waits for, how long, and who goes first. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class WaitTest {
  private static final String NO_CLIENT = "no client: none could take it in time";
  private static final String EXPIRED = "expired: it had to have ended by now";
  private static final String PAUSED = "paused: the namespace was paused";

  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private static GroupSpec.Builder spec(Trigger trigger, Policies.Builder policies) {
    return Specs.group("g", trigger).setPolicies(policies);
  }

  private static Policies.Builder waits(long millis) {
    return Policies.newBuilder().setClientWaitMs(millis);
  }

  private static Policies.Builder within(long millis) {
    return Policies.newBuilder().setFinishWithinMs(millis);
  }

  private void parked(int tasks) {
    until(tasks + " wait for a client", () -> fss.count("task WHERE wait = 1") == tasks);
  }

  private TaskInfo awaitSkipped(GroupInfo group) {
    until("skipped", () -> !fss.tasks(group, TaskStatus.SKIPPED).isEmpty());
    return fss.tasks(group, TaskStatus.SKIPPED).get(0);
  }

  private void ends(FakeEdge.Sent sent, Outcome outcome) {
    fss.client.ends(sent, Completion.newBuilder().setOutcome(outcome));
  }

  // ---- no client

  @Test
  void what_finds_no_client_waits_for_its_deadline_and_is_skipped_then() {
    long first = fss.now() + 1_000;
    GroupInfo group = fss.create(spec(Specs.rate(60_000, first), waits(10_000)));
    fss.passTo(first);
    parked(1);
    assertThat(fss.tasks(group, TaskStatus.WAITING).get(0).getWait()).isEqualTo(Wait.CLIENT);
    fss.pass(Duration.ofMillis(9_999));
    fss.looked();
    assertThat(fss.tasks(group, TaskStatus.SKIPPED)).isEmpty();

    fss.pass(Duration.ofMillis(1));

    TaskInfo skip = awaitSkipped(group);
    assertThat(skip.getMessage()).isEqualTo(NO_CLIENT);
    assertThat(skip.getPlannedAtMs()).isEqualTo(first);
    assertThat(fss.group(group.getId()).getNextRunAtMs()).isEqualTo(first + 60_000);
    fss.registry.online("c1", 5, "bill");
    fss.looked();
    assertThat(fss.edge.of("g")).isEmpty();
    fss.passTo(first + 60_000);
    fss.edge.awaitNth("g", 1);
  }

  @Test
  void the_client_that_comes_before_the_deadline_gets_it_at_once() {
    GroupInfo group = fss.create(spec(Specs.once(fss.now()), waits(10_000)));
    parked(1);
    fss.pass(Duration.ofMillis(9_999));

    fss.registry.online("c1", 5, "bill");

    fss.client.succeeds(fss.edge.awaitNth("g", 1));
    fss.pass(Duration.ofSeconds(10));
    fss.looked();
    assertThat(fss.tasks(group))
        .extracting(TaskInfo::getStatus)
        .containsExactly(TaskStatus.SUCCEEDED);
  }

  @Test
  void without_a_deadline_it_waits_as_long_as_it_takes() {
    fss.create(spec(Specs.once(fss.now()), Policies.newBuilder()));
    parked(1);
    fss.pass(Duration.ofDays(300));
    fss.looked();

    fss.registry.online("c1", 5, "bill");

    fss.edge.awaitNth("g", 1);
  }

  @Test
  void the_deadline_counts_from_when_the_platform_is_there() {
    GroupInfo group = fss.create(spec(Specs.once(fss.now() + 1_000), waits(10_000)));
    fss.stop();
    fss.pass(Duration.ofHours(1));
    fss.start();
    parked(1);

    fss.pass(Duration.ofMillis(9_999));
    fss.registry.online("c1", 5, "bill");

    fss.client.succeeds(fss.edge.awaitNth("g", 1));
    assertThat(fss.tasks(group, TaskStatus.SKIPPED)).isEmpty();
  }

  @Test
  void a_run_by_hand_that_finds_no_client_is_skipped_in_a_row_of_its_own() {
    GroupInfo group = fss.create(spec(Specs.byHand(), waits(10_000)));
    long one = fss.run(group);
    long two = fss.run(group);
    parked(2);

    fss.pass(Duration.ofSeconds(10));

    assertThat(fss.awaitStatus(one, TaskStatus.SKIPPED).getMessage()).isEqualTo(NO_CLIENT);
    assertThat(fss.awaitStatus(two, TaskStatus.SKIPPED).getMessage()).isEqualTo(NO_CLIENT);
    assertThat(fss.group(group.getId()).getCounters().getSkipped()).isEqualTo(2);
    assertThat(fss.group(group.getId()).getCounters().getRuns()).isZero();
  }

  @Test
  void a_try_that_finds_no_client_any_more_ends_its_task_as_timed_out() {
    String session = fss.registry.online("c1", 5, "bill");
    GroupInfo group = fss.create(spec(Specs.byHand(), waits(10_000).setMaxTries(3)));
    fss.run(group);
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);
    fss.registry.silent(session, Duration.ofSeconds(10));
    fss.looked();
    fss.client.fails(sent, "no");
    parked(1);

    fss.pass(Duration.ofSeconds(10));

    TaskInfo ended = fss.awaitStatus(sent.task(), TaskStatus.TIMED_OUT);
    assertThat(ended.getMessage()).isEqualTo(NO_CLIENT);
    assertThat(ended.getTries()).isEqualTo(1);
    assertThat(fss.group(group.getId()).getCounters().getRuns()).isEqualTo(1);
  }

  @Test
  void moments_that_pass_while_one_waits_for_a_client_are_misfires() {
    long first = fss.now() + 1_000;
    GroupInfo group = fss.create(spec(Specs.rate(1_000, first), waits(10_000)));
    fss.passTo(first);
    parked(1);

    fss.passTo(first + 10_000);

    until("two reasons", () -> fss.tasks(group, TaskStatus.SKIPPED).size() == 2);
    assertThat(fss.tasks(group, TaskStatus.SKIPPED))
        .extracting(TaskInfo::getMessage, TaskInfo::getCount, TaskInfo::getPlannedAtMs)
        .containsExactlyInAnyOrder(
            tuple(NO_CLIENT, 1L, first),
            tuple("misfire: nothing of the group could start in time", 10L, first + 1_000));
  }

  // ---- busy, and not known

  @Test
  void what_waits_for_a_busy_client_has_no_deadline() {
    fss.registry.online("c1", 1, "bill");
    GroupInfo busy = fss.create(Specs.manual("busy"));
    fss.run(busy);
    FakeEdge.Sent running = fss.edge.awaitNth("busy", 1);
    GroupInfo group = fss.create(spec(Specs.byHand(), waits(10_000)));
    fss.run(group);
    fss.looked();

    fss.pass(Duration.ofHours(1));
    fss.looked();
    assertThat(fss.tasks(group, TaskStatus.SKIPPED)).isEmpty();
    fss.client.succeeds(running);

    fss.client.succeeds(fss.edge.awaitNth("g", 1));
  }

  @Test
  void a_client_that_says_it_is_busy_is_a_client() {
    String session = fss.registry.online("c1", 5, "bill");
    fss.edge.answers(session, Answer.BUSY);
    GroupInfo group = fss.create(spec(Specs.byHand(), waits(5_000)));
    long task = fss.run(group);

    for (int attempt = 2; attempt <= 6; attempt++) {
      int next = attempt;
      until("attempt " + next, () -> fss.task(task).getAttempt() >= next);
      fss.pass(Duration.ofSeconds(4));
    }

    fss.edge.answers(session, Answer.ACCEPTED);
    fss.pass(Duration.ofSeconds(30));
    until("taken", () -> fss.task(task).getStatus() != TaskStatus.WAITING);
    assertThat(fss.tasks(group, TaskStatus.SKIPPED)).isEmpty();
  }

  @Test
  void a_client_that_does_not_know_the_job_is_no_client_of_it() {
    String session = fss.registry.online("c1", 5, "bill");
    fss.edge.answers(session, Answer.UNKNOWN_JOB);
    GroupInfo group = fss.create(spec(Specs.byHand(), waits(25_000)));
    long task = fss.run(group);
    parked(1);
    fss.pass(Duration.ofSeconds(10));
    until("asked again", () -> fss.task(task).getAttempt() == 3);
    parked(1);
    fss.pass(Duration.ofMillis(14_999));
    fss.looked();
    assertThat(fss.tasks(group, TaskStatus.SKIPPED)).isEmpty();

    fss.pass(Duration.ofMillis(1));

    TaskInfo skipped = fss.awaitStatus(task, TaskStatus.SKIPPED);
    assertThat(skipped.getMessage()).isEqualTo(NO_CLIENT);
    assertThat(skipped.getTries()).isZero();
  }

  @Test
  void what_no_client_knew_goes_at_once_to_the_one_that_does() {
    String session = fss.registry.online("c1", 5, "bill");
    fss.edge.answers(session, Answer.UNKNOWN_JOB);
    long task = fss.run(fss.create(spec(Specs.byHand(), waits(25_000))));
    parked(1);

    String other = fss.registry.online("c2", 5, "bill");

    FakeEdge.Sent sent = fss.edge.awaitNth("g", 2);
    assertThat(sent.session()).isEqualTo(other);
    assertThat(sent.task()).isEqualTo(task);
    assertThat(sent.execution().getTryNumber()).isEqualTo(1);
  }

  @Test
  void a_client_that_did_not_know_the_job_is_asked_again_after_a_while() {
    String session = fss.registry.online("c1", 5, "bill");
    fss.edge.answers(session, Answer.UNKNOWN_JOB);
    fss.run(fss.create(spec(Specs.byHand(), Policies.newBuilder())));
    parked(1);
    fss.edge.answers(session, Answer.ACCEPTED);
    fss.pass(Duration.ofMillis(9_999));
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(1);

    fss.pass(Duration.ofMillis(1));

    fss.client.succeeds(fss.edge.awaitNth("g", 2));
  }

  // ---- finish by

  @Test
  void what_has_not_begun_when_it_must_have_ended_is_skipped() {
    long first = fss.now() + 1_000;
    GroupInfo group = fss.create(spec(Specs.rate(60_000, first), within(5_000)));
    fss.passTo(first);
    parked(1);
    fss.pass(Duration.ofMillis(4_999));
    fss.looked();
    assertThat(fss.tasks(group, TaskStatus.SKIPPED)).isEmpty();

    fss.pass(Duration.ofMillis(1));

    assertThat(awaitSkipped(group).getMessage()).isEqualTo(EXPIRED);
    assertThat(fss.group(group.getId()).getNextRunAtMs()).isEqualTo(first + 60_000);
  }

  @Test
  void what_runs_when_it_must_have_ended_is_stopped_and_not_tried_again() {
    fss.registry.online("c1", 5, "bill");
    GroupInfo group =
        fss.create(spec(Specs.byHand(), within(5_000).setMaxTries(9).setRunTimeoutMs(60_000)));
    fss.run(group);
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);
    assertThat(sent.execution().getTimeoutMs()).isEqualTo(5_000);

    fss.pass(Duration.ofSeconds(5));

    assertThat(fss.edge.awaitOrder(sent)).isEqualTo(EXPIRED);
    ends(sent, Outcome.CANCELLED);
    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.TIMED_OUT);
    assertThat(fss.task(sent.task()).getMessage()).isEqualTo(EXPIRED);
  }

  @Test
  void what_waits_for_its_next_try_when_it_must_have_ended_is_timed_out() {
    String session = fss.registry.online("c1", 5, "bill");
    GroupInfo group =
        fss.create(spec(Specs.byHand(), within(5_000).setMaxTries(9).setRetryDelayMs(1_000)));
    fss.run(group);
    FakeEdge.Sent sent = fss.edge.awaitNth("g", 1);
    fss.client.fails(sent, "no");
    fss.registry.silent(session, Duration.ofSeconds(10));

    fss.pass(Duration.ofSeconds(5));

    TaskInfo ended = fss.awaitStatus(sent.task(), TaskStatus.TIMED_OUT);
    assertThat(ended.getMessage()).isEqualTo(EXPIRED);
    assertThat(ended.getTries()).isEqualTo(1);
    assertThat(fss.group(group.getId()).getCounters().getFailures()).isEqualTo(1);
  }

  @Test
  void what_waits_in_line_when_it_must_have_ended_is_skipped() {
    fss.registry.online("c1", 5, "bill");
    long first = fss.now() + 1_000;
    GroupInfo group =
        fss.create(
            spec(
                Specs.rate(60_000, first), within(10_000).setOverlap(Policies.Overlap.BUFFER_ONE)));
    fss.run(group);
    FakeEdge.Sent hand = fss.edge.awaitNth("g", 1);
    fss.passTo(first);
    until("in line", () -> fss.group(group.getId()).getBuffered() == 1);

    fss.passTo(first + 10_000);

    TaskInfo skip = awaitSkipped(group);
    assertThat(skip.getMessage()).isEqualTo(EXPIRED);
    assertThat(skip.getPlannedAtMs()).isEqualTo(first);
    // The run by hand was to have ended, too.
    fss.edge.awaitOrder(hand);
  }

  @Test
  void what_the_platform_was_too_late_for_is_skipped() {
    fss.registry.online("c1", 5, "bill");
    long first = fss.now() + 1_000;
    GroupInfo group = fss.create(spec(Specs.rate(60_000, first), within(5_000)));
    fss.stop();
    fss.passTo(first + 5_000);
    fss.start();

    assertThat(awaitSkipped(group).getMessage()).isEqualTo(EXPIRED);
    fss.passTo(first + 60_000);
    assertThat(fss.edge.awaitNth("g", 1).execution().getPlannedAtMs()).isEqualTo(first + 60_000);
  }

  @Test
  void the_wish_of_a_run_by_hand_counts_instead_of_the_policy() {
    GroupInfo group = fss.create(spec(Specs.byHand(), within(3_600_000)));
    long task =
        fss.control(
                group,
                GroupControlRequest.newBuilder().setDeed(Deed.RUN).setFinishByMs(fss.now() + 2_000))
            .getTaskId();
    parked(1);

    fss.pass(Duration.ofSeconds(2));

    assertThat(fss.awaitStatus(task, TaskStatus.SKIPPED).getMessage()).isEqualTo(EXPIRED);
  }

  // ---- priority

  private void urgent(String name, String job, int priority) {
    fss.create(
        Specs.group(name, Specs.once(fss.now() + 1_000))
            .setJob(job)
            .setPolicies(Policies.newBuilder().setPriority(priority)));
  }

  private FakeEdge.Sent nextOf(FakeEdge.Sent before) {
    int sent = fss.edge.sent().size();
    fss.client.succeeds(before);
    until("the next one", () -> fss.edge.sent().size() > sent);
    return fss.edge.sent().get(sent);
  }

  @Test
  void many_urgent_tasks_of_a_job_leave_no_room_to_another_jobs_that_are_less_so() {
    for (int i = 0; i < 100; i++) {
      urgent("low" + i, "ship", -100);
      urgent("high" + i, "bill", 100);
    }
    fss.registry.online("c1", 90, "bill", "ship");

    fss.pass(Duration.ofSeconds(1));
    until("all slots are taken", () -> fss.edge.sent().size() == 90);

    assertThat(fss.edge.sent()).allMatch(sent -> sent.execution().getJob().equals("bill"));
  }

  @Test
  void of_the_due_tasks_the_most_urgent_goes_first_whatever_its_job() {
    fss.registry.online("c1", 1, "bill", "ship");
    fss.run(fss.create(Specs.manual("busy")));
    FakeEdge.Sent running = fss.edge.awaitNth("busy", 1);
    urgent("low", "bill", -5);
    urgent("usual", "ship", 0);
    urgent("high", "bill", 7);
    urgent("highest", "ship", 100);
    fss.pass(Duration.ofSeconds(1));
    fss.looked();

    FakeEdge.Sent one = nextOf(running);
    FakeEdge.Sent two = nextOf(one);
    FakeEdge.Sent three = nextOf(two);
    FakeEdge.Sent four = nextOf(three);

    assertThat(List.of(one, two, three, four))
        .extracting(sent -> sent.execution().getGroup())
        .containsExactly("highest", "high", "usual", "low");
  }

  @Test
  void the_most_urgent_goes_first_when_a_client_comes() {
    urgent("low", "bill", -5);
    urgent("high", "bill", 7);
    urgent("usual", "bill", 0);
    fss.pass(Duration.ofSeconds(1));
    parked(3);

    fss.registry.online("c1", 1, "bill");

    FakeEdge.Sent one = fss.edge.awaitNth("high", 1);
    FakeEdge.Sent two = nextOf(one);
    assertThat(two.execution().getGroup()).isEqualTo("usual");
    assertThat(nextOf(two).execution().getGroup()).isEqualTo("low");
  }

  // ---- pause

  private void pause(boolean paused) {
    fss.write("DELETE FROM namespace_pause");
    fss.write(
        "INSERT INTO namespace_pause (namespace, paused, reason, changed_at) VALUES ('night', %d, '', 0)"
            .formatted(paused ? 1 : 0));
  }

  private GroupInfo atNight(String name, Trigger trigger, Policies.Builder policies) {
    return fss.create(Specs.group(name, trigger).setNamespace("night").setPolicies(policies));
  }

  private void nightClient() {
    String session = fss.registry.online("owl", 5, "bill");
    fss.registry.put(fss.registry.client(session).toBuilder().setNamespace("night").build());
  }

  @Test
  void while_a_namespace_is_paused_its_moments_are_skipped_and_those_of_others_are_not() {
    nightClient();
    fss.registry.online("c1", 5, "bill");
    long first = fss.now() + 1_000;
    GroupInfo night = atNight("night", Specs.rate(1_000, first), Policies.newBuilder());
    fss.create(Specs.group("day", Specs.rate(1_000, first)));
    pause(true);

    for (int n = 1; n <= 3; n++) {
      fss.pass(Duration.ofSeconds(1));
      long skipped = n;
      until("skipped", () -> fss.group(night.getId()).getCounters().getSkipped() == skipped);
      fss.client.succeeds(fss.edge.awaitNth("day", n));
    }

    assertThat(fss.group(night.getId()).getPaused()).isTrue();
    assertThat(fss.edge.of("night")).isEmpty();
    assertThat(fss.tasks(night, TaskStatus.SKIPPED))
        .extracting(TaskInfo::getMessage, TaskInfo::getCount, TaskInfo::getPlannedAtMs)
        .containsExactly(tuple(PAUSED, 3L, first));
    pause(false);
    fss.pass(Duration.ofSeconds(1));
    assertThat(fss.edge.awaitNth("night", 1).execution().getPlannedAtMs()).isEqualTo(first + 3_000);
  }

  @Test
  void runs_by_hand_and_tries_wait_for_the_end_of_the_pause_and_what_runs_goes_on() {
    nightClient();
    GroupInfo group =
        atNight("g", Specs.byHand(), Policies.newBuilder().setMaxTries(2).setRetryDelayMs(1_000));
    fss.run(group);
    FakeEdge.Sent tried = fss.edge.awaitNth("g", 1);
    fss.run(group);
    FakeEdge.Sent running = fss.edge.awaitNth("g", 2);
    pause(true);
    fss.client.fails(tried, "no");

    long wished = fss.run(group);
    fss.pass(Duration.ofSeconds(1));
    parked(2);
    for (int i = 0; i < 5; i++) {
      fss.looked();
      // What is parked is left alone, instead of being asked for again and again.
      assertThat(fss.count("task WHERE wait = 1")).isEqualTo(2);
    }
    fss.client.succeeds(running);
    assertThat(fss.task(running.task()).getStatus()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(fss.edge.of("g")).hasSize(2);

    pause(false);

    assertThat(fss.edge.awaitSent("g", 4).subList(2, 4))
        .extracting(FakeEdge.Sent::task)
        .containsExactlyInAnyOrder(tried.task(), wished);
  }

  @Test
  void a_dynamic_group_that_a_skip_would_stop_for_good_waits_for_the_end_of_the_pause() {
    nightClient();
    GroupInfo group = atNight("g", Specs.dynamic(fss.now() + 1_000, 0), Policies.newBuilder());
    pause(true);
    fss.pass(Duration.ofSeconds(1));
    parked(1);

    pause(false);

    fss.edge.awaitNth("g", 1);
    assertThat(fss.tasks(group, TaskStatus.SKIPPED)).isEmpty();
  }
}
