package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Channels;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupUpdateRequest;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Misfire;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Somebody sets the clock that all schedulers follow. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class ClockStepTest {
  private static final long MINUTE = 60_000;

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

  private long next(GroupInfo group) {
    return fss.tasks(group, TaskStatus.WAITING).stream()
        .mapToLong(TaskInfo::getPlannedAtMs)
        .max()
        .orElse(0);
  }

  /** A group whose first ten moments were skipped. */
  private GroupInfo skipped(long start) {
    GroupInfo group =
        fss.create(
            Specs.group("g", Specs.rate(MINUTE, start))
                .setPolicies(Policies.newBuilder().setMisfire(Misfire.MISFIRE_SKIP)));
    fss.pass(Duration.ofSeconds(10 * 60 + 30));
    fss.registry.online("c1", 5, "bill");
    until("eleventh", () -> next(group) == start + 11 * MINUTE);
    return group;
  }

  @Test
  void a_group_that_is_enabled_again_after_the_clock_was_set_back_repeats_no_skipped_moment() {
    // given
    long start = fss.now();
    GroupInfo group = skipped(start);

    // when
    fss.disable(group);
    fss.clock.jump(Duration.ofMinutes(-5));
    fss.enable(group);

    // then
    assertThat(next(group)).isEqualTo(start + 11 * MINUTE);
  }

  @Test
  void a_group_that_is_enabled_again_after_the_clock_was_set_back_repeats_nothing_it_forgot() {
    // given: of all its ends only the last one is found
    long start = fss.now();
    GroupInfo group = skipped(start);
    fss.write("UPDATE task_history SET planned_at = last_planned_at");

    // when
    fss.disable(group);
    fss.clock.jump(Duration.ofMinutes(-5));
    fss.enable(group);

    // then
    assertThat(next(group)).isEqualTo(start + 11 * MINUTE);
  }

  @Test
  void a_changed_trigger_starts_from_now_also_after_the_clock_was_set_back() {
    // given
    long start = fss.now();
    fss.registry.online("c1", 5, "bill");
    GroupInfo group = fss.create(Specs.group("g", Specs.rate(60 * MINUTE, start)));
    fss.client.succeeds(fss.edge.awaitNth("g", 1));
    until("ended", () -> fss.tasks(group, TaskStatus.SUCCEEDED).size() == 1);
    fss.clock.jump(Duration.ofHours(-1));

    // when: every minute, the same moments among others
    await(
        fss.bus.request(
            Channels.GROUP_UPDATE,
            GroupUpdateRequest.newBuilder()
                .setId(group.getId())
                .setVersion(group.getVersion())
                .setSpec(Specs.group("g", Specs.rate(MINUTE, start - 60 * MINUTE)))
                .build()));

    // then
    assertThat(next(group)).isEqualTo(start - 60 * MINUTE);
  }

  @Test
  void a_dispatch_that_nobody_answered_before_the_clock_was_set_back_is_asked_about() {
    // given
    String session = fss.registry.online("c1", 5, "bill");
    fss.edge.saysNothing(session);
    fss.create(Specs.group("g", Specs.once(fss.now() + 1_000)));
    fss.pass(Duration.ofSeconds(1));
    long task = fss.edge.awaitNth("g", 1).task();

    // when
    fss.clock.jump(Duration.ofHours(-1));
    fss.pass(Duration.ofSeconds(3));

    // then
    until(
        "question",
        () ->
            fss.registry.questions(session).stream()
                .map(AttemptRef::getTaskId)
                .toList()
                .contains(task));
  }
}
