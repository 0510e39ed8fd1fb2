package io.fss.kernel;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;

/**
 * One module's database. Transactions run on lanes: a lane is one exclusive connection, its
 * transactions follow each other. Reads run apart and see what is committed.
 */
public interface Database {

  /** How this database writes what the others write differently. */
  Dialect dialect();

  /**
   * Runs the work in a transaction of the lane; commits when it succeeds, rolls back when it fails.
   *
   * @param lane name of the lane; where the database has one writer, all lanes share it
   */
  <T> Future<T> transact(String lane, Function<SqlConnection, Future<T>> work);

  /** Runs one query outside of every transaction. */
  Future<RowSet<Row>> read(String sql, Tuple parameters);

  /** Whether a failure is the fault of the data that was written, not of the database. */
  boolean isFaultOfData(Throwable failure);

  /** Transactions that were committed since the database was opened. */
  long commits();

  Future<Void> close();

  /** Runs one statement of a transaction. */
  static Future<RowSet<Row>> run(SqlClient connection, String sql, Tuple parameters) {
    return connection.preparedQuery(sql).execute(parameters);
  }
}
