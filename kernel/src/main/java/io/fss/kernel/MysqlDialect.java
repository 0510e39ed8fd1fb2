package io.fss.kernel;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * MySQL 8 and MariaDB 10.6, and newer: a batch is one JSON text. They do not answer what a
 * statement changed, so that it is asked for ahead of the change, or behind an insert.
 */
final class MysqlDialect implements Dialect {
  private static final String LONG_TEXT = "LONGTEXT";
  private static final String SHORT_TEXT = "VARCHAR(255)";
  private static final int SHORT = 255;
  // As many as the product has statements over batches; they are made when it starts.
  private static final Map<String, String> SHORTENED = new ConcurrentHashMap<>();

  // A name that no column of ours has: the number of the row in the batch, from 1.
  private static final String NUMBER = "batch_row";

  @Override
  public String name() {
    return "mysql";
  }

  @Override
  public BatchStatement over(String template, Columns columns) {
    List<Columns.Column> all = columns.columns();
    // Without ERROR ON ERROR a value that does not fit would silently be NULL. Quoted, since these
    // servers keep words for themselves that are free elsewhere, and new ones with every version.
    String paths =
        IntStream.range(0, all.size())
            .mapToObj(
                i ->
                    "`%s` %s PATH '$.%s' ERROR ON ERROR"
                        .formatted(all.get(i).name(), type(all.get(i).type()), BatchJson.key(i)))
            .collect(Collectors.joining(", "));
    return new BatchStatement(
        template.replace(
            "{b}",
            "JSON_TABLE(?, '$[*]' COLUMNS(%s FOR ORDINALITY, %s)) AS b".formatted(NUMBER, paths)),
        columns);
  }

  /**
   * The text of a statement for a batch: long texts make the servers keep the batch's table on
   * disk, which costs more than all the rest of a small batch.
   */
  static String text(BatchStatement statement, Batch rows) {
    return rows.longestText() <= SHORT
        ? SHORTENED.computeIfAbsent(
            statement.sql(), sql -> sql.replace(LONG_TEXT + " PATH", SHORT_TEXT + " PATH"))
        : statement.sql();
  }

  private static String type(Columns.Type type) {
    return switch (type) {
      case BIGINT -> "BIGINT";
      case INT -> "INT";
      case TEXT -> LONG_TEXT;
    };
  }

  @Override
  public String forUpdate(String alias) {
    return " FOR UPDATE";
  }

  @Override
  public String inOrderOf(String index) {
    return " FORCE INDEX (" + index + ")";
  }

  @Override
  public BatchDeed update(GuardedUpdate update) {
    BatchStatement find =
        over(
            "SELECT b.%s, %s FROM {b} STRAIGHT_JOIN %s ON %s FOR UPDATE"
                .formatted(
                    NUMBER, String.join(", ", update.returning()), update.table(), update.guard()),
            update.columns());
    BatchStatement change = over(text(update), update.columns());
    return (tx, rows) -> {
      if (rows.isEmpty()) {
        return Future.succeededFuture(ListedRows.NONE);
      }
      Batch once = withoutRepeats(rows);
      return tx.inOrder(in -> in.run(find, once).compose(found -> change(in, change, once, found)));
    };
  }

  /** Changes what was found and is locked by now, and nothing that has come to match since. */
  private static Future<RowSet<Row>> change(
      Tx tx, BatchStatement change, Batch rows, RowSet<Row> found) {
    Batch still = rows;
    if (found.size() < rows.size()) {
      still = rows.columns().batch();
      for (Row row : found) {
        still.add(rows.rows().get(row.getInteger(0) - 1));
      }
    }
    return tx.run(change, still).map(done -> ListedRows.behindFirst(found));
  }

  private static Batch withoutRepeats(Batch rows) {
    Set<List<Object>> seen = new HashSet<>();
    Batch once = rows.columns().batch();
    for (Object[] row : rows.rows()) {
      if (seen.add(Arrays.asList(row))) {
        once.add(row);
      }
    }
    return once;
  }

  @Override
  public BatchDeed updateUnasked(GuardedUpdate update) {
    BatchStatement statement = over(text(update), update.columns());
    return (tx, rows) -> tx.run(statement, rows);
  }

  private static String text(GuardedUpdate update) {
    String set =
        update.set().stream()
            .map(assignment -> update.table() + "." + assignment)
            .collect(Collectors.joining(", "));
    return "UPDATE {b} STRAIGHT_JOIN %s ON %s SET %s"
        .formatted(update.table(), update.guard(), set);
  }

  @Override
  public BatchDeed delete(GuardedDelete delete) {
    BatchStatement statement =
        over(
            "DELETE %1$s FROM {b} STRAIGHT_JOIN %1$s ON %2$s"
                .formatted(delete.table(), delete.guard()),
            delete.columns());
    return (tx, rows) -> tx.run(statement, rows);
  }

  @Override
  public BatchDeed insert(NewRows rows) {
    BatchStatement add =
        over(
            "INSERT INTO %1$s (%2$s) SELECT %3$s FROM {b} ON DUPLICATE KEY UPDATE %4$s = %1$s.%4$s"
                .formatted(
                    rows.table(),
                    String.join(", ", rows.into()),
                    String.join(", ", rows.values()),
                    rows.key()),
            rows.columns());
    BatchStatement find =
        over(
            "SELECT DISTINCT %1$s.%2$s FROM {b} STRAIGHT_JOIN %1$s ON %1$s.%2$s = %3$s"
                .formatted(
                    rows.table(), rows.key(), rows.values().get(rows.into().indexOf(rows.key()))),
            rows.columns());
    return (tx, batch) -> {
      // Both are under way at once; the answer of the first is only needed when it is a failure.
      Future<RowSet<Row>> added = tx.run(add, batch);
      return tx.run(find, batch).compose(found -> added.map(found));
    };
  }
}
