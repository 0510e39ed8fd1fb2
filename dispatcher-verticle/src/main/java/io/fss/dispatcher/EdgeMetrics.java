package io.fss.dispatcher;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** What the edge counts. */
final class EdgeMetrics {
  private final MeterRegistry registry;

  EdgeMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void streams(Supplier<Number> held) {
    Gauge.builder("fss.edge.streams", held)
        .description("Command streams that are open")
        .register(registry);
  }

  /** A command was not sent, or nobody can tell what became of it. */
  void unsent(String way, String outcome) {
    counter("fss.edge.commands", "Commands without an answer of the client, by what is known")
        .tag("way", way)
        .tag("outcome", outcome)
        .register(registry)
        .increment();
  }

  /** A call was refused because there were too many. */
  void limited(String limit) {
    counter("fss.edge.limited", "Calls that were refused by dispatcher.rates")
        .tag("limit", limit)
        .register(registry)
        .increment();
  }

  /** A client's endpoint was tried when it registered. */
  void probed(boolean reached) {
    counter("fss.edge.probes", "Endpoints that were tried at the registration of their client")
        .tag("reached", String.valueOf(reached))
        .register(registry)
        .increment();
  }

  private static Counter.Builder counter(String name, String help) {
    return Counter.builder(name).description(help);
  }
}
