package io.fss.kernel;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;

/** A database that is another one but for what a subclass does on the way to it. */
public abstract class ForwardingDatabase implements Database {
  private final Database inner;

  protected ForwardingDatabase(Database inner) {
    this.inner = inner;
  }

  @Override
  public Dialect dialect() {
    return inner.dialect();
  }

  @Override
  public <T> Future<T> transact(String lane, Function<Tx, Future<T>> work) {
    return inner.transact(lane, work);
  }

  @Override
  public Future<RowSet<Row>> read(String sql, Tuple parameters) {
    return inner.read(sql, parameters);
  }

  @Override
  public Future<Long> time() {
    return inner.time();
  }

  @Override
  public boolean isFaultOfData(Throwable failure) {
    return inner.isFaultOfData(failure);
  }

  @Override
  public long commits() {
    return inner.commits();
  }

  @Override
  public Future<Void> close() {
    return inner.close();
  }
}
