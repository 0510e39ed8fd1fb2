package io.fss.client.micrometer;

import io.fss.client.ClientStatus;
import io.fss.client.Ended;
import io.fss.client.FssClient;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Meters of one client, named {@code fss.client.*}; {@code docs/java-client.md} lists them.
 *
 * <pre>{@code
 * new FssClientMetrics(client).bindTo(registry);
 * }</pre>
 *
 * <p>Several clients of one program need tags that tell them apart. Closing it takes the meters out
 * of their registries.
 */
public final class FssClientMetrics implements MeterBinder, AutoCloseable {
  private record Bound(MeterRegistry registry, Meter meter) {}

  private final FssClient client;
  private final Iterable<Tag> tags;
  private final Queue<Bound> bound = new ConcurrentLinkedQueue<>();
  private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
  private final Set<Bound> timers = ConcurrentHashMap.newKeySet();
  private final Consumer<Ended> listener = this::ended;

  /** Meters without tags of their own. */
  public FssClientMetrics(FssClient client) {
    this(client, Tags.empty());
  }

  /** Meters that all have these tags. */
  public FssClientMetrics(FssClient client, Iterable<Tag> tags) {
    this.client = Objects.requireNonNull(client, "client");
    this.tags = Tags.of(tags);
    client.onEnd(listener);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    gauge(registry, "registered", "1 while the client has a session", s -> s.registered() ? 1 : 0);
    gauge(registry, "capacity", "Attempts that may run at one time", ClientStatus::capacity);
    gauge(registry, "attempts.running", "Attempts that hold a slot", ClientStatus::running);
    gauge(registry, "attempts.waiting", "Of those, not entered yet", ClientStatus::waiting);
    gauge(
        registry,
        "completions.unacknowledged",
        "Ends that the platform has not acknowledged",
        ClientStatus::unacknowledged);
    gauge(
        registry,
        "log.lines.buffered",
        "Log lines that the platform has not acknowledged",
        ClientStatus::logLines);
    counter(
        registry,
        "log.lines.dropped",
        "Log lines that found no room",
        ClientStatus::logLinesDropped);
    counter(registry, "heartbeats", "Heartbeats that were acknowledged", ClientStatus::heartbeats);
    keep(
        registry,
        TimeGauge.builder(
                "fss.client.silence",
                client,
                TimeUnit.MILLISECONDS,
                its -> its.status().silence().toMillis())
            .description("Since the last acknowledged heartbeat was sent")
            .tags(tags)
            .register(registry));
    registries.add(registry);
  }

  private void gauge(
      MeterRegistry registry, String name, String what, ToDoubleFunction<ClientStatus> value) {
    keep(
        registry,
        Gauge.builder("fss.client." + name, client, its -> value.applyAsDouble(its.status()))
            .description(what)
            .tags(tags)
            .register(registry));
  }

  private void counter(
      MeterRegistry registry, String name, String what, ToDoubleFunction<ClientStatus> value) {
    keep(
        registry,
        FunctionCounter.builder(
                "fss.client." + name, client, its -> value.applyAsDouble(its.status()))
            .description(what)
            .tags(tags)
            .register(registry));
  }

  private void keep(MeterRegistry registry, Meter meter) {
    bound.add(new Bound(registry, meter));
  }

  private void ended(Ended ended) {
    for (MeterRegistry registry : registries) {
      Timer timer =
          Timer.builder("fss.client.attempts")
              .description("Attempts that have ended, and how long their jobs ran")
              .tags(tags)
              .tag("job", ended.job())
              .tag("outcome", ended.outcome().name().toLowerCase(Locale.ROOT))
              .register(registry);
      timers.add(new Bound(registry, timer));
      timer.record(ended.ran());
    }
  }

  /** Takes the meters out; nothing is counted any more. */
  @Override
  public void close() {
    client.removeOnEnd(listener);
    registries.clear();
    timers.forEach(one -> one.registry().remove(one.meter()));
    timers.clear();
    bound.forEach(one -> one.registry().remove(one.meter()));
    bound.clear();
  }
}
