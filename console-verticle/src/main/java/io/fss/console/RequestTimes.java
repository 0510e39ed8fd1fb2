package io.fss.console;

import io.fss.kernel.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;

/**
 * Measures how long operations take.
 *
 * @param metrics gets the timer {@code fss.console.requests} by operation and status
 * @param clock measures
 */
record RequestTimes(MeterRegistry metrics, Clock clock) {

  Handler<RoutingContext> of(String operation) {
    return context -> {
      long start = clock.nanos();
      context.addEndHandler(
          ended -> record(operation, context.response().getStatusCode(), clock.nanos() - start));
      context.next();
    };
  }

  private void record(String operation, int status, long nanos) {
    metrics
        .timer("fss.console.requests", "operation", operation, "status", Integer.toString(status))
        .record(nanos, TimeUnit.NANOSECONDS);
  }
}
