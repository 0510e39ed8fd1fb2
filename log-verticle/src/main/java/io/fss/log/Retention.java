package io.fss.log;

import io.fss.kernel.Clock;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes what is older than it need be, in steps so small that appends hardly notice. */
final class Retention {
  private static final Logger log = LoggerFactory.getLogger(Retention.class);
  private static final int A_STATEMENT = 1_000;
  private static final int MOST_STATEMENTS = 100;

  private final LogStore store;
  private final Clock clock;
  private final Duration retention;
  private boolean running;

  Retention(LogStore store, Clock clock, Duration retention) {
    this.store = store;
    this.clock = clock;
    this.retention = retention;
  }

  /** Deletes what is due, unless that is being done already; answers how many chunks it was. */
  Future<Integer> run() {
    if (running) {
      return Future.succeededFuture(0);
    }
    running = true;
    return delete(clock.instant().minus(retention), MOST_STATEMENTS)
        .onComplete(done -> running = false)
        .onSuccess(
            count -> {
              if (count > 0) {
                log.info("deleted {} log chunks older than {}", count, retention);
              }
            });
  }

  private Future<Integer> delete(Instant before, int statements) {
    return store
        .deleteBefore(before, A_STATEMENT)
        .compose(
            count ->
                count < A_STATEMENT || statements == 1
                    ? Future.succeededFuture(count)
                    : delete(before, statements - 1).map(more -> count + more));
  }
}
