package io.fss.kernel;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;

/** What the supported databases write differently. */
public interface Dialect {

  /**
   * A table expression over one JSON parameter: an array of rows, each an array of values.
   *
   * @param alias name of the table in the statement
   * @param columns name and type of each value, for example {@code "id BIGINT"}; types are BIGINT,
   *     INT and TEXT
   */
  String rows(String alias, List<String> columns);

  /** What a SELECT ends with in order to lock the rows it reads. */
  String forUpdate();

  /**
   * Runs a guarded update; answers the columns of {@link GuardedUpdate#returning()} of the rows it
   * changed. A row that is missing in the answer was not ours to change any more.
   */
  Future<RowSet<Row>> guarded(SqlConnection connection, GuardedUpdate update, JsonArray rows);
}
