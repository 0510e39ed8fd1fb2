package io.fss.kernel;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** PostgreSQL 14 and newer: a batch is one array a column. */
final class PgDialect implements Dialect {

  @Override
  public String name() {
    return "postgresql";
  }

  @Override
  public BatchStatement over(String template, Columns columns) {
    List<Columns.Column> all = columns.columns();
    String arrays =
        IntStream.range(0, all.size())
            .mapToObj(
                i ->
                    "$%d::%s[]".formatted(i + 1, all.get(i).type().name().toLowerCase(Locale.ROOT)))
            .collect(Collectors.joining(", "));
    String names = all.stream().map(Columns.Column::name).collect(Collectors.joining(", "));
    return new BatchStatement(
        template.replace("{b}", "unnest(%s) AS b(%s)".formatted(arrays, names)), columns);
  }

  @Override
  public String forUpdate(String alias) {
    return " FOR UPDATE OF " + alias;
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
            "DELETE FROM %s USING {b} WHERE %s".formatted(delete.table(), delete.guard()),
            delete.columns());
    return (tx, rows) -> tx.run(statement, rows);
  }

  @Override
  public BatchDeed insert(NewRows rows) {
    BatchStatement statement =
        over(
            "INSERT INTO %s (%s) SELECT %s FROM {b} ON CONFLICT (%s) DO NOTHING RETURNING %s"
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
