package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Refusal;
import io.fss.kernel.TestDatabases;
import io.fss.proto.bus.v1.GroupControlRequest;
import io.fss.proto.bus.v1.GroupControlRequest.Deed;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Policies;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Groups with more runs by hand than one transaction ends. */
@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class HaltsTest {
  private static final int RUNS = 2 * Halts.PAGE + 200;

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

  /** A group so many runs of which wait for a client. */
  private GroupInfo waiting(int runs) {
    GroupInfo group = fss.create(Specs.manual("g"));
    List<NewTasks.NewTask> tasks = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      long id = fss.ids.next();
      Policies policies = group.getSpec().getPolicies();
      Staged staged =
          Staged.byHand(id, group.getId(), GroupStore.job(group.getSpec()), policies, fss.now());
      tasks.add(
          new NewTasks.NewTask(staged, OccurrenceKey.key("k" + id), "g", policies, 0, "{}", ""));
    }
    NewTasks rows = new NewTasks(fss.tables().dialect());
    await(fss.tables().transact("test", tx -> rows.insert(tx, tasks)));
    return group;
  }

  private GroupStore store() {
    return new GroupStore(fss.tables(), fss.clock, fss.ids);
  }

  private long live(GroupInfo group) {
    return fss.count("task WHERE group_id = " + group.getId());
  }

  private void allCancelled(GroupInfo group) {
    assertThat(
            fss.count(
                "task_history WHERE status = %d AND group_id = %d"
                    .formatted(TaskStatus.CANCELLED.getNumber(), group.getId())))
        .isEqualTo(RUNS);
    assertThat(fss.count("task_halt")).isZero();
  }

  @Test
  void one_run_more_than_may_wait_is_refused_and_leaves_no_key() {
    int most = SchedulerFixture.OPTIONS.manualRuns();
    GroupInfo group = waiting(most - 1);
    long last = fss.run(group, "last", "");

    Refusal refusal = (Refusal) failure(fss.tryTo(Deed.RUN, group));

    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.TOO_MANY);
    assertThat(refusal)
        .hasMessage(
            "group g in namespace default: %d runs by hand have not ended, which is the most there"
                + " may be (scheduler.manual-runs)",
            most);
    assertThat(fss.run(group, "last", "")).as("made before").isEqualTo(last);
    assertThat(live(group)).isEqualTo(most);
    assertThat(fss.count("task_key")).isOne();
    fss.cancel(last, "");
    assertThat(fss.run(group)).isPositive();
  }

  @Test
  void all_of_a_group_are_cancelled_and_counted() {
    GroupInfo group = waiting(RUNS);

    int cancelled =
        fss.control(group, GroupControlRequest.newBuilder().setDeed(Deed.CANCEL)).getCancelled();

    assertThat(cancelled).isEqualTo(RUNS);
    assertThat(live(group)).isZero();
    allCancelled(group);
  }

  @Test
  void what_the_first_transaction_of_a_deed_leaves_is_done_although_who_began_it_is_gone() {
    GroupInfo group = waiting(RUNS);

    GroupStore.Changed changed = await(store().disable(group, false, "so it is"));
    long after = fss.run(group, "after", "");

    assertThat(changed.ended()).isEqualTo(Halts.PAGE);
    assertThat(changed.left()).isPositive();
    until("all but the later one are ended", () -> live(group) == 1);
    assertThat(fss.task(after).getStatus()).isEqualTo(TaskStatus.WAITING);
    until("the deed is done", () -> fss.count("task_halt") == 0);
    allCancelled(group);
  }

  @Test
  void a_group_with_many_runs_is_deleted_at_once_and_its_runs_end_after_it() {
    GroupInfo group = waiting(RUNS);

    GroupStore.Changed changed = await(store().delete(group));

    assertThat(changed.made()).isTrue();
    assertThat(fss.count("task_group WHERE id = " + group.getId())).isZero();
    until("all are ended", () -> live(group) == 0);
    until("the deed is done", () -> fss.count("task_halt") == 0);
    allCancelled(group);
  }
}
