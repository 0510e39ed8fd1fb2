package io.fss.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/** The signal to stop: the first reason counts. What the platform orders is also kept apart. */
final class Cancellation {
  private final Context jobs;
  private volatile String reason;
  private volatile String order;
  private Promise<String> promise;

  Cancellation(Context jobs) {
    this.jobs = jobs;
  }

  /** Why to stop; null as long as there is no reason to. */
  String reason() {
    return reason;
  }

  /** Why the platform wants the attempt to stop; null as long as it does not. */
  String order() {
    return order;
  }

  synchronized void ordered(String why) {
    order = order == null ? why : order;
  }

  /** False when the signal was given before. */
  synchronized boolean give(String why) {
    if (reason != null) {
      return false;
    }
    reason = why;
    if (promise != null) {
      tell();
    }
    return true;
  }

  synchronized Future<String> future() {
    if (promise == null) {
      promise = Promise.promise();
      if (reason != null) {
        tell();
      }
    }
    return promise.future();
  }

  /** Users' code never runs on the thread that cancels: it could hold up all other attempts. */
  private void tell() {
    Promise<String> told = promise;
    String why = reason;
    jobs.runOnContext(on -> told.tryComplete(why));
  }
}
