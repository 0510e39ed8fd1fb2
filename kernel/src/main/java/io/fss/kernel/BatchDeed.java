package io.fss.kernel;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;

/** A change of many rows, made by {@link Dialect}; one statement where the database can do that. */
@FunctionalInterface
public interface BatchDeed {

  /** Changes; answers the keys of the rows it changed. An empty batch asks nothing. */
  Future<RowSet<Row>> run(Tx tx, Batch rows);
}
