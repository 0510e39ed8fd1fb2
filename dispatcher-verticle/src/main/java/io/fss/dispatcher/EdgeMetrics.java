package io.fss.dispatcher;

import io.fss.kernel.Meters;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the edge counts. */
final class EdgeMetrics {
  private final MeterRegistry registry;
  private final Clock clock;
  private final Map<String, Timer> commands = new ConcurrentHashMap<>();

  EdgeMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.clock = registry.config().clock();
    // Shown before they count: what begins at 1 is no increase to those who look at it.
    for (String way : List.of("direct", "stream")) {
      unsentCounter(way, "not_sent");
      unsentCounter(way, "in_doubt");
    }
    List.of("peer", "session", "unknown").forEach(this::limitedCounter);
    probedCounter(true);
    probedCounter(false);
  }

  void streams(Supplier<Number> held) {
    Gauge.builder("fss.edge.streams", held)
        .description("Command streams that are open")
        .register(registry);
  }

  /** Now, in nanoseconds of no particular beginning. */
  long nanos() {
    return clock.monotonicTime();
  }

  /** The figures of one method that clients call. */
  Calls calls(String method) {
    return new Calls(method);
  }

  /** Calls of one method. */
  final class Calls {
    private final String method;
    private final Timer time;
    private final Map<String, Counter> failures = new ConcurrentHashMap<>();

    private Calls(String method) {
      this.method = method;
      this.time =
          Meters.answer("fss.edge.request", "Time from a call of a client to its answer")
              .tag("call", method)
              .register(registry);
      // Shown before it counts: what begins at 1 is no increase to those who look at it.
      failure("unavailable");
    }

    void ended(long begun) {
      time.record(nanos() - begun, TimeUnit.NANOSECONDS);
    }

    void failed(String status) {
      failure(status.toLowerCase(Locale.ROOT)).increment();
    }

    private Counter failure(String status) {
      return failures.computeIfAbsent(
          status,
          first ->
              counter("fss.edge.failures", "Calls of clients that were not answered as hoped")
                  .tag("call", method)
                  .tag("status", first)
                  .register(registry));
    }
  }

  /** A client answered a batch of executions, or nobody will. */
  void answered(String way, long begun) {
    commands
        .computeIfAbsent(
            way,
            first ->
                Meters.answer("fss.edge.command", "Time from a command to the answer of its client")
                    .tag("way", first)
                    .register(registry))
        .record(nanos() - begun, TimeUnit.NANOSECONDS);
  }

  /** A command was not sent, or nobody can tell what became of it. */
  void unsent(String way, String outcome) {
    unsentCounter(way, outcome).increment();
  }

  private Counter unsentCounter(String way, String outcome) {
    return counter(
            "fss.edge.commands", "Commands without an answer of the client, by what is known")
        .tag("way", way)
        .tag("outcome", outcome)
        .register(registry);
  }

  /** A call was refused because there were too many. */
  void limited(String limit) {
    limitedCounter(limit).increment();
  }

  private Counter limitedCounter(String limit) {
    return counter("fss.edge.limited", "Calls that were refused by dispatcher.rates")
        .tag("limit", limit)
        .register(registry);
  }

  /** A client's endpoint was tried when it registered. */
  void probed(boolean reached) {
    probedCounter(reached).increment();
  }

  private Counter probedCounter(boolean reached) {
    return counter(
            "fss.edge.probes", "Endpoints that were tried at the registration of their client")
        .tag("reached", String.valueOf(reached))
        .register(registry);
  }

  private static Counter.Builder counter(String name, String help) {
    return Counter.builder(name).description(help);
  }
}
