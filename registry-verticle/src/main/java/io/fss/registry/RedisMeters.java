package io.fss.registry;

import io.fss.kernel.Meters;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How long Redis takes, by what it is asked for. Belongs to the registry's context. */
final class RedisMeters {
  private final MeterRegistry registry;
  private final Clock clock;
  private final Map<String, Timer> times = new HashMap<>();
  private final Map<String, Counter> failures = new HashMap<>();

  RedisMeters(MeterRegistry registry) {
    this.registry = registry;
    this.clock = registry.config().clock();
  }

  /** Measures an answer that is awaited from now on. */
  <T> Future<T> measure(String what, Future<T> answer) {
    long begun = clock.monotonicTime();
    return answer.onComplete(
        done -> {
          times
              .computeIfAbsent(what, this::time)
              .record(clock.monotonicTime() - begun, TimeUnit.NANOSECONDS);
          if (done.failed()) {
            failures.computeIfAbsent(what, this::failure).increment();
          }
        });
  }

  private Timer time(String what) {
    failures.computeIfAbsent(what, this::failure);
    return Meters.answer("fss.redis.request", "Time from a request to Redis to its answer")
        .tag("operation", what)
        .register(registry);
  }

  private Counter failure(String what) {
    return Counter.builder("fss.redis.failures")
        .description("Requests that Redis refused or did not answer in time")
        .tag("operation", what)
        .register(registry);
  }
}
