package io.fss.kernel;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** A database whose connection breaks when its first transaction is committed but not answered. */
public final class UnansweredCommit extends ForwardingDatabase {
  private final AtomicBoolean broken = new AtomicBoolean();

  public UnansweredCommit(Database database) {
    super(database);
  }

  @Override
  public <T> Future<T> transact(String lane, Function<Tx, Future<T>> work) {
    return super.transact(lane, work)
        .compose(
            done ->
                broken.compareAndSet(false, true)
                    ? Future.failedFuture("the connection broke")
                    : Future.succeededFuture(done));
  }
}
