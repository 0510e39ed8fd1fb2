package io.fss.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes trips, one at a time: what gathers during a trip goes with the next. A trip that brought
 * something back is followed by a pause that grows.
 */
final class Courier {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

  /** How a trip ended. */
  enum Trip {
    /** There was nothing to carry. */
    NOTHING,
    /** All of it was taken. */
    DELIVERED,
    /** Some of it has to be carried again. */
    AGAIN
  }

  private final Context context;
  private final Supplier<Future<Trip>> trip;
  private final BackOff backOff = new BackOff(100, 5_000);
  private final AtomicBoolean called = new AtomicBoolean();
  private boolean away;
  private volatile boolean closed;

  Courier(Context context, Supplier<Future<Trip>> trip) {
    this.context = context;
    this.trip = trip;
  }

  /** There is something to carry. From any thread. */
  void call() {
    if (!closed && called.compareAndSet(false, true)) {
      context.runOnContext(go -> leave());
    }
  }

  void close() {
    closed = true;
  }

  private void leave() {
    called.set(false);
    if (away || closed) {
      return;
    }
    away = true;
    trip.get().onComplete(done -> back(done.succeeded() ? done.result() : failed(done.cause())));
  }

  private static Trip failed(Throwable cause) {
    LOG.error("a batch could not be sent", cause);
    return Trip.AGAIN;
  }

  private void back(Trip end) {
    if (end == Trip.AGAIN) {
      context.owner().setTimer(backOff.pauseMs(), rested -> home());
      return;
    }
    backOff.reset();
    away = false;
    if (end == Trip.DELIVERED) {
      leave();
    }
  }

  private void home() {
    away = false;
    leave();
  }
}
