package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.ClockKeeper;
import io.fss.kernel.SteadyClock;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
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

/**
 * Somebody sets the wall clock of the machine by an hour while the platform works, its time kept as
 * the program keeps it.
 */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class ClockJumpTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  // The clock that is ahead loses a twentieth.
  private static final Duration SLOW_MINUTE = Duration.ofSeconds(64);

  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;
  private SteadyClock clock;
  private ClockKeeper keeper;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder, machine -> clock = new SteadyClock(machine));
    keeper = ClockKeeper.byMachine(fss.vertx, clock, fss.clock);
    await(keeper.start());
    fss.start();
    fss.registry.online("c1", 20, "bill");
  }

  @AfterEach
  void close() {
    keeper.stop();
    fss.close();
  }

  private GroupInfo create(String name, Trigger trigger) {
    return fss.create(Specs.group(name, trigger));
  }

  /** Groups whose first task has run. */
  private GroupInfo[] groups() {
    long first = clock.millis() + MINUTE.toMillis();
    GroupInfo[] groups = {
      create("rate", Specs.rate(60_000, first)),
      create("delay", Specs.delay(60_000, first)),
      create("cron", Specs.cron("5 * * * * ?", "UTC")),
      create("dynamic", Specs.dynamic(first, 60_000))
    };
    fss.pass(MINUTE);
    allRun(1, groups);
    return groups;
  }

  /** The n-th task of every group is sent, not before its time, and succeeds. */
  private void allRun(int nth, GroupInfo... groups) {
    for (GroupInfo group : groups) {
      FakeEdge.Sent sent = fss.edge.awaitNth(group.getSpec().getName(), nth);
      assertThat(sent.execution().getPlannedAtMs()).isLessThanOrEqualTo(clock.millis());
      fss.client.succeeds(sent);
    }
  }

  /** Every moment stands in one row, and none lies beyond what the clock has shown. */
  private void eachMomentOnce(GroupInfo group, int runs) {
    assertThat(fss.edge.of(group.getSpec().getName()))
        .hasSize(runs)
        .extracting(sent -> sent.execution().getPlannedAtMs())
        .doesNotHaveDuplicates();
    List<TaskInfo> ran = fss.tasks(group, TaskStatus.SUCCEEDED);
    assertThat(ran).hasSize(runs);
    assertThat(ran).extracting(TaskInfo::getPlannedAtMs).doesNotHaveDuplicates();
    // A moment that was skipped did not run too.
    for (TaskInfo skipped : fss.tasks(group, TaskStatus.SKIPPED)) {
      assertThat(ran)
          .noneMatch(
              task ->
                  task.getPlannedAtMs() >= skipped.getPlannedAtMs()
                      && task.getPlannedAtMs() <= skipped.getLastPlannedAtMs());
    }
  }

  @Test
  void after_an_hour_forward_every_group_runs_once_late_and_then_as_before() {
    GroupInfo[] groups = groups();

    fss.clock.jump(HOUR);
    until("the jump is followed", () -> clock.millis() == fss.now());
    allRun(2, groups);
    fss.looked();
    fss.pass(MINUTE);
    allRun(3, groups);
    fss.looked();

    for (GroupInfo group : groups) {
      eachMomentOnce(group, 3);
    }
    assertThat(fss.tasks(groups[0], TaskStatus.SKIPPED))
        .singleElement()
        .satisfies(skipped -> assertThat(skipped.getCount()).isEqualTo(59));
  }

  @Test
  void after_an_hour_backward_every_group_goes_on_and_no_moment_comes_again() {
    GroupInfo[] groups = groups();

    fss.clock.jump(HOUR.negated());
    until("the jump is seen", () -> clock.skew().equals(HOUR.negated()));
    fss.looked();
    for (int nth = 2; nth <= 4; nth++) {
      fss.pass(SLOW_MINUTE);
      allRun(nth, groups);
    }
    fss.looked();

    for (GroupInfo group : groups) {
      eachMomentOnce(group, 4);
      assertThat(fss.tasks(group, TaskStatus.SKIPPED)).isEmpty();
    }
  }

  @Test
  void an_hour_there_and_back_is_as_if_it_had_been_forward_alone() {
    GroupInfo[] groups = groups();

    fss.clock.jump(HOUR);
    until("the jump is followed", () -> clock.millis() == fss.now());
    allRun(2, groups);
    fss.clock.jump(HOUR.negated());
    until("the jump back is seen", () -> clock.skew().equals(HOUR.negated()));
    fss.looked();
    for (int nth = 3; nth <= 4; nth++) {
      fss.pass(SLOW_MINUTE);
      allRun(nth, groups);
    }
    fss.looked();

    for (GroupInfo group : groups) {
      eachMomentOnce(group, 4);
    }
  }

  @Test
  void a_retry_and_a_run_by_hand_do_not_wait_for_the_hour_to_come_again() {
    GroupInfo failing = fss.create(Specs.manual("failing").setPolicies(Specs.tries(2, 30_000)));
    fss.run(failing);
    fss.client.fails(fss.edge.awaitNth("failing", 1), "no");

    fss.clock.jump(HOUR.negated());
    until("the jump is seen", () -> clock.skew().equals(HOUR.negated()));
    fss.run(create("by-hand", Specs.byHand()));
    fss.edge.awaitNth("by-hand", 1);
    fss.pass(Duration.ofSeconds(32));

    fss.client.succeeds(fss.edge.awaitNth("failing", 2));
  }
}
