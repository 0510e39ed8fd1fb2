package io.fss.kernel;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;

/**
 * An open transaction. Statements run in the order they were asked for; asking for the next one
 * before the last has answered saves a round trip where the database is another process. One that
 * fails ends its transaction: it is rolled back, even if the work takes no notice.
 */
public interface Tx {

  /** Runs one statement; parameters stand as {@code ?} in every database. */
  Future<RowSet<Row>> run(String sql, Tuple parameters);

  /** Runs a statement over the rows of a batch; an empty batch asks nothing. */
  Future<RowSet<Row>> run(BatchStatement statement, Batch rows);

  /**
   * Does a deed whose later statements wait for the answers of its first, in its place: whatever is
   * asked of the transaction meanwhile runs behind it. Who wraps a transaction hands this on.
   *
   * @param deed asks the transaction that it is given
   */
  default <T> Future<T> inOrder(Function<Tx, Future<T>> deed) {
    return deed.apply(this);
  }
}
