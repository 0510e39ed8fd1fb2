package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Columns;
import io.fss.kernel.Dialect;
import io.fss.kernel.Tx;
import io.fss.proto.v1.Policies;
import io.vertx.core.Future;
import java.util.List;

/** Inserts tasks whose group was made or read in the same transaction. */
final class NewTasks {
  // Every value is at hand: to join the rows that were just written would cost more than to say it.
  private static final String INSERT =
      """
      INSERT INTO task (id, group_id, occurrence_key, namespace, group_name, app, job, status,
        priority, planned_at, due_at, attempt, tries, policies, lease_ms, check_at, finish_by,
        params, message, remark, selector)
      SELECT b.id, b.group_id, b.occurrence, b.namespace, b.name, b.app, b.job, 1,
        b.priority, b.planned, b.due, 1, 0, b.policies, b.lease, b.finish_by, b.finish_by,
        b.params, '', b.remark, b.selector
      FROM {b} WHERE true
      """;

  private final BatchStatement insert;

  NewTasks(Dialect dialect) {
    this.insert =
        dialect.over(
            INSERT,
            Columns.of(
                "id BIGINT",
                "group_id BIGINT",
                "occurrence TEXT",
                "namespace TEXT",
                "name TEXT",
                "app TEXT",
                "job TEXT",
                "priority INT",
                "planned BIGINT",
                "due BIGINT",
                "policies TEXT",
                "lease BIGINT",
                "finish_by BIGINT",
                "params TEXT",
                "remark TEXT",
                "selector TEXT"));
  }

  /**
   * A task and what its row says of it.
   *
   * @param key its occurrence key
   * @param group name of its group
   * @param finishBy when it must have ended; 0 means no bound
   */
  record NewTask(
      Staged task,
      String key,
      String group,
      Policies policies,
      long finishBy,
      String params,
      String remark) {

    /** The first task of a group's trigger. */
    static NewTask first(Staged task, String group, Policies policies) {
      return new NewTask(
          task,
          OccurrenceKey.at(task.plannedAt()),
          group,
          policies,
          Planning.finishBy(policies, task.dueAt()),
          "",
          "");
    }
  }

  Future<Void> insert(Tx tx, List<NewTask> tasks) {
    Batch rows = insert.batch();
    for (NewTask one : tasks) {
      Staged task = one.task();
      rows.add(
          task.id(),
          task.groupId(),
          one.key(),
          task.job().namespace(),
          one.group(),
          task.job().app(),
          task.job().name(),
          task.priority(),
          task.plannedAt(),
          task.dueAt(),
          PolicyText.encode(one.policies()),
          one.policies().getLeaseMs(),
          one.finishBy(),
          one.params(),
          one.remark(),
          task.routing().selector());
    }
    return tx.run(insert, rows).mapEmpty();
  }
}
