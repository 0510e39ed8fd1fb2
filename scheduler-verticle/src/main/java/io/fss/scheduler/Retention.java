package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.Clock;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.fss.kernel.Dialect;
import io.fss.kernel.GuardedDelete;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Deletes what is old or too much, in bounded batches, on a lane of its own: nobody waits for it.
 * What has ended is in the tallies by itself, so that no roll-up misses what is deleted here.
 */
final class Retention {
  private static final String LANE = "upkeep";
  // Rows of one sweep: more than the fastest schedule can write in the same time.
  private static final int ROWS = 100_000;
  // Groups of one sweep whose history is counted; the next sweep goes on behind them.
  private static final int GROUPS = 200;

  static final String OLD_HISTORY =
      "SELECT id FROM task_history WHERE settled_at < ? ORDER BY settled_at, id LIMIT ?";
  static final String OLD_KEYS =
      "SELECT task_id FROM task_key WHERE created_at < ? ORDER BY created_at LIMIT ?";
  static final String OLD_GROUP_HOURS =
      "SELECT group_id, hour_ms FROM task_rollup WHERE hour_ms < ? ORDER BY hour_ms LIMIT ?";
  static final String OLD_NAMESPACE_HOURS =
      "SELECT namespace, hour_ms FROM namespace_rollup WHERE hour_ms < ? ORDER BY hour_ms LIMIT ?";

  /** A page of groups, and whether they may have more rows than are kept. */
  static final String GROUP_PAGE =
      "SELECT id, CASE WHEN runs + skipped > ? THEN 1 ELSE 0 END AS many"
          + " FROM task_group WHERE id > ? ORDER BY id LIMIT ?";

  /** The newest row of a group that is one too many. */
  static final String SURPLUS =
      "SELECT id FROM task_history WHERE group_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?";

  static final String SURPLUS_ROWS =
      "SELECT id FROM task_history WHERE group_id = ? AND id <= ? ORDER BY id LIMIT ?";
  static final String OLD_VERSIONS =
      "SELECT group_id, version FROM task_group_version"
          + " WHERE group_id > ? AND group_id <= ? AND changed_at < ? LIMIT ?";

  private final Database database;
  private final Clock clock;
  private final SchedulerOptions options;
  private final int batch;
  private final Kind history;
  private final Kind keys;
  private final Kind groupHours;
  private final Kind namespaceHours;
  private final Kind versions;
  private long seen;

  Retention(Database database, Clock clock, SchedulerOptions options) {
    Dialect dialect = database.dialect();
    this.database = database;
    this.clock = clock;
    this.options = options;
    // Where there is one writer everything else waits while it deletes: a few milliseconds at most.
    this.batch = dialect.name().equals("sqlite") ? 100 : 1_000;
    BatchDeed attempts = delete(dialect, "task_attempt", "task_id", "id BIGINT");
    BatchDeed ended = delete(dialect, "task_history", "id", "id BIGINT");
    this.history =
        new Kind(
            Columns.of("id BIGINT"),
            (tx, rows) -> attempts.run(tx, rows).compose(done -> ended.run(tx, rows)));
    this.keys = kind(dialect, "task_key", "task_id", "task_id BIGINT");
    this.groupHours = kind(dialect, "task_rollup", "group_id", "group_id BIGINT", "hour_ms BIGINT");
    this.namespaceHours =
        kind(dialect, "namespace_rollup", "namespace", "namespace TEXT", "hour_ms BIGINT");
    this.versions =
        kind(dialect, "task_group_version", "group_id", "group_id BIGINT", "version BIGINT");
  }

  /** How rows of a kind are named and deleted. */
  private record Kind(Columns key, BatchDeed delete) {}

  private static Kind kind(Dialect dialect, String table, String first, String... columns) {
    Columns key = Columns.of(columns);
    return new Kind(key, delete(dialect, table, first, columns));
  }

