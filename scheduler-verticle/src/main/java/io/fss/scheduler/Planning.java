package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Columns;
import io.fss.kernel.Dialect;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.Ids;
import io.fss.kernel.Tx;
import io.fss.proto.v1.Policies;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Plans the next task of groups: a compare-and-set on the group row, whose only winner inserts the
 * task. Runs inside the transaction that books or settles the task before.
 */
final class Planning {
  private static final GuardedUpdate PLAN =
      new GuardedUpdate(
          "task_group",
          List.of(
              "planned_to = b.planned",
              "next_task_id = b.task",
              "next_run_at = b.due",
              "begun = b.begun",
              "tasks = task_group.tasks + 1"),
          Columns.of(
              "id BIGINT",
              "version BIGINT",
              "prior BIGINT",
              "planned BIGINT",
              "due BIGINT",
              "task BIGINT",
              "begun BIGINT"),
          "task_group.id = b.id AND task_group.version = b.version AND task_group.enabled = 1"
              + " AND task_group.planned_to = b.prior",
          List.of("task_group.id"));

  private static final GuardedUpdate REST =
      new GuardedUpdate(
          "task_group",
          List.of("next_task_id = 0", "next_run_at = 0", "automatic = 0", "begun = b.begun"),
          Columns.of("id BIGINT", "begun BIGINT"),
          "task_group.id = b.id",
          List.of("task_group.id"));

  private static final GuardedUpdate BEGIN =
      new GuardedUpdate(
          "task_group",
          List.of("begun = task_group.begun + 1"),
          Columns.of("id BIGINT"),
          "task_group.id = b.id",
          List.of("task_group.id"));

  private static final String INSERT =
      """
      INSERT INTO task (id, group_id, occurrence_key, namespace, group_name, app, job, status,
        excused, priority, planned_at, due_at, attempt, tries, policies, lease_ms, check_at,
        finish_by, params, message, remark, selector)
      SELECT b.task, g.id, b.occurrence, g.namespace, g.name, g.app, g.job, 1,
        b.excused, b.priority, b.planned, b.due, 1, 0, g.policies, b.lease, b.finish_by,
        b.finish_by, '', '', '', b.selector
      FROM {b} JOIN task_group g ON g.id = b.id AND g.next_task_id = b.task
      WHERE true
      """;

  private final Ids ids;
  private final BatchDeed plan;
  private final BatchDeed rest;
  private final BatchDeed begin;
  private final BatchStatement insert;

  Planning(Dialect dialect, Ids ids) {
    this.ids = ids;
    this.plan = dialect.update(PLAN);
    this.rest = dialect.updateUnasked(REST);
    this.begin = dialect.updateUnasked(BEGIN);
    this.insert =
        dialect.over(
            INSERT,
            Columns.of(
                "id BIGINT",
                "task BIGINT",
                "occurrence TEXT",
                "planned BIGINT",
                "due BIGINT",
                "excused INT",
                "priority INT",
                "lease BIGINT",
                "finish_by BIGINT",
                "selector TEXT"));
  }

  /**
   * One group whose next occurrence is known.
   *
   * @param planned its moment; it is due later by the group's jitter
   * @param key its occurrence key
   * @param begun occurrences of the group that have begun by now
   * @param makesUp whether the moment has passed and is made up for
   */
  record Next(GroupRow group, long planned, String key, long begun, boolean makesUp) {}

  /** A group that has no next occurrence. */
  record Rest(GroupRow group, long begun) {}

  /** Counts an occurrence that begins, where its end will plan the next one. */
  Future<Void> begin(Tx tx, Collection<Long> groups) {
    Batch rows = BEGIN.columns().batch();
    groups.forEach(rows::add);
    return begin.run(tx, rows).mapEmpty();
  }

  /** Plans; answers the tasks that were made. A group may be named once. */
  Future<List<Staged>> plan(Tx tx, Collection<Next> nexts) {
    Batch claims = PLAN.columns().batch();
    List<Staged> tasks = new ArrayList<>(nexts.size());
    List<Next> asked = List.copyOf(nexts);
    for (Next next : asked) {
      Staged task = task(next);
      tasks.add(task);
      claims.add(
          task.groupId(),
          next.group().version(),
          next.group().plannedTo(),
          task.plannedAt(),
          task.dueAt(),
          task.id(),
          next.begun());
    }
    Future<RowSet<Row>> won = plan.run(tx, claims);
    // Asked for in one go: what the group's row says by then decides which tasks are made.
    Future<?> made = tx.run(insert, rows(asked, tasks));
    return won.compose(
        winners -> {
          Set<Long> ids = ids(winners);
          return made.map(tasks.stream().filter(task -> ids.contains(task.groupId())).toList());
        });
  }

  private Staged task(Next next) {
    GroupRow group = next.group();
    // Planning never moves backwards, also where a job asks for an instant before the last one.
    long planned = Math.max(next.planned(), group.plannedTo());
    return new Staged(
        ids.next(),
        group.id(),
        group.job(),
        planned,
        planned + group.jitter(),
        1,
        true,
        group.policies().getPriority(),
        next.makesUp() ? Excuse.MAKES_UP : Excuse.NONE,
        "",
        group.routing(),
        Routing.NO_KEY);
  }

  private static Set<Long> ids(Iterable<Row> rows) {
    Set<Long> ids = new HashSet<>();
    rows.forEach(row -> ids.add(row.getLong("id")));
    return ids;
  }

  private Batch rows(List<Next> nexts, List<Staged> tasks) {
    Batch rows = insert.batch();
    for (int i = 0; i < tasks.size(); i++) {
      Staged task = tasks.get(i);
      Policies policies = nexts.get(i).group().policies();
      rows.add(
          task.groupId(),
          task.id(),
          nexts.get(i).key(),
          task.plannedAt(),
          task.dueAt(),
          task.excused(),
          task.priority(),
          policies.getLeaseMs(),
          finishBy(policies, task.dueAt()),
          task.routing().selector());
    }
    return rows;
  }

  /** When a task that is due then must have ended; 0 means no bound. */
  static long finishBy(Policies policies, long due) {
    return policies.getFinishWithinMs() == 0 ? 0 : due + policies.getFinishWithinMs();
  }

  /** Notes that these groups have no next task and need none until they are defined anew. */
  Future<Void> rest(Tx tx, Collection<Rest> groups) {
    Batch rows = REST.columns().batch();
    groups.forEach(one -> rows.add(one.group().id(), one.begun()));
    return rest.run(tx, rows).mapEmpty();
  }
}
