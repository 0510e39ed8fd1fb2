package io.fss.kernel;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** SQLite 3.35 and newer: {@code json_each}, {@code UPDATE .. FROM .. RETURNING}. */
final class SqliteDialect implements Dialect {

  @Override
  public String rows(String alias, List<String> columns) {
    return IntStream.range(0, columns.size())
        .mapToObj(
            i -> "json_extract(value, '$[%d]') AS %s".formatted(i, columns.get(i).split(" ")[0]))
        .collect(Collectors.joining(", ", "(SELECT ", " FROM json_each(?)) AS " + alias));
  }

  @Override
  public String forUpdate() {
    // A transaction holds the only write lock of the file from its first statement on.
    return "";
  }

  @Override
  public Future<RowSet<Row>> guarded(
      SqlConnection connection, GuardedUpdate update, JsonArray rows) {
    // A column in SET may not carry the table's name; in RETURNING and WHERE it may.
    String sql =
        "UPDATE %s SET %s FROM %s WHERE %s RETURNING %s"
            .formatted(
                update.table(),
                update.set(),
                rows("b", update.columns()),
                update.guard(),
                update.returning());
    return Database.run(connection, sql, Tuple.of(rows.encode()));
  }
}
