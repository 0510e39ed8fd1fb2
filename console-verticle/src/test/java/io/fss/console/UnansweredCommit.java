package io.fss.console;

import io.fss.kernel.Database;
import io.fss.kernel.Dialect;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** A database whose connection breaks when its first transaction is committed but not answered. */
record UnansweredCommit(Database database, AtomicBoolean broken) implements Database {

  UnansweredCommit(Database database) {
    this(database, new AtomicBoolean());
  }

  @Override
  public Dialect dialect() {
    return database.dialect();
  }

  @Override
  public <T> Future<T> transact(String lane, Function<Tx, Future<T>> work) {
    return database
        .transact(lane, work)
        .compose(
            done ->
                broken.compareAndSet(false, true)
                    ? Future.failedFuture("the connection broke")
                    : Future.succeededFuture(done));
  }

  @Override
  public Future<RowSet<Row>> read(String sql, Tuple parameters) {
    return database.read(sql, parameters);
  }

  @Override
  public Future<Long> time() {
    return database.time();
  }

  @Override
  public boolean isFaultOfData(Throwable failure) {
    return database.isFaultOfData(failure);
  }

  @Override
  public long commits() {
    return database.commits();
  }

  @Override
  public Future<Void> close() {
    return database.close();
  }
}
