package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Columns;
import io.fss.kernel.Dialect;
import io.fss.kernel.GuardedDelete;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.Tx;
import io.fss.proto.bus.v1.TaskStatus;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Ends waiting tasks in a row of their own: what a person cancelled, what had been tried. */
final class Endings {
  private static final String INSERT =
      """
      INSERT INTO task_history (id, group_id, occurrence_key, namespace, group_name, app, job,
        status, planned_at, due_at, last_planned_at, occurrences, attempt, tries, params, session,
        client, booked_at, started_at, ended_at, duration_us, progress, message, remark, settled_at,
        parent, children)
      SELECT t.id, t.group_id, t.occurrence_key, t.namespace, t.group_name, t.app, t.job,
        b.status, t.planned_at, t.due_at, t.planned_at, 1, t.attempt - 1, t.tries, t.params, '',
        t.last_client, 0, 0, b.now, 0, t.progress, b.reason, t.remark, b.now,
        t.parent, t.children
      FROM {b} JOIN task t ON t.id = b.id
      WHERE true
      """;

  // What has been tried counts as a run of its group; what has not was only planned.
  private static final GuardedUpdate COUNT =
      new GuardedUpdate(
          "task_group",
          List.of(
              "runs = task_group.runs + b.runs",
              "failures = task_group.failures + b.failures",
              "skipped = task_group.skipped + b.skipped",
              "tasks = task_group.tasks - b.ended",
              "skip_row = 0"),
          Columns.of("id BIGINT", "runs BIGINT", "failures BIGINT", "skipped BIGINT", "ended INT"),
          "task_group.id = b.id",
          List.of("task_group.id"));

  private final BatchStatement insert;
  private final BatchDeed remove;
  private final BatchDeed count;
  private final TallySheets tallies;
  private final Families families;

  Endings(Dialect dialect) {
    this.insert =
        dialect.over(INSERT, Columns.of("id BIGINT", "status INT", "reason TEXT", "now BIGINT"));
    this.remove =
        dialect.delete(new GuardedDelete("task", Columns.of("id BIGINT"), "task.id = b.id"));
    this.count = dialect.updateUnasked(COUNT);
    this.tallies = new TallySheets(dialect);
    this.families = new Families(dialect);
  }

  /** A waiting task and how it ends. */
  record Ending(TaskRow task, TaskStatus status, String reason) {}

  /** Ends them; the groups and the tasks are locked and the tasks waiting. */
  Future<Void> write(Tx tx, List<Ending> endings, long now) {
    if (endings.isEmpty()) {
      return Future.succeededFuture();
    }
    Batch rows = insert.batch();
    Batch gone = Columns.of("id BIGINT").batch();
    Map<Long, Tally> counted = new TreeMap<>();
    List<TallySheets.Entry> entries = new ArrayList<>();
    List<Families.End> parts = new ArrayList<>();
    for (Ending one : endings) {
      rows.add(one.task().id(), one.status().getNumber(), one.reason(), now);
      gone.add(one.task().id());
      if (one.task().family().isChild()) {
        // What counts is the task it is a part of.
        parts.add(new Families.End(one.task().family().parent(), one.status()));
        continue;
      }
      entries.add(
          new TallySheets.Entry(
              one.task().id(),
              one.task().job().namespace(),
              TallyLine.waited(one.task(), one.status())));
      counted
          .computeIfAbsent(one.task().groupId(), id -> new Tally())
          .countWaiting(one.task(), one.status());
    }
    Batch counts = COUNT.columns().batch();
    counted.forEach((group, tally) -> counts.add(tally.waitingRow(group)));
    return tx.run(insert, rows)
        .compose(inserted -> remove.run(tx, gone))
        .compose(removed -> count.run(tx, counts))
        .compose(done -> families.ended(tx, parts))
        .compose(done -> tallies.write(tx, entries, now));
  }
}
