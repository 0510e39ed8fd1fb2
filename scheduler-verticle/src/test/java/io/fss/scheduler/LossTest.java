package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.AttemptInfo;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class LossTest {
  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;
  private String session;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
    session = fss.registry.online("c1", 5, "bill");
  }

  @AfterEach
  void close() {
    fss.close();
  }

  private FakeEdge.Sent run(GroupSpec.Builder spec) {
    GroupInfo group = fss.create(spec);
    fss.run(group);
    return fss.edge.awaitNth(spec.getName(), 1);
  }

  private void silencesWereLookedAt() {
    int before = fss.registry.silencesAsked.get();
    until("silences are asked for", () -> fss.registry.silencesAsked.get() >= before + 2);
  }

  @Test
  void a_silent_session_keeps_its_attempt_until_the_lease_is_over() {
    FakeEdge.Sent sent = run(Specs.manual("g"));

    fss.registry.silent(session, Duration.ofMillis(29_999));
    silencesWereLookedAt();
    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.DISPATCHED);

    fss.registry.silent(session, Duration.ofSeconds(30));
    TaskInfo lost = fss.awaitStatus(sent.task(), TaskStatus.LOST);
    assertThat(lost.getMessage())
        .isEqualTo("lost: the client was silent for the lease of 30000 ms");
    assertThat(fss.group(lost.getGroupId()).getCounters().getFailures()).isEqualTo(1);
  }

  @Test
  void time_alone_ends_nothing_while_the_client_is_heard() {
    FakeEdge.Sent sent = run(Specs.manual("g"));
    String quiet = fss.registry.online("c2", 5, "ship");
    FakeEdge.Sent other = run(Specs.manual("h").setJob("ship"));

    fss.pass(Duration.ofHours(9));
    fss.registry.silent(quiet, Duration.ofSeconds(30));
    fss.awaitStatus(other.task(), TaskStatus.LOST);

    assertThat(fss.task(sent.task()).getEndedAtMs()).isZero();
    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.COMMITTED);
  }

  @Test
  void every_group_has_its_own_lease() {
    FakeEdge.Sent brief =
        run(Specs.manual("brief").setPolicies(Specs.tries(1, 0).toBuilder().setLeaseMs(12_000)));
    FakeEdge.Sent usual = run(Specs.manual("usual"));

    fss.registry.silent(session, Duration.ofSeconds(12));

    fss.awaitStatus(brief.task(), TaskStatus.LOST);
    assertThat(fss.task(usual.task()).getStatus()).isEqualTo(TaskStatus.DISPATCHED);
  }

  @Test
  void a_lost_attempt_is_tried_again_on_another_client_when_tries_are_left() {
    FakeEdge.Sent sent = run(Specs.manual("g").setPolicies(Specs.tries(2, 0)));
    String other = fss.registry.online("c2", 5, "bill");

    fss.registry.silent(session, Duration.ofSeconds(30));

    FakeEdge.Sent again = fss.edge.awaitNth("g", 2);
    assertThat(again.session()).isEqualTo(other);
    assertThat(again.execution().getAttempt()).isEqualTo(2);
    assertThat(again.execution().getTryNumber()).isEqualTo(2);
    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.STALE);
    assertThat(fss.client.succeeds(again)).isEqualTo(Verdict.COMMITTED);
    assertThat(fss.task(sent.task()).getAttemptsList())
        .extracting(AttemptInfo::getAttempt, AttemptInfo::getStatus)
        .containsExactly(tuple(1, TaskStatus.LOST));
  }

  @Test
  void a_session_the_registry_does_not_know_keeps_its_attempt_until_it_was_observed() {
    FakeEdge.Sent sent = run(Specs.manual("g"));
    fss.write("UPDATE task SET session = 'forgotten' WHERE id = " + sent.task());
    silencesWereLookedAt();
    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.DISPATCHED);
  }

  @Test
  void a_success_that_comes_with_the_loss_is_not_called_committed_while_the_loss_is_what_is_kept() {
    FakeEdge.Sent sent = run(Specs.manual("g"));
    SettleStore store = new SettleStore(fss.tables(), fss.clock, fss.ids);

    SettleStore.Outcome outcome =
        await(
            store.settle(
                List.of(
                    end(sent, TaskStatus.LOST),
                    end(sent, TaskStatus.SUCCEEDED),
                    end(sent, TaskStatus.LOST)),
                Map.of()));

    // The stale success is what Settler gives to Corrections.
    assertThat(outcome.verdicts())
        .containsExactly(Verdict.COMMITTED, Verdict.STALE, Verdict.COMMITTED);
    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.LOST);
    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.COMMITTED);
    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  private static Change.Ended end(FakeEdge.Sent sent, TaskStatus status) {
    return new Change.Ended(sent.task(), 1, sent.session(), status, true, "", 0, 1, 0, 0, "", 0, 1);
  }

  @Test
  void a_success_that_comes_after_the_loss_corrects_it_once() {
    FakeEdge.Sent sent = run(Specs.manual("g"));
    fss.registry.silent(session, Duration.ofSeconds(30));
    TaskInfo lost = fss.awaitStatus(sent.task(), TaskStatus.LOST);
    fss.pass(Duration.ofHours(2));

    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.COMMITTED);

    TaskInfo corrected = fss.task(sent.task());
    assertThat(corrected.getStatus()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(corrected.getRemark()).isEqualTo(Corrections.REMARK);
    assertThat(corrected.getProgress()).isEqualTo(100);
    GroupInfo group = fss.group(lost.getGroupId());
    assertThat(group.getCounters().getRuns()).isEqualTo(1);
    assertThat(group.getCounters().getSuccesses()).isEqualTo(1);
    assertThat(group.getCounters().getFailures()).isZero();
    assertThat(group.getLastStatus()).isEqualTo(TaskStatus.SUCCEEDED);
    await(new RollUp(fss.tables(), fss.ids).addUp());
    assertThat(fss.count("task_rollup WHERE runs = 1 AND successes = 1 AND failures = 0")).isOne();
    assertThat(fss.count("task_rollup")).isOne();
    assertThat(fss.count("namespace_rollup WHERE successes = 1 AND failures = 0")).isOne();

    assertThat(fss.client.succeeds(sent)).isEqualTo(Verdict.STALE);
    assertThat(fss.group(lost.getGroupId()).getCounters().getSuccesses()).isEqualTo(1);
  }

  @Test
  void a_failure_after_the_loss_and_the_word_of_another_session_correct_nothing() {
    FakeEdge.Sent sent = run(Specs.manual("g"));
    fss.registry.silent(session, Duration.ofSeconds(30));
    fss.awaitStatus(sent.task(), TaskStatus.LOST);

    assertThat(fss.client.fails(sent, "no")).isEqualTo(Verdict.STALE);
    assertThat(fss.client.succeeds(new FakeEdge.Sent("session-of-c2", sent.execution())))
        .isEqualTo(Verdict.STALE);

    assertThat(fss.task(sent.task()).getStatus()).isEqualTo(TaskStatus.LOST);
  }
}
