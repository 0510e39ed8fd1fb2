package io.fss.scheduler;

import static io.fss.kernel.Database.run;

import io.fss.kernel.Dialect;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.Ids;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
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
          "planned_to = b.due, next_task_id = b.task, next_run_at = b.due",
          List.of("id BIGINT", "version BIGINT", "planned BIGINT", "due BIGINT", "task BIGINT"),
          "task_group.id = b.id AND task_group.version = b.version AND task_group.enabled = 1"
              + " AND task_group.planned_to = b.planned",
          "id");

  private final Dialect dialect;
  private final Ids ids;
  private final String insert;
  private final String rest;

  Planning(Dialect dialect, Ids ids) {
    this.dialect = dialect;
    this.ids = ids;
    this.insert =
        """
        INSERT INTO task (id, group_id, occurrence_key, namespace, group_name, app, job, status,
          planned_at, due_at, attempt, tries, max_tries, retry_delay_ms, lease_ms)
        SELECT b.task, g.id, b.occurrence, g.namespace, g.name, g.app, g.job, 1,
          b.due, b.due, 1, 0, g.max_tries, g.retry_delay_ms, g.lease_ms
        FROM %s JOIN task_group g ON g.id = b.id
        WHERE true
        """
            .formatted(
                dialect.rows(
                    "b", List.of("id BIGINT", "task BIGINT", "due BIGINT", "occurrence TEXT")));
    this.rest =
        "UPDATE task_group SET next_task_id = 0, next_run_at = 0 WHERE id IN (SELECT id FROM %s)"
            .formatted(dialect.rows("b", List.of("id BIGINT")));
  }

  /** One group whose next occurrence is known. */
  record Next(GroupRow group, long due, String key) {}

  /** Plans; answers the tasks that were made. */
  Future<List<Staged>> plan(SqlConnection tx, Collection<Next> nexts) {
    if (nexts.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    JsonArray claims = new JsonArray();
    List<Staged> tasks = new ArrayList<>(nexts.size());
    for (Next next : nexts) {
      long task = ids.next();
      // Planning never moves backwards, also where a job asks for an instant before the last one.
      long due = Math.max(next.due(), next.group().plannedTo());
      claims.add(
          new JsonArray()
              .add(next.group().id())
              .add(next.group().version())
              .add(next.group().plannedTo())
              .add(due)
              .add(task));
      tasks.add(new Staged(task, next.group().id(), next.group().job(), due, due, 1, true));
    }
    List<Next> asked = List.copyOf(nexts);
    return dialect
        .guarded(tx, PLAN, claims)
        .compose(
            won -> {
              Set<Long> winners = new HashSet<>();
              for (Row row : won) {
                winners.add(row.getLong("id"));
              }
              JsonArray rows = new JsonArray();
              List<Staged> made = new ArrayList<>(winners.size());
              for (int i = 0; i < tasks.size(); i++) {
                Staged task = tasks.get(i);
                if (winners.contains(task.groupId())) {
                  made.add(task);
                  rows.add(
                      new JsonArray()
                          .add(task.groupId())
                          .add(task.id())
                          .add(task.dueAt())
                          .add(asked.get(i).key()));
                }
              }
              if (made.isEmpty()) {
                return Future.succeededFuture(made);
              }
              return run(tx, insert, Tuple.of(rows.encode())).map(made);
            });
  }

  /** Notes that these groups have no next task. */
  Future<Void> rest(SqlConnection tx, Collection<Long> groups) {
    if (groups.isEmpty()) {
      return Future.succeededFuture();
    }
    JsonArray rows = new JsonArray();
    groups.forEach(id -> rows.add(new JsonArray().add(id)));
    return run(tx, rest, Tuple.of(rows.encode())).mapEmpty();
  }
}
