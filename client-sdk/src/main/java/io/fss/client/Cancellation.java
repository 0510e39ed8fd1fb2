package io.fss.client;

import io.fss.proto.v1.Completion.Outcome;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** The signal to stop: the first one counts. What the platform orders is also kept apart. */
final class Cancellation {
  /**
   * A reason to stop.
   *
   * @param outcome how the attempt ends when it stops because of it
   */
  record Signal(String reason, Outcome outcome) {}

  private final Context jobs;
  private volatile Signal signal;
  private volatile String order;
  private Promise<String> promise;

  Cancellation(Context jobs) {
    this.jobs = jobs;
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
    jobs.runOnContext(on -> told.tryComplete(why));
  }
}
