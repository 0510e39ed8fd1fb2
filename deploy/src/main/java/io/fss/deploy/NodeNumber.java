package io.fss.deploy;

import io.fss.kernel.Database;
import io.fss.kernel.Ids;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The number of this process among those that share a database; it keeps their ids apart. It is
 * leased: a process that died gives it back by its silence. One that was frozen for longer than its
 * lease may find it taken, and takes another; until it notices, within a renewal, it may make the
 * same id as the new owner did. The primary keys guard against that: such a row is refused, and
 * written again with a new id.
 */
final class NodeNumber {
  private static final Logger log = LoggerFactory.getLogger(NodeNumber.class);
  private static final Duration LEASE = Duration.ofSeconds(60);
  private static final Duration RENEW_EVERY = Duration.ofSeconds(15);
  // A database that is away must not hold up the end of the process: the lease ends by itself.
  private static final long RELEASED_WITHIN_MS = 2_000;

  private final Vertx vertx;
  private final NodeNumbers numbers;
  private final Duration renewEvery;
  private final String node;
  private final Ids ids;
  private final AtomicBoolean renewing = new AtomicBoolean();
  private volatile long timer = -1;
  private volatile int number = -1;

  /**
   * Prepares one.
   *
   * @param node name of this process; no other process ever had it, this one before its last start
   *     included
   * @param ids get the number, and each one that follows it
   */
  NodeNumber(Vertx vertx, Database database, String node, Ids ids) {
    this(vertx, database, node, ids, LEASE, RENEW_EVERY);
  }

  NodeNumber(
      Vertx vertx, Database database, String node, Ids ids, Duration lease, Duration renewEvery) {
    this.vertx = vertx;
    this.numbers = new NodeNumbers(database, lease);
    this.renewEvery = renewEvery;
    this.node = node;
    this.ids = ids;
  }

  /** Takes a number, and keeps it until it is released. */
  Future<Void> take() {
    return claim().onSuccess(taken -> keep());
  }

  private void keep() {
    log.info("this process is number {} of the database's", number);
    timer = vertx.setPeriodic(renewEvery.toMillis(), tick -> renew());
  }

  private Future<Void> claim() {
    return numbers
        .claim(node)
        .compose(
            free ->
                free.isPresent()
                    ? Future.succeededFuture(use(free))
                    : Future.failedFuture(
                        new IllegalStateException(
                            "all %d node numbers are taken: so many processes share the database, or ended less than %d s ago"
                                .formatted(NodeNumbers.COUNT, LEASE.toSeconds()))));
  }

  private Void use(OptionalInt free) {
    number = free.getAsInt();
    ids.renumber(number);
    return null;
  }

  private void renew() {
    // A database that is slow, or away, is not asked twice at a time.
    if (!renewing.compareAndSet(false, true)) {
      return;
    }
    numbers
        .renew(number, node)
        .compose(mine -> mine ? Future.succeededFuture() : takeAnother())
        .onComplete(
            done -> renewing.set(false),
            failure -> {
              renewing.set(false);
              log.warn(
                  "the lease of node number {} was not renewed: {}", number, failure.getMessage());
            });
  }

  private Future<Void> takeAnother() {
    if (timer < 0) {
      // Its own release came in between.
      return Future.succeededFuture();
    }
    int lost = number;
    return claim()
        .onSuccess(
            taken ->
                log.error(
                    "node number {} was taken by another process while this one stood still or could not reach the database for longer than its lease; from now on it is number {}",
                    lost,
                    number));
  }

  /** The number that this process has now. */
  int current() {
    return number;
  }

  /** Gives the number back. */
  Future<Void> release() {
    if (timer < 0) {
      return Future.succeededFuture();
    }
    vertx.cancelTimer(timer);
    timer = -1;
    return numbers
        .release(number, node)
        .timeout(RELEASED_WITHIN_MS, TimeUnit.MILLISECONDS)
        .onFailure(
            failure ->
                log.info(
                    "node number {} stays leased for a while: {}", number, failure.getMessage()))
        .otherwiseEmpty();
  }
}
