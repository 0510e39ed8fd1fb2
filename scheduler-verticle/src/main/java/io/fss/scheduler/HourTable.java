package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Columns;
import io.fss.kernel.Dialect;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.NewRows;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * A table of what happened hour by hour: {@code task_rollup} or {@code namespace_rollup}, which
 * differ only in whose hours they tell.
 *
 * @param <O> group id or name of the namespace
 */
final class HourTable<O extends Comparable<O>> {
  /** Needs no alias. */
  static final String COLUMNS = "hour_ms, runs, successes, failures, skipped, durations, lateness";

  private final String table;
  private final BiFunction<Row, String, O> reader;
  private final String owner;
  private final BatchDeed insert;
  private final BatchStatement locked;
  private final GuardedUpdate change;
  private final BatchDeed update;

  /** A row of the table. */
  record Hour<O extends Comparable<O>>(O owner, long start) implements Comparable<Hour<O>> {
    @Override
    public int compareTo(Hour<O> other) {
      int order = owner.compareTo(other.owner);
      return order != 0 ? order : Long.compare(start, other.start);
    }
  }

  private HourTable(
      Dialect dialect, String table, String owner, String type, BiFunction<Row, String, O> reader) {
    this.table = table;
    this.owner = owner;
    this.reader = reader;
    Columns key = Columns.of("owner " + type, "hour BIGINT");
    this.insert =
        dialect.insert(
            new NewRows(
                table,
                List.of(
                    owner,
                    "hour_ms",
                    "runs",
                    "successes",
                    "failures",
                    "skipped",
                    "durations",
                    "lateness"),
                List.of("b.owner", "b.hour", "0", "0", "0", "0", "''", "''"),
                key,
                List.of(owner, "hour_ms"),
                owner));
    this.locked =
        dialect.over(
            ("SELECT r.%1$s, r.hour_ms, r.runs, r.successes, r.failures, r.skipped, r.durations,"
                    + " r.lateness FROM {b} JOIN %2$s r ON r.%1$s = b.owner AND r.hour_ms = b.hour"
                    + " ORDER BY r.%1$s, r.hour_ms%3$s")
                .formatted(owner, table, dialect.forUpdate("r")),
            key);
    this.change = change(table, owner, type);
    this.update = dialect.updateUnasked(change);
  }

  private static GuardedUpdate change(String table, String owner, String type) {
    return new GuardedUpdate(
        table,
        List.of(
            "runs = b.runs",
            "successes = b.successes",
            "failures = b.failures",
            "skipped = b.skipped",
            "durations = b.durations",
            "lateness = b.lateness"),
        Columns.of(
            "owner " + type,
            "hour BIGINT",
            "runs BIGINT",
            "successes BIGINT",
            "failures BIGINT",
            "skipped BIGINT",
            "durations TEXT",
            "lateness TEXT"),
        "%1$s.%2$s = b.owner AND %1$s.hour_ms = b.hour".formatted(table, owner),
        List.of(table + "." + owner));
  }

  static HourTable<Long> ofGroups(Dialect dialect) {
    return new HourTable<>(dialect, "task_rollup", "group_id", "BIGINT", Row::getLong);
  }

  static HourTable<String> ofNamespaces(Dialect dialect) {
    return new HourTable<>(dialect, "namespace_rollup", "namespace", "TEXT", Row::getString);
  }

  /** Adds these totals to what the rows say. */
  Future<Void> add(Tx tx, SortedMap<Hour<O>, HourTotals> totals) {
    if (totals.isEmpty()) {
      return Future.succeededFuture();
    }
    return insert
        .run(tx, keys(totals))
        .compose(made -> tx.run(locked, keys(totals)))
        .compose(rows -> update.run(tx, sums(rows, totals)))
        .mapEmpty();
  }

  private Batch keys(SortedMap<Hour<O>, HourTotals> totals) {
    Batch keys = locked.batch();
    totals.keySet().forEach(hour -> keys.add(hour.owner(), hour.start()));
    return keys;
  }

  private Batch sums(Iterable<Row> rows, SortedMap<Hour<O>, HourTotals> totals) {
    Batch sums = change.columns().batch();
    for (Row row : rows) {
      Hour<O> hour = new Hour<>(reader.apply(row, owner), row.getLong("hour_ms"));
      HourTotals sum = totals(row);
      sum.add(totals.get(hour));
      sums.add(sum.columns(hour.owner(), hour.start()));
    }
    return sums;
  }

  /** What a row says; of {@link #COLUMNS}. */
  static HourTotals totals(Row row) {
    return new HourTotals(
        row.getLong("runs"),
        row.getLong("successes"),
        row.getLong("failures"),
        row.getLong("skipped"),
        Histogram.decode(row.getString("durations")),
        Histogram.decode(row.getString("lateness")));
  }

  /** The hours of one owner within bounds, ascending; parameters owner, from, to, limit. */
  String select() {
    return "SELECT %s FROM %s WHERE %s = ? AND hour_ms >= ? AND hour_ms < ? ORDER BY hour_ms LIMIT ?"
        .formatted(COLUMNS, table, owner);
  }

  /** A part of totals that one transaction adds. */
  static <O extends Comparable<O>> SortedMap<Hour<O>, HourTotals> part(
      SortedMap<Hour<O>, HourTotals> all, long from, long most) {
    SortedMap<Hour<O>, HourTotals> part = new TreeMap<>();
    all.entrySet().stream()
        .skip(Math.max(0, from))
        .limit(Math.max(0, most))
        .forEach(one -> part.put(one.getKey(), one.getValue()));
    return part;
  }
}
