package io.fss.kernel;

import java.util.stream.Collectors;

/**
 * SQLite 3.35 and newer. It lives in this process, so that a prepared statement that runs once a
 * row is faster than a batch that has to be taken apart: the batch's table is a single row of
 * parameters, see {@link SqliteConnection}.
 */
final class SqliteDialect implements Dialect {

  @Override
  public String name() {
    return "sqlite";
  }

  @Override
  public BatchStatement over(String template, Columns columns) {
    String row =
        columns.columns().stream()
            .map(column -> "? AS " + column.name())
            .collect(Collectors.joining(", ", "(SELECT ", ") AS b"));
    return new BatchStatement(template.replace("{b}", row), columns);
  }

  @Override
  public String forUpdate(String alias) {
    // A transaction holds the only write lock of the file from its first statement on.
    return "";
  }

  @Override
  public String inOrderOf(String index) {
    return "";
  }

  @Override
  public BatchDeed update(GuardedUpdate update) {
    BatchStatement statement =
        over(
            text(update) + " RETURNING " + String.join(", ", update.returning()), update.columns());
    return (tx, rows) -> tx.run(statement, rows);
  }

  @Override
  public BatchDeed updateUnasked(GuardedUpdate update) {
    BatchStatement statement = over(text(update), update.columns());
    return (tx, rows) -> tx.run(statement, rows);
  }

  private static String text(GuardedUpdate update) {
    return "UPDATE %s SET %s FROM {b} WHERE %s"
        .formatted(update.table(), String.join(", ", update.set()), update.guard());
  }

  @Override
  public BatchDeed delete(GuardedDelete delete) {
    BatchStatement statement =
        over(
            "DELETE FROM %1$s WHERE rowid IN (SELECT %1$s.rowid FROM {b} JOIN %1$s ON %2$s)"
                .formatted(delete.table(), delete.guard()),
            delete.columns());
    return (tx, rows) -> tx.run(statement, rows);
  }

  @Override
  public BatchDeed insert(NewRows rows) {
    BatchStatement statement =
        over(
            "INSERT INTO %s (%s) SELECT %s FROM {b} WHERE true ON CONFLICT (%s) DO NOTHING RETURNING %s"
                .formatted(
                    rows.table(),
                    String.join(", ", rows.into()),
                    String.join(", ", rows.values()),
                    String.join(", ", rows.unique()),
                    rows.key()),
            rows.columns());
    return (tx, batch) -> tx.run(statement, batch);
  }
}
