package io.fss.client;

import io.fss.proto.v1.Completion.Outcome;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** The signal to stop: the first one counts. What the platform orders is also kept apart. */
final class Cancellation {
  /**
   * A reason to stop.
   *
   * @param outcome how the attempt ends when it stops because of it
   */
  record Signal(String reason, Outcome outcome) {}

  private final Supplier<Context> context;
  private volatile Signal signal;
  private volatile String order;
  private Promise<String> promise;

  /**
   * Makes one.
   *
   * @param context where users' handlers run; asked for when there are any
   */
  Cancellation(Supplier<Context> context) {
    this.context = context;
  }

  /** Why to stop; null as long as there is no reason to. */
  Signal signal() {
    return signal;
  }

  /** Why the platform wants the attempt to stop; null as long as it does not. */
  String order() {
    return order;
  }

  synchronized void ordered(String why) {
    order = order == null ? why : order;
  }

  /** False when a signal was given before. */
  synchronized boolean give(Signal given) {
    if (signal != null) {
      return false;
    }
    signal = given;
    if (promise != null) {
      tell();
    }
    return true;
  }

  synchronized Future<String> future() {
    if (promise == null) {
      promise = Promise.promise();
      if (signal != null) {
        tell();
      }
    }
    return promise.future();
  }

  /** Users' code never runs on the thread that cancels: it could hold up all other attempts. */
  private void tell() {
    Promise<String> told = promise;
    String why = signal.reason();
    context.get().runOnContext(on -> told.tryComplete(why));
  }
}
