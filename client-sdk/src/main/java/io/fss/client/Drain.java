package io.fss.client;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until nothing runs and everything said was acknowledged, or the time is over. */
final class Drain {
  private static final Logger LOG = LoggerFactory.getLogger(FssClient.class);
  private static final long LOOK_MS = 10;
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Attempts attempts;
  private final Reports reports;
  private final Logs logs;
  private final Promise<Boolean> drained = Promise.promise();

  Drain(Vertx vertx, Attempts attempts, Reports reports, Logs logs) {
    this.vertx = vertx;
    this.attempts = attempts;
    this.reports = reports;
    this.logs = logs;
  }

  /**
   * What still runs at the end of the time is cancelled and gets a second to report. True when
   * nothing runs here any more and every end was acknowledged.
   */
  Future<Boolean> within(Duration time) {
    return await(drained, this::done, time)
        .compose(
            ended -> {
              if (ended) {
                return Future.succeededFuture(true);
              }
              attempts.cancelAll("the client is closing");
              return await(Promise.promise(), this::done, GRACE).map(this::tell);
            });
  }

  /** Waits no longer than this from now on, where it would. */
  void hurry(Duration time) {
    if (!drained.future().isComplete()) {
      vertx.setTimer(Math.max(1, time.toMillis()), over -> drained.tryComplete(false));
    }
  }

  private boolean done() {
    return ended() && logs.isEmpty();
  }

  private boolean ended() {
    return attempts.running() == 0 && reports.unacknowledged() == 0;
  }

  private boolean tell(boolean drained) {
    if (!drained) {
      LOG.warn(
          "closing with {} attempts running and {} ends not acknowledged",
          attempts.running(),
          reports.unacknowledged());
    }
    // Log lines that are lost are no reason to keep the attempts' leases.
    return ended();
  }

  private Future<Boolean> await(
      Promise<Boolean> promise, BooleanSupplier condition, Duration most) {
    if (condition.getAsBoolean()) {
      promise.tryComplete(true);
      return promise.future();
    }
    long end = vertx.setTimer(Math.max(1, most.toMillis()), over -> promise.tryComplete(false));
    long look =
        vertx.setPeriodic(
            LOOK_MS,
            tick -> {
              if (condition.getAsBoolean()) {
                promise.tryComplete(true);
              }
            });
    return promise
        .future()
        .onComplete(
            over -> {
              vertx.cancelTimer(end);
              vertx.cancelTimer(look);
            });
  }
}
