package io.fss.scheduler;

import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.AttemptInfo;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Completion;
import io.fss.proto.v1.Completion.Outcome;
import io.fss.proto.v1.ExecuteAnswer.Answer;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.End;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** When, where and after which ends a task is tried again; the arithmetic is in BackoffTest. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class RetryPolicyTest {
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

  private static Policies.Builder tries(int most) {
    return Policies.newBuilder().setMaxTries(most);
  }

  private FakeEdge.Sent run(Policies.Builder policies) {
    fss.run(fss.create(Specs.manual("g").setPolicies(policies)));
    return sent(1);
  }

  private FakeEdge.Sent sent(int n) {
    return fss.edge.awaitNth("g", n);
  }

  private void ends(FakeEdge.Sent sent, Outcome outcome) {
    fss.client.ends(sent, fss.client.success().setOutcome(outcome).setMessage("so it ended"));
  }

  private long pauseAfterFailing(FakeEdge.Sent sent) {
    fss.client.fails(sent, "no");
    TaskInfo waiting = fss.task(sent.task());
    assertThat(waiting.getStatus()).isEqualTo(TaskStatus.WAITING);
    return waiting.getDueAtMs() - fss.now();
  }

  @Test
  void a_fixed_pause_is_the_same_each_time_and_nothing_starts_before_it_is_over() {
    FakeEdge.Sent sent = run(tries(3).setRetryDelayMs(5_000));

    for (int n = 2; n <= 3; n++) {
      assertThat(pauseAfterFailing(sent)).isEqualTo(5_000);
      fss.pass(Duration.ofMillis(4_999));
      fss.looked();
      assertThat(fss.edge.of("g")).hasSize(n - 1);
      fss.pass(Duration.ofMillis(1));
      sent = sent(n);
    }
    fss.client.fails(sent, "no");
    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.FAILED);
    assertThat(fss.task(sent.task()).getTries()).isEqualTo(3);
  }

  @Test
  void an_exponential_pause_doubles_up_to_its_cap() {
    FakeEdge.Sent sent =
        run(
            tries(6)
                .setRetryDelayMs(1_000)
                .setRetryBackoff(Policies.Backoff.EXPONENTIAL)
                .setRetryMaxDelayMs(5_000));

    List<Long> pauses = new ArrayList<>();
    for (int n = 2; n <= 6; n++) {
      long pause = pauseAfterFailing(sent);
      pauses.add(pause);
      fss.pass(Duration.ofMillis(pause));
      sent = sent(n);
    }

    assertThat(pauses).containsExactly(1_000L, 2_000L, 4_000L, 5_000L, 5_000L);
  }

  @Test
  void a_pause_with_jitter_differs_from_task_to_task_within_its_bounds() {
    Policies.Builder policies =
        tries(2).setRetryDelayMs(10_000).setRetryMaxDelayMs(12_000).setRetryJitterPercent(50);
    GroupInfo group = fss.create(Specs.manual("g").setPolicies(policies));
    Set<Long> pauses = new HashSet<>();
    for (int n = 1; n <= 20; n++) {
      fss.run(group);
      pauses.add(pauseAfterFailing(sent(n)));
    }

    assertThat(pauses).allSatisfy(pause -> assertThat(pause).isBetween(5_000L, 12_000L));
    assertThat(pauses).hasSizeGreaterThan(10);
  }

  @Test
  void only_a_failure_is_tried_again_where_only_that_is_named() {
    FakeEdge.Sent sent = run(tries(9).addRetryOn(End.END_FAILED));
    ends(sent, Outcome.FAILED);

    ends(sent(2), Outcome.TIMED_OUT);

    TaskInfo ended = fss.task(sent.task());
    assertThat(ended.getStatus()).isEqualTo(TaskStatus.TIMED_OUT);
    assertThat(ended.getTries()).isEqualTo(2);
  }

  @Test
  void only_a_time_out_is_tried_again_where_only_that_is_named() {
    FakeEdge.Sent sent = run(tries(9).addRetryOn(End.END_TIMED_OUT));
    ends(sent, Outcome.TIMED_OUT);

    ends(sent(2), Outcome.FAILED);

    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.FAILED);
  }

  @Test
  void only_a_loss_is_tried_again_where_only_that_is_named() {
    FakeEdge.Sent sent = run(tries(9).addRetryOn(End.END_LOST));
    fss.registry.online("c2", 5, "bill");
    fss.registry.silent(session, Duration.ofSeconds(30));

    ends(sent(2), Outcome.FAILED);

    TaskInfo ended = fss.task(sent.task());
    assertThat(ended.getStatus()).isEqualTo(TaskStatus.FAILED);
    assertThat(ended.getAttemptsList())
        .extracting(AttemptInfo::getStatus)
        .containsExactly(TaskStatus.LOST);
  }

  @Test
  void a_loss_ends_the_task_where_it_is_not_named() {
    FakeEdge.Sent sent = run(tries(9).addRetryOn(End.END_FAILED).addRetryOn(End.END_TIMED_OUT));

    fss.registry.silent(session, Duration.ofSeconds(30));

    assertThat(fss.awaitStatus(sent.task(), TaskStatus.LOST).getTries()).isEqualTo(1);
  }

  @Test
  void a_client_that_says_it_was_cancelled_without_being_asked_ends_the_task() {
    FakeEdge.Sent sent = run(tries(9));

    ends(sent, Outcome.CANCELLED);

    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.CANCELLED);
  }

  @Test
  void another_client_is_taken_each_time_where_that_is_preferred() {
    String other = fss.registry.online("c2", 50, "bill");
    FakeEdge.Sent sent = run(tries(5).setRetryElsewhere(true));

    for (int n = 2; n <= 5; n++) {
      fss.client.fails(sent, "no");
      FakeEdge.Sent next = sent(n);
      assertThat(next.session()).isNotEqualTo(sent.session()).isIn(session, other);
      sent = next;
    }
  }

  @Test
  void the_same_client_is_taken_where_there_is_no_other() {
    FakeEdge.Sent sent = run(tries(2).setRetryElsewhere(true));
    fss.client.fails(sent, "no");

    assertThat(sent(2).session()).isEqualTo(session);
  }

  @Test
  void the_same_client_is_taken_where_the_other_one_has_no_slot() {
    FakeEdge.Sent sent = run(tries(2).setRetryElsewhere(true).setRetryDelayMs(1_000));
    String other = fss.registry.online("c2", 1, "bill", "ship");
    fss.run(fss.create(Specs.manual("busy").setJob("ship")));
    assertThat(fss.edge.awaitNth("busy", 1).session()).isEqualTo(other);

    fss.client.fails(sent, "no");
    fss.pass(Duration.ofSeconds(1));

    assertThat(sent(2).session()).isEqualTo(session);
  }

  @Test
  void another_client_is_preferred_after_a_restart_too() {
    FakeEdge.Sent sent = run(tries(2).setRetryElsewhere(true).setRetryDelayMs(60_000));
    fss.client.fails(sent, "no");
    fss.stop();
    fss.pass(Duration.ofSeconds(59));
    fss.start();
    fss.looked();
    assertThat(fss.edge.of("g")).hasSize(1);
    String other = fss.registry.online("c2", 5, "bill");

    fss.pass(Duration.ofSeconds(1));

    assertThat(sent(2).session()).isEqualTo(other);
    assertThat(sent(2).execution().getTryNumber()).isEqualTo(2);
  }

  @Test
  void every_attempt_is_kept_with_its_client_its_times_and_its_reason() {
    long begin = fss.now();
    FakeEdge.Sent sent = run(tries(3).setRetryDelayMs(1_000).setRetryElsewhere(true));
    fss.registry.online("c2", 5, "bill");
    fss.pass(Duration.ofMillis(300));
    ends(sent, Outcome.FAILED);
    fss.pass(Duration.ofSeconds(1));
    FakeEdge.Sent second = sent(2);
    fss.pass(Duration.ofMillis(400));
    Completion.Builder end =
        fss.client.success().setOutcome(Outcome.TIMED_OUT).setMessage("too slow");
    fss.client.ends(second, end);
    fss.pass(Duration.ofSeconds(1));
    FakeEdge.Sent third = sent(3);
    fss.pass(Duration.ofMillis(500));
    fss.client.succeeds(third);

    TaskInfo task = fss.task(sent.task());
    assertThat(task.getAttemptsList())
        .containsExactly(
            AttemptInfo.newBuilder()
                .setAttempt(1)
                .setLastAttempt(1)
                .setStatus(TaskStatus.FAILED)
                .setClient("c1")
                .setSession(session)
                .setBookedAtMs(begin)
                .setStartedAtMs(begin + 293)
                .setEndedAtMs(begin + 300)
                .setMessage("so it ended")
                .build(),
            AttemptInfo.newBuilder()
                .setAttempt(2)
                .setLastAttempt(2)
                .setStatus(TaskStatus.TIMED_OUT)
                .setClient("c2")
                .setSession("session-of-c2")
                .setBookedAtMs(begin + 1_300)
                .setStartedAtMs(begin + 1_693)
                .setEndedAtMs(begin + 1_700)
                .setMessage("too slow")
                .build());
    assertThat(task)
        .extracting(
            TaskInfo::getStatus,
            TaskInfo::getAttempt,
            TaskInfo::getTries,
            TaskInfo::getClient,
            TaskInfo::getBookedAtMs,
            TaskInfo::getEndedAtMs)
        .containsExactly(TaskStatus.SUCCEEDED, 3, 3, "c1", begin + 2_700, begin + 3_200);
  }

  @Test
  void refusals_are_kept_as_attempts_and_use_up_no_try() {
    fss.edge.answers(session, Answer.BUSY);
    FakeEdge.Sent sent = run(tries(1));
    until("attempt 2", () -> fss.task(sent.task()).getAttempt() == 2);
    fss.edge.answers(session, Answer.ACCEPTED);
    fss.pass(Duration.ofMillis(100));

    fss.client.fails(sent(2), "no");

    TaskInfo task = fss.task(sent.task());
    assertThat(task.getStatus()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.getTries()).isEqualTo(1);
    assertThat(task.getAttemptsList())
        .extracting(AttemptInfo::getAttempt, AttemptInfo::getStatus, AttemptInfo::getMessage)
        .containsExactly(tuple(1, TaskStatus.WAITING, "refused: BUSY"));
  }

  @Test
  void a_try_keeps_the_policies_its_task_was_planned_with() {
    FakeEdge.Sent sent = run(tries(2).setRetryDelayMs(1_000).setLeaseMs(12_000));
    fss.client.fails(sent, "no");
    GroupInfo group = fss.group(fss.task(sent.task()).getGroupId());

    fss.edit(group, Specs.manual("g").setPolicies(tries(1)));
    fss.pass(Duration.ofSeconds(1));

    assertThat(sent(2).execution().getLeaseMs()).isEqualTo(12_000);
    fss.client.fails(sent(2), "no");
    assertThat(fss.task(sent.task()).getTries()).isEqualTo(2);
  }

  @Test
  void no_try_is_made_that_could_only_begin_when_the_task_must_have_ended() {
    FakeEdge.Sent sent = run(tries(5).setRetryDelayMs(3_000).setFinishWithinMs(6_500));
    assertThat(pauseAfterFailing(sent)).isEqualTo(3_000);
    fss.pass(Duration.ofSeconds(3));

    fss.pass(Duration.ofMillis(500));
    fss.client.fails(sent(2), "no");

    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.FAILED);
    assertThat(fss.task(sent.task()).getTries()).isEqualTo(2);
  }
}
