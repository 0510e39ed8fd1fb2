package io.fss.scheduler;

import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.kernel.Dialect;
import io.fss.kernel.Refusal;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * A database that tells of transactions whose end nobody learnt. They may have been committed, and
 * then there are tasks that nobody was told of.
 */
final class Unanswered implements Database {
  private final Database inner;
  private final Clock clock;
  private final LongConsumer asked;

  /**
   * Wraps.
   *
   * @param asked called with the time at which such a transaction was asked for, UTC milliseconds
   */
  Unanswered(Database inner, Clock clock, LongConsumer asked) {
    this.inner = inner;
    this.clock = clock;
    this.asked = asked;
  }

  @Override
  public <T> Future<T> transact(String lane, Function<Tx, Future<T>> work) {
    long now = clock.millis();
    return inner
        .transact(lane, work)
        .onFailure(
            failure -> {
              if (Refusal.isUnavailable(failure)) {
                asked.accept(now);
              }
            });
  }

  @Override
  public Dialect dialect() {
    return inner.dialect();
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
