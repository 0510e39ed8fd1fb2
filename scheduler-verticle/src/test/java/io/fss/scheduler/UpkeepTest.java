package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
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

@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class UpkeepTest {
  private static final String REPLANNED = "fss.tasks.replanned";

  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private SchedulerFixture fss;
  private final List<Staged> planned = new ArrayList<>();
  private Audit audit;
  private Retention retention;

  @BeforeEach
  void start() {
    fss = new SchedulerFixture(kind, folder).start();
    fss.registry.online("c1", 5, "bill");
    retention = new Retention(fss.tables(), fss.clock, SchedulerFixture.OPTIONS);
    audit =
        new Audit(
            fss.tables(),
            new GroupStore(fss.tables(), fss.clock, fss.ids),
            new SchedulerMetrics(fss.meters),
            planned::addAll);
  }

  @AfterEach
  void close() {
    fss.close();
  }

  @Test
  void old_history_attempts_and_keys_are_deleted_and_young_ones_stay() {
    GroupInfo group = fss.create(Specs.manual("g").setPolicies(Specs.tries(2, 0)));
    fss.run(group, "old", "");
    fss.client.fails(fss.edge.awaitNth("g", 1), "no");
    fss.client.fails(fss.edge.awaitNth("g", 2), "no");
    fss.pass(Duration.ofDays(7));
    fss.run(group, "young", "");
    fss.client.fails(fss.edge.awaitNth("g", 3), "no");
    FakeEdge.Sent young = fss.edge.awaitNth("g", 4);
    fss.client.fails(young, "no");
    await(retention.deleteOld());
    assertThat(fss.tasks(group)).hasSize(2);

    fss.pass(Duration.ofMillis(1));
    await(retention.deleteOld());

    assertThat(fss.tasks(group)).extracting(TaskInfo::getId).containsExactly(young.task());
    assertThat(fss.count("task_attempt")).isEqualTo(1);
    assertThat(fss.count("task_key WHERE run_key = 'old'")).isZero();
    assertThat(fss.count("task_key WHERE run_key = 'young'")).isEqualTo(1);
  }

  @Test
  void a_group_whose_planned_task_is_gone_is_planned_again_and_counted() {
    GroupInfo group = fss.create(Specs.group("g", Specs.rate(60_000, fss.now() + 60_000)));
    fss.write("DELETE FROM task WHERE group_id = " + group.getId());

    await(audit.look());

    GroupInfo after = fss.group(group.getId());
    assertThat(fss.counted(REPLANNED)).isEqualTo(1);
    assertThat(planned).extracting(Staged::id).containsExactly(after.getNextTaskId());
    assertThat(fss.tasks(group))
        .extracting(TaskInfo::getId)
        .containsExactly(after.getNextTaskId())
        .doesNotContain(group.getNextTaskId());
  }

  @Test
  void the_running_platform_audits_by_itself() {
    GroupInfo group = fss.create(Specs.group("g", Specs.rate(60_000, fss.now() + 60_000)));
    fss.write("DELETE FROM task WHERE group_id = " + group.getId());
    fss.stop().startWithUpkeep();

    io.fss.kernel.Await.until("it is planned", () -> fss.tasks(group).size() == 1);
    fss.pass(Duration.ofSeconds(60));

    assertThat(fss.edge.awaitSent("g", 1)).hasSize(1);
    assertThat(fss.counted(REPLANNED)).isEqualTo(1);
  }

  @Test
  void groups_in_order_are_left_alone() {
    fss.create(Specs.manual("by-hand"));
    fss.create(Specs.group("later", Specs.rate(60_000, fss.now() + 60_000)));
    fss.create(Specs.group("stopped", Specs.rate(60_000, 0)).setEnabled(false));
    fss.create(Specs.group("running", Specs.delay(60_000, 0)));
    fss.edge.awaitSent("running", 1);
    fss.create(Specs.group("resting", Specs.dynamic(0, 0)));
    fss.client.succeeds(fss.edge.awaitNth("resting", 1));
    fss.create(Specs.group("done", Specs.once(fss.now())));
    fss.client.succeeds(fss.edge.awaitNth("done", 1));
    long tasks = fss.count("task");

    await(audit.look());

    assertThat(fss.counted(REPLANNED)).isZero();
    assertThat(fss.count("task")).isEqualTo(tasks);
  }

  @Test
  void a_schedule_that_is_over_or_that_waits_for_its_running_task_is_no_finding() {
    GroupInfo over = fss.create(Specs.group("over", Specs.cron("0 0 0 3 1 ? 2026", "")));
    fss.passTo(over.getNextRunAtMs());
    fss.client.succeeds(fss.edge.awaitNth("over", 1));
    GroupInfo chain = fss.create(Specs.group("chain", Specs.delay(1_000, 0)));
    fss.edge.awaitSent("chain", 1);
    fss.disable(chain);
    fss.enable(chain);

    await(audit.look());

    assertThat(fss.counted(REPLANNED)).isZero();
    assertThat(fss.tasks(chain, TaskStatus.WAITING)).isEmpty();
  }
}
