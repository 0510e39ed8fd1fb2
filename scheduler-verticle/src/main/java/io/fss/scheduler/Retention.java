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
  // Rows of a kind in one sweep: some times what the fastest schedule writes between two of them. A
  // sweep that takes longer than that is not overtaken by the next one.
  private static final int ROWS = 1_000_000;
  private static final int GROUPS = 1_000;
  // Pages of groups in one sweep; the next one goes on behind them.
  private static final int PAGES = 100;
  private static final long HOUR_MS = 3_600_000;
  // Hours before the start whose groups are looked at: who was there before may not have come to
  // it.
  private static final int HOURS = 24;

  private static final String ENDED =
      "SELECT h.id, (SELECT COUNT(*) FROM task_attempt a WHERE a.task_id = h.id) AS attempts"
          + " FROM task_history h ";
  static final String OLD_HISTORY =
      ENDED + "WHERE h.settled_at < ? ORDER BY h.settled_at, h.id LIMIT ?";
  static final String OLD_KEYS =
      "SELECT task_id FROM task_key WHERE created_at < ? ORDER BY created_at LIMIT ?";
  static final String OLD_GROUP_HOURS =
      "SELECT group_id, hour_ms FROM task_rollup WHERE hour_ms < ? ORDER BY hour_ms LIMIT ?";
  static final String OLD_NAMESPACE_HOURS =
      "SELECT namespace, hour_ms FROM namespace_rollup WHERE hour_ms < ? ORDER BY hour_ms LIMIT ?";

  static final String OLD_VERSIONS =
      "SELECT group_id, version FROM task_group_version WHERE changed_at < ?"
          + " ORDER BY changed_at LIMIT ?";

  /**
   * A page of the groups something of which ended in an hour, and whether they may have more rows
   * than are kept. Only they can have come to have too many. Parts of a task are not counted.
   */
  static final String GROUP_PAGE =
      "SELECT r.group_id, CASE WHEN g.runs + g.skipped > ?"
          + " OR g.policies LIKE '%BROADCAST%' OR g.policies LIKE '%SHARDING%'"
          + " THEN 1 ELSE 0 END AS many"
          + " FROM task_rollup r LEFT JOIN task_group g ON g.id = r.group_id"
          + " WHERE r.hour_ms = ? AND r.group_id > ? ORDER BY r.group_id LIMIT ?";

  /** The newest row of a group that is one too many. */
  static final String SURPLUS =
      "SELECT id FROM task_history WHERE group_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?";

  static final String SURPLUS_ROWS =
      ENDED + "WHERE h.group_id = ? AND h.id <= ? ORDER BY h.id LIMIT ?";

  private final Database database;
  private final Clock clock;
  private final SchedulerOptions options;
  private final int batch;
  private final BatchDeed attempts;
  private final BatchDeed ended;
  private final Kind keys;
  private final Kind groupHours;
  private final Kind namespaceHours;
  private final Kind versions;
  private long hour;
  private long seen;

  Retention(Database database, Clock clock, SchedulerOptions options) {
    Dialect dialect = database.dialect();
    this.database = database;
    this.clock = clock;
    this.options = options;
    // Where there is one writer everything else waits while it deletes: a few milliseconds at most.
    this.batch = dialect.name().equals("sqlite") ? 200 : 1_000;
    this.attempts = delete(dialect, "task_attempt", "task_id", "id BIGINT");
    this.ended = delete(dialect, "task_history", "id", "id BIGINT");
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
    long before = now - options.historyRetention().toMillis();
    return deleteEnded(() -> database.read(OLD_HISTORY, Tuple.of(before, batch)))
        .compose(done -> deleteOld(versions, OLD_VERSIONS, now, options.historyRetention()))
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

  /** Deletes ended tasks that are found, with their attempts, of which each may have many. */
  private Future<Void> deleteEnded(Supplier<Future<RowSet<Row>>> find) {
    AtomicInteger left = new AtomicInteger(ROWS / batch);
    return Repeat.whileTrue(
        () ->
            find.get().compose(this::deleteEnded).map(more -> more && left.decrementAndGet() > 0));
  }

  /**
   * As many of them as have no more attempts than a transaction deletes; answers whether to go on.
   */
  private Future<Boolean> deleteEnded(RowSet<Row> found) {
    if (found.size() == 0) {
      return Future.succeededFuture(false);
    }
    List<Long> tasks = new ArrayList<>();
    long rows = 0;
    for (Row row : found) {
      rows += row.getLong("attempts");
      if (rows > batch) {
        break;
      }
      tasks.add(row.getLong("id"));
    }
    if (tasks.isEmpty()) {
      return deleteAttempts(found.iterator().next().getLong("id")).map(true);
    }
    return database
        .transact(
            LANE,
            tx ->
                attempts.run(tx, ids(tasks)).compose(done -> ended.run(tx, ids(tasks))).mapEmpty())
        .map(done -> found.size() == batch || tasks.size() < found.size());
  }

  private static Batch ids(List<Long> tasks) {
    Batch rows = Columns.of("id BIGINT").batch();
    tasks.forEach(rows::add);
    return rows;
  }

  /** The first attempts of a task that has more than a transaction deletes. */
  private Future<Void> deleteAttempts(long task) {
    return database
        .read(
            "SELECT attempt FROM task_attempt WHERE task_id = ? ORDER BY attempt LIMIT 1 OFFSET ?",
            Tuple.of(task, batch - 1))
        .compose(
            last ->
                last.size() == 0
                    ? Future.succeededFuture()
                    : database.transact(
                        LANE,
                        tx ->
                            tx.run(
                                    "DELETE FROM task_attempt WHERE task_id = ? AND attempt <= ?",
                                    Tuple.of(task, last.iterator().next().getInteger("attempt")))
                                .mapEmpty()));
  }

  /** Looks at the groups of the last hours again and again, page after page. */
  private Future<Void> deleteOfGroups(long now) {
    long current = now - Math.floorMod(now, HOUR_MS);
    // Also where the clock was set back.
    if (hour == 0 || hour > current) {
      hour = current - HOURS * HOUR_MS;
      seen = 0;
    }
    AtomicInteger pages = new AtomicInteger(PAGES);
    return Repeat.whileTrue(
        () -> deleteOfPage(current).map(more -> more && pages.decrementAndGet() > 0));
  }

  /** Looks at one page; answers whether there is a further one. */
  private Future<Boolean> deleteOfPage(long current) {
    return database
        .read(GROUP_PAGE, Tuple.of((long) options.historyPerGroup(), hour, seen, GROUPS))
        .compose(
            rows -> {
              List<Long> many = new ArrayList<>();
              for (Row row : rows) {
                seen = row.getLong("group_id");
                if (row.getInteger("many") == 1) {
                  many.add(seen);
                }
              }
              boolean over = rows.size() < GROUPS;
              boolean more = !over || hour < current;
              if (over) {
                // What ended at the end of an hour is in its sums a little later.
                hour = hour < current ? hour + HOUR_MS : current - HOUR_MS;
                seen = 0;
              }
              return Repeat.forEach(many, this::deleteSurplus).map(more);
            });
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
              return deleteEnded(() -> database.read(SURPLUS_ROWS, Tuple.of(group, newest, batch)));
            });
  }
}
