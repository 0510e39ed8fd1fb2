package io.fss.log;

import static io.fss.kernel.Await.await;

import io.fss.kernel.Batch;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

/** How a database would run a statement. */
record Plans(Database database) {

  private String explain() {
    return database.dialect().name().equals("sqlite") ? "EXPLAIN QUERY PLAN " : "EXPLAIN ";
  }

  /** The database looks at how much a table holds; the embedded one never does. */
  void learn(String table) {
    switch (database.dialect().name()) {
      case "postgresql" -> change("ANALYZE " + table);
      case "mysql" -> change("ANALYZE TABLE " + table);
      default -> {}
    }
  }

  private void change(String sql) {
    await(database.transact("test", tx -> tx.run(sql, Tuple.tuple())));
  }

  String of(String query, Tuple parameters) {
    return text(await(database.read(explain() + query, parameters)));
  }

  String of(String template, Columns columns, Batch rows) {
    return text(
        await(
            database.transact(
                "test",
                tx -> tx.run(database.dialect().over(explain() + template, columns), rows))));
  }

  /** What a plan looks like that reads all of a table or of an index, as a regular expression. */
  String wholeTable(String names) {
    return switch (database.dialect().name()) {
      case "postgresql" -> "Seq Scan on (%s)\\b".formatted(names);
      case "mysql" -> "(?m)^(%s) (ALL|index)\\b".formatted(names);
      default -> "SCAN (%s)\\b".formatted(names);
    };
  }

  private String text(RowSet<Row> plan) {
    StringBuilder text = new StringBuilder();
    for (Row row : plan) {
      text.append(line(row)).append('\n');
    }
    return text.toString();
  }

  private String line(Row row) {
    return switch (database.dialect().name()) {
      case "postgresql" -> row.getString(0);
      case "mysql" ->
          "%s %s %s".formatted(row.getString("table"), row.getString("type"), row.getString("key"));
      default -> row.getString("detail");
    };
  }
}