  /** Deletes by a key whose first column is called {@code first} in the table. */
  private static BatchDeed delete(Dialect dialect, String table, String first, String... columns) {
    StringBuilder guard = new StringBuilder();
    for (int i = 0; i < columns.length; i++) {
      String name = columns[i].split(" ", -1)[0];
      guard
          .append(i == 0 ? "" : " AND ")
          .append("%s.%s = b.%s".formatted(table, i == 0 ? first : name, name));
    }
    return dialect.delete(new GuardedDelete(table, Columns.of(columns), guard.toString()));
  }

  /** Deletes what is too old, and of some groups what is too much; batch after batch. */
  Future<Void> deleteOld() {
    long now = clock.millis();
    return deleteOld(history, OLD_HISTORY, now, options.historyRetention())
        .compose(done -> deleteOld(keys, OLD_KEYS, now, options.keyRetention()))
        .compose(done -> deleteOld(groupHours, OLD_GROUP_HOURS, now, options.rollupRetention()))
        .compose(
            done -> deleteOld(namespaceHours, OLD_NAMESPACE_HOURS, now, options.rollupRetention()))
        .compose(done -> deleteOfGroups(now));
  }

  private Future<Void> deleteOld(Kind kind, String sql, long now, Duration kept) {
    return delete(kind, () -> database.read(sql, Tuple.of(now - kept.toMillis(), batch)));
  }

  /** Deletes what is found, until that is less than a batch or enough for this time. */
  private Future<Void> delete(Kind kind, Supplier<Future<RowSet<Row>>> find) {
    AtomicInteger left = new AtomicInteger(ROWS / batch);
    return Repeat.whileTrue(
        () ->
            find.get()
                .compose(rows -> delete(kind, rows))
                .map(deleted -> deleted == batch && left.decrementAndGet() > 0));
  }

  private Future<Integer> delete(Kind kind, RowSet<Row> found) {
    if (found.size() == 0) {
      return Future.succeededFuture(0);
    }
    List<Object[]> keys = new ArrayList<>();
    for (Row row : found) {
      Object[] key = new Object[row.size()];
      for (int i = 0; i < key.length; i++) {
        key[i] = row.getValue(i) instanceof String text ? text : (Object) row.getLong(i);
      }
      keys.add(key);
    }
    return database
        .transact(
            LANE,
            tx -> {
              Batch rows = kind.key().batch();
              keys.forEach(key -> rows.add(key.clone()));
              return kind.delete().run(tx, rows);
            })
        .map(found.size());
  }

  /** Looks at the next page of groups; in time it comes to all of them, again and again. */
  private Future<Void> deleteOfGroups(long now) {
    long from = seen;
    return database
        .read(GROUP_PAGE, Tuple.of((long) options.historyPerGroup(), from, GROUPS))
        .compose(
            rows -> {
              List<Long> many = new ArrayList<>();
              long last = Long.MAX_VALUE;
              for (Row row : rows) {
                if (rows.size() == GROUPS) {
                  last = row.getLong("id");
                }
                if (row.getInteger("many") == 1) {
                  many.add(row.getLong("id"));
                }
              }
              seen = rows.size() == GROUPS ? last : 0;
              return deleteVersions(now, from, last)
                  .compose(done -> Repeat.forEach(many, this::deleteSurplus));
            });
  }

  private Future<Void> deleteVersions(long now, long from, long to) {
    long before = now - options.historyRetention().toMillis();
    return delete(versions, () -> database.read(OLD_VERSIONS, Tuple.of(from, to, before, batch)));
  }

  private Future<Void> deleteSurplus(long group) {
    return database
        .read(SURPLUS, Tuple.of(group, options.historyPerGroup()))
        .compose(
            rows -> {
              if (rows.size() == 0) {
                return Future.succeededFuture();
              }
              long newest = rows.iterator().next().getLong("id");
              return delete(
                  history, () -> database.read(SURPLUS_ROWS, Tuple.of(group, newest, batch)));
            });
  }
}
