package io.fss.deploy;

import io.fss.kernel.Clock;
import io.fss.kernel.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.sqlclient.DatabaseException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins what needs a database server that may still be starting, as it is when both are started
 * together, or go away again: tries again, for a while, as long as the server cannot be reached or
 * lets nobody in.
 */
final class AwaitedDatabase {
  private static final Logger log = LoggerFactory.getLogger(AwaitedDatabase.class);
  private static final Duration PAUSE = Duration.ofMillis(500);
  // Classes of SQL states: user or password, database, permission.
  private static final List<String> VAIN = List.of("28", "3D", "42");

  private final Vertx vertx;
  private final Clock clock;
  private final Duration within;
  private final Duration pause;
  private long begun;
  private String said = "";

  AwaitedDatabase(Vertx vertx, Clock clock, Duration within) {
    this(vertx, clock, within, PAUSE);
  }

  AwaitedDatabase(Vertx vertx, Clock clock, Duration within, Duration pause) {
    this.vertx = vertx;
    this.clock = clock;
    this.within = within;
    this.pause = pause;
  }

  /**
   * What came of the first attempt that succeeded; fails when the time is over, and at once where
   * waiting is vain.
   *
   * @param beginning leaves nothing behind when it fails
   */
  <T> Future<T> until(Supplier<Future<T>> beginning) {
    begun = clock.nanos();
    return attempt(beginning);
  }

  private <T> Future<T> attempt(Supplier<Future<T>> beginning) {
    return beginning
        .get()
        .recover(
            failure -> {
              if (!isPassing(failure)) {
                return Future.failedFuture(failure);
              }
              Duration waited = Duration.ofNanos(clock.nanos() - begun);
              if (waited.plus(pause).compareTo(within) > 0) {
                return Future.failedFuture(
                    new IllegalStateException(
                        "%s (waited %d s for it, db.start-within)"
                            .formatted(failure.getMessage(), waited.toSeconds()),
                        failure));
              }
              say(failure, waited);
              return vertx
                  .timer(pause.toMillis(), TimeUnit.MILLISECONDS)
                  .compose(paused -> attempt(beginning));
            });
  }

  /** Whether the server is the reason: what it is too old for, or a migration that fails, stays. */
  private static boolean isPassing(Throwable failure) {
    if (failure instanceof Refusal) {
      return Refusal.isUnavailable(failure);
    }
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    if (cause instanceof DatabaseException said) {
      // A server that is starting or full says so; one that knows better does not change its mind.
      return said.getSqlState() == null || VAIN.stream().noneMatch(said.getSqlState()::startsWith);
    }
    return cause instanceof IOException
        || cause instanceof TimeoutException
        || cause instanceof VertxException;
  }

  /** Says what is in the way, once as long as it is the same. */
  private void say(Throwable failure, Duration waited) {
    String reason = String.valueOf(failure.getMessage());
    if (!reason.equals(said)) {
      said = reason;
      log.warn("{}; trying again for {} s more", reason, within.minus(waited).toSeconds());
    }
  }
}
