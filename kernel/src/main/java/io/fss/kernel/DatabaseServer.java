package io.fss.kernel;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import javax.sql.DataSource;

/** One family of database servers: how to talk to it, and what its failures mean. */
interface DatabaseServer {
  /**
   * The part of the limit of a transaction, as its reciprocal, for which it may stand still between
   * two statements: they follow each other at once, but in a process that is frozen or cut off.
   */
  int IDLE_SHARE = 4;

  /** What a connection is for. */
  enum Use {
    TRANSACTIONS,
    READS
  }

  Dialect dialect();

  /** Connects, and sets the session up; the connection belongs to the context. */
  Future<SqlConnection> connect(Context context, Use use);

  /**
   * Asks for whatever must go ahead of a transaction's first statement.
   *
   * @param anew whether the session is to make its plans anew
   */
  Future<?> begin(SqlClient client, boolean anew);

  /** Makes the session forget its plans, since the tables may have grown. */
  void planAnew(SqlClient client);

  /** Rows that batches have written so far; 0 where no session keeps plans. */
  long rowsWritten();

  /** Runs one statement, its parameters written as {@code ?}. */
  Future<RowSet<Row>> run(SqlClient client, String sql, Tuple parameters);

  /** Runs a statement over a batch that is not empty. */
  Future<RowSet<Row>> run(SqlClient client, BatchStatement statement, Batch rows);

  /** The statement that answers the time in UTC milliseconds. */
  String time();

  /** Whether the same transaction may succeed when it is run again from its beginning. */
  boolean isRepeatable(Throwable failure);

  /** Whether the failure is that of a statement after another one of its transaction failed. */
  boolean isConsequence(Throwable failure);

  boolean isFaultOfData(Throwable failure);

  /**
   * Looks whether the server is one of the supported, and how safe it keeps what was committed.
   *
   * @return settings that lose committed data, as sentences; fails where the server is too old
   */
  Future<List<String>> inspect(SqlConnection connection);

  /** The way for the migrations; what they wait for they wait for a minute at most. */
  DataSource migrations();

  /** What a connection of the migrations begins with. */
  String migrationSession();

  /**
   * The query that waits until no other process runs migrations here, and keeps them waiting until
   * its connection is closed; answers 1 when it has come to that.
   */
  String migrationLock();

  Future<Void> close();
}
