package io.fss.console;

import io.fss.kernel.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
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
    Timer.builder("fss.console.requests")
        .description("Time from a request of the HTTP API to the end of its answer")
        .tag("operation", operation)
        .tag("status", Integer.toString(status))
        .register(metrics)
        .record(nanos, TimeUnit.NANOSECONDS);
  }
}
