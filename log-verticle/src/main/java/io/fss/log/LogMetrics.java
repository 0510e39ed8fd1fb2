package io.fss.log;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What the log counts. Belongs to the log's context. */
final class LogMetrics {
  private final MeterRegistry registry;
  private final Counter lines;
  private final Counter bytes;
  private final Map<String, Counter> refused = new HashMap<>();

  LogMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.lines =
        Counter.builder("fss.log.lines")
            .description("Lines of tasks that were stored")
            .register(registry);
    this.bytes =
        Counter.builder("fss.log.stored")
            .description("Size of what was stored, as it came")
            .baseUnit("bytes")
            .register(registry);
    // Shown before they count: what begins at 1 is no increase to those who look at it.
    List.of("full", "invalid", "not_stored").forEach(this::counter);
  }

  private Counter counter(String reason) {
    return refused.computeIfAbsent(
        reason,
        first ->
            Counter.builder("fss.log.refused")
                .description("Batches of lines that were not stored, by reason")
                .tag("reason", first)
                .register(registry));
  }

  /** Shows how much waits to be stored. */
  void watch(Supplier<Number> waiting) {
    Gauge.builder("fss.log.queued", waiting)
        .description("Size of the lines that wait to be stored; log.queued-bytes bounds it")
        .baseUnit("bytes")
        .register(registry);
  }

  void stored(int n, long size) {
    lines.increment(n);
    bytes.increment((double) size);
  }

  /** A batch of lines was not stored. */
  void refused(String reason) {
    counter(reason).increment();
  }
}
