package io.fss.scheduler;

import static io.fss.kernel.Database.run;

import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
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
  // Batches of one sweep: more than the fastest schedule can write in the same time.
  private static final int BATCHES = 100;

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

  /** Deletes old history with its attempts, and old keys; batch after batch while there is more. */
  Future<Void> deleteOld() {
    return deleteHistory(BATCHES).compose(done -> deleteKeys());
  }

  private Future<Void> deleteHistory(int batches) {
    long before = clock.millis() - options.historyRetention().toMillis();
    String oldest =
        "SELECT id FROM task_history WHERE settled_at < ? ORDER BY settled_at, id LIMIT ?";
    return database
        .transact(
            "group",
            tx ->
                run(
                        tx,
                        "DELETE FROM task_attempt WHERE task_id IN (%s)".formatted(oldest),
                        Tuple.of(before, BATCH))
                    .compose(
                        done ->
                            run(
                                tx,
                                "DELETE FROM task_history WHERE id IN (%s)".formatted(oldest),
                                Tuple.of(before, BATCH))))
        .compose(
            gone ->
                gone.rowCount() == BATCH && batches > 1
                    ? deleteHistory(batches - 1)
                    : Future.succeededFuture());
  }

  private Future<Void> deleteKeys() {
    long before = clock.millis() - options.keyRetention().toMillis();
    return database.transact(
        "group",
        tx ->
            run(
                    tx,
                    "DELETE FROM task_key WHERE task_id IN (SELECT task_id FROM task_key"
                        + " WHERE created_at < ? ORDER BY created_at LIMIT ?)",
                    Tuple.of(before, BATCH))
                .mapEmpty());
  }

  /** Looks at the next page of groups. */
  Future<Void> audit() {
    return database
        .read(
            """
            SELECT g.id, CASE WHEN g.enabled = 1
              AND ((g.automatic = 1 AND g.next_task_id = 0) OR (g.next_task_id <> 0
                AND NOT EXISTS (SELECT 1 FROM task t WHERE t.id = g.next_task_id)))
              THEN 1 ELSE 0 END AS stuck
            FROM task_group g WHERE g.id > ? ORDER BY g.id LIMIT ?
            """,
            Tuple.of(audited, BATCH))
        .compose(
            rows -> {
              List<Long> stuck = new ArrayList<>();
              long last = 0;
              for (Row row : rows) {
                last = row.getLong("id");
                if (row.getInteger("stuck") == 1) {
                  stuck.add(last);
                }
              }
              audited = rows.size() < BATCH ? 0 : last;
              Future<Void> all = Future.succeededFuture();
              for (long id : stuck) {
                all = all.compose(done -> repair(id));
              }
              return all;
            });
  }

  private Future<Void> repair(long id) {
    return groups
        .replan(id)
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
