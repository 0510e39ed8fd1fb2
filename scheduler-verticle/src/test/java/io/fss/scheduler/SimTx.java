package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

/** A transaction whose statements are broken in one place; those of batches are so already. */
record SimTx(Tx real, SimBreach breach) implements Tx {
  @Override
  public Future<RowSet<Row>> run(String sql, Tuple parameters) {
    return real.run(breach.text(sql), parameters);
  }

  @Override
  public Future<RowSet<Row>> run(BatchStatement statement, Batch rows) {
    return real.run(statement, rows);
  }
}
