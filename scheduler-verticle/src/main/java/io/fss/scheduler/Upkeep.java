package io.fss.scheduler;

import static io.fss.kernel.Database.run;

import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is old in bounded batches, and audits that every enabled group that needs a next
 * task has one. The audit walks the groups page by page; what it finds is planned and counted.
 */
final class Upkeep {
  private static final Logger log = LoggerFactory.getLogger(Upkeep.class);
  private static final int BATCH = 1_000;

  private final Database database;
  private final Clock clock;
  private final SchedulerOptions options;
  private final GroupStore groups;
  private final SchedulerMetrics metrics;
  private final Consumer<List<Staged>> planned;
  private long audited;

  Upkeep(
      Database database,
      Clock clock,
      SchedulerOptions options,
      GroupStore groups,
      SchedulerMetrics metrics,
      Consumer<List<Staged>> planned) {
    this.database = database;
    this.clock = clock;
    this.options = options;
    this.groups = groups;
    this.metrics = metrics;
    this.planned = planned;
  }

  /** Deletes one batch each of old history, attempts and keys. */
  Future<Void> deleteOld() {
    long history = clock.millis() - options.historyRetention().toMillis();
    long keys = clock.millis() - options.keyRetention().toMillis();
    // Ids grow with time, so the oldest rows stand first; a task planned long ahead is young still.
    return delete(
            "DELETE FROM task_history WHERE id IN (SELECT id FROM (SELECT id, ended_at"
                + " FROM task_history ORDER BY id LIMIT ?) oldest WHERE ended_at < ?)",
            Tuple.of(BATCH, history))
        .compose(
            done ->
                delete(
                    "DELETE FROM task_attempt WHERE task_id IN (SELECT task_id FROM (SELECT"
                        + " task_id, ended_at FROM task_attempt ORDER BY task_id LIMIT ?) oldest"
                        + " WHERE ended_at < ?)",
                    Tuple.of(BATCH, history)))
        .compose(
            done ->
                delete(
                    "DELETE FROM task_key WHERE created_at < ? AND task_id IN (SELECT task_id FROM"
                        + " task_key WHERE created_at < ? ORDER BY created_at LIMIT ?)",
                    Tuple.of(keys, keys, BATCH)));
  }

  private Future<Void> delete(String sql, Tuple parameters) {
    return database.transact("group", tx -> run(tx, sql, parameters).mapEmpty());
  }

  /** Looks at the next page of groups. */
  Future<Void> audit() {
    return database
        .read(
            """
            SELECT g.id, g.namespace, g.app, g.job, CASE WHEN g.enabled = 1
              AND ((g.automatic = 1 AND g.next_task_id = 0) OR (g.next_task_id <> 0
                AND NOT EXISTS (SELECT 1 FROM task t WHERE t.id = g.next_task_id)))
              THEN 1 ELSE 0 END AS stuck
            FROM task_group g WHERE g.id > ? ORDER BY g.id LIMIT ?
            """,
            Tuple.of(audited, BATCH))
        .compose(
            rows -> {
              Map<Long, Job> stuck = new LinkedHashMap<>();
              long last = 0;
              for (Row row : rows) {
                last = row.getLong("id");
                if (row.getInteger("stuck") == 1) {
                  stuck.put(
                      last,
                      new Job(
                          row.getString("namespace"), row.getString("app"), row.getString("job")));
                }
              }
              audited = rows.size() < BATCH ? 0 : last;
              Future<Void> all = Future.succeededFuture();
              for (Map.Entry<Long, Job> group : stuck.entrySet()) {
                all = all.compose(done -> repair(group.getKey(), group.getValue()));
              }
              return all;
            });
  }

  private Future<Void> repair(long id, Job job) {
    return groups
        .replan(id, job)
        .map(
            changed -> {
              // Nothing is planned where the schedule is over or a running task decides.
              if (!changed.planned().isEmpty()) {
                log.error("group {} had no next task; planned again", id);
                metrics.replanned(1);
                planned.accept(changed.planned());
              }
              return null;
            });
  }
}
