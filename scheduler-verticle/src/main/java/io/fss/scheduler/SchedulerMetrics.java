package io.fss.scheduler;

import io.fss.kernel.Database;
import io.fss.proto.bus.v1.TaskStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** What the scheduler counts. */
final class SchedulerMetrics {
  private final MeterRegistry registry;
  private final Counter booked;
  private final Counter skipped;
  private final Counter refused;
  private final Counter replanned;
  private final Map<TaskStatus, Counter> settled = new EnumMap<>(TaskStatus.class);

  SchedulerMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.booked = counter("fss.tasks.booked", "Attempts that were booked on a client");
    this.skipped = counter("fss.tasks.skipped", "Due tasks that were skipped instead of booked");
    this.refused = counter("fss.tasks.refused", "Attempts that a client definitely did not start");
    this.replanned =
        counter("fss.tasks.replanned", "Groups that the audit found without a next task; stays 0");
  }

  private Counter counter(String name, String help) {
    return Counter.builder(name).description(help).register(registry);
  }

  /** Shows what memory holds and what the database did. */
  void watch(Backlog backlog, InFlight inFlight, Database database) {
    FunctionCounter.builder("fss.db.commits", database, Database::commits)
        .description("Transactions that were committed")
        .tag("module", "scheduler")
        .register(registry);
    gauge("fss.tasks.staged", "Tasks in memory that are due or due soon", backlog::size);
    gauge("fss.tasks.in.flight", "Attempts that are booked and not settled", inFlight::size);
  }

  /** Shows what this scheduler looks after. */
  void watch(Peers peers) {
    gauge("fss.scheduler.shards", "Shards of the groups looked after here", peers::shards);
    gauge("fss.scheduler.peers", "Live schedulers seen here, this one among them", peers::size);
  }

  private void gauge(String name, String help, Supplier<Number> value) {
    Gauge.builder(name, value).description(help).register(registry);
  }

  void booked(int n, int skips) {
    booked.increment(n);
    skipped.increment(skips);
  }

  void refused(int n) {
    refused.increment(n);
  }

  void replanned(int n) {
    replanned.increment(n);
  }

  void settled(TaskStatus status) {
    settled
        .computeIfAbsent(
            status,
            s ->
                Counter.builder("fss.tasks.settled")
                    .description("Tasks that ended, by result")
                    .tag("result", s.name().toLowerCase(Locale.ROOT))
                    .register(registry))
        .increment();
  }
}
