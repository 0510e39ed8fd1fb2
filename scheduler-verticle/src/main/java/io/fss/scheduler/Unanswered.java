package io.fss.scheduler;

import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.kernel.ForwardingDatabase;
import io.fss.kernel.Refusal;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * A database that tells of transactions whose end nobody learnt. They may have been committed, and
 * then there are tasks that nobody was told of.
 */
final class Unanswered extends ForwardingDatabase {
  private final Clock clock;
  private final LongConsumer asked;

  /**
   * Wraps.
   *
   * @param asked called with the time at which such a transaction was asked for, UTC milliseconds
   */
  Unanswered(Database inner, Clock clock, LongConsumer asked) {
    super(inner);
    this.clock = clock;
    this.asked = asked;
  }

  @Override
  public <T> Future<T> transact(String lane, Function<Tx, Future<T>> work) {
    long now = clock.millis();
    return super.transact(lane, work)
        .onFailure(
            failure -> {
              if (Refusal.isUnavailable(failure)) {
                asked.accept(now);
              }
            });
  }
}
