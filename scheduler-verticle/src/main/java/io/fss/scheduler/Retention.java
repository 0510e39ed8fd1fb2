package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.Clock;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.fss.kernel.GuardedDelete;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Deletes what is old, in bounded batches, on a lane of its own: nobody waits for it. */
final class Retention {
  private static final String LANE = "upkeep";
  private static final int BATCH = 1_000;
  // Batches of one sweep: more than the fastest schedule can write in the same time.
  private static final int BATCHES = 100;
  private static final Columns ID = Columns.of("id BIGINT");

  private final Database database;
  private final Clock clock;
  private final SchedulerOptions options;
  private final BatchDeed attempts;
  private final BatchDeed history;
  private final BatchDeed keys;

  Retention(Database database, Clock clock, SchedulerOptions options) {
    this.database = database;
    this.clock = clock;
    this.options = options;
    this.attempts =
        database
            .dialect()
            .delete(new GuardedDelete("task_attempt", ID, "task_attempt.task_id = b.id"));
    this.history =
        database.dialect().delete(new GuardedDelete("task_history", ID, "task_history.id = b.id"));
    this.keys =
        database.dialect().delete(new GuardedDelete("task_key", ID, "task_key.task_id = b.id"));
  }

  /** Deletes old history with its attempts, and old keys; batch after batch while there is more. */
  Future<Void> deleteOld() {
    return deleteHistory(BATCHES).compose(done -> deleteKeys(BATCHES));
  }

  private Future<Void> deleteHistory(int batches) {
    long before = clock.millis() - options.historyRetention().toMillis();
    return database
        .read(
            "SELECT id FROM task_history WHERE settled_at < ?" + " ORDER BY settled_at, id LIMIT ?",
            Tuple.of(before, BATCH))
        .compose(old -> delete(old, this::withAttempts))
        .compose(
            deleted ->
                deleted == BATCH && batches > 1
                    ? deleteHistory(batches - 1)
                    : Future.succeededFuture());
  }

  private Future<?> withAttempts(Tx tx, Batch ids) {
    return attempts.run(tx, ids).compose(done -> history.run(tx, ids));
  }

  private Future<Void> deleteKeys(int batches) {
    long before = clock.millis() - options.keyRetention().toMillis();
    return database
        .read(
            "SELECT task_id AS id FROM task_key WHERE created_at < ? ORDER BY created_at LIMIT ?",
            Tuple.of(before, BATCH))
        .compose(old -> delete(old, keys::run))
        .compose(
            deleted ->
                deleted == BATCH && batches > 1
                    ? deleteKeys(batches - 1)
                    : Future.succeededFuture());
  }

  private interface Deed {
    Future<?> run(Tx tx, Batch ids);
  }

  private Future<Integer> delete(RowSet<Row> old, Deed deed) {
    List<Long> ids = new ArrayList<>();
    old.forEach(row -> ids.add(row.getLong("id")));
    if (ids.isEmpty()) {
      return Future.succeededFuture(0);
    }
    return database
        .transact(
            LANE,
            tx -> {
              Batch batch = ID.batch();
              ids.stream().sorted().forEach(batch::add);
              return deed.run(tx, batch);
            })
        .map(ids.size());
  }
}
