package io.fss.kernel;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.sql.SQLException;

/** A transaction of a SQLite file; every statement is done when its future is returned. */
final class SqliteTx implements Tx {
  private final SqliteConnection connection;
  private SQLException failure;
  private boolean ended;

  SqliteTx(SqliteConnection connection) {
    this.connection = connection;
  }

  /** Fails with the first statement that failed: as in the other databases nothing saves it. */
  void check() throws SQLException {
    if (failure != null) {
      throw failure;
    }
  }

  /** Takes no more statements. */
  void end() {
    ended = true;
  }

  @Override
  public Future<RowSet<Row>> run(String sql, Tuple parameters) {
    return run(() -> connection.query(sql, parameters));
  }

  @Override
  public Future<RowSet<Row>> run(BatchStatement statement, Batch rows) {
    if (rows.isEmpty()) {
      return Future.succeededFuture(ListedRows.NONE);
    }
    return run(() -> connection.each(statement.sql(), rows));
  }

  private interface Statement {
    RowSet<Row> run() throws SQLException;
  }

  private Future<RowSet<Row>> run(Statement statement) {
    if (ended) {
      return Future.failedFuture(new IllegalStateException("the transaction has ended"));
    }
    if (failure != null) {
      // Some failures roll back by themselves: what came after would be committed by itself.
      return Future.failedFuture(failure);
    }
    try {
      return Future.succeededFuture(statement.run());
    } catch (SQLException failed) {
      failure = failed;
      return Future.failedFuture(failed);
    }
  }
}
