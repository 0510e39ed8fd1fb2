package io.fss.kernel;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
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
   * Runs the work in a transaction of the lane (READ COMMITTED); commits when it succeeds, rolls
   * back when it fails. After a deadlock the work runs again from its beginning. A failed future
   * means that nothing was committed, unless the connection broke during the commit: then it is
   * unknown, and the rows must be asked.
   *
   * @param lane name of the lane; where the database has one writer, all lanes share it
   * @param work asks the transaction and composes the answers. It may run on another thread and
   *     more than once: it must not touch what belongs to a context, nor wait for anything else
   */
  <T> Future<T> transact(String lane, Function<Tx, Future<T>> work);

  /** Runs one query outside of every transaction. */
  Future<RowSet<Row>> read(String sql, Tuple parameters);

  /** What time the database has, in UTC milliseconds. */
  Future<Long> time();

  /** Whether a failure is the fault of the data that was written, not of the database. */
  boolean isFaultOfData(Throwable failure);

  /** Transactions that were committed since the database was opened. */
  long commits();

  Future<Void> close();
}
