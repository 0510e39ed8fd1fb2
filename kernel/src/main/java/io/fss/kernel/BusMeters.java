package io.fss.kernel;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the bus counts, by channel. A channel has figures from its first message on: most processes
 * use few of them. What is sent to one node counts for the channel, whose address says nothing of
 * nodes, so that they never become more.
 */
final class BusMeters {
  private final MeterRegistry registry;
  private final Map<String, Figures> channels = new ConcurrentHashMap<>();

  BusMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  Figures of(String address) {
    Figures known = channels.get(address);
    return known == null ? channels.computeIfAbsent(address, Figures::new) : known;
  }

  /** Those of one channel or topic; used from any thread. */
  final class Figures {
    private final String channel;
    private final Clock clock = registry.config().clock();
    private final AtomicInteger pending = new AtomicInteger();
    private final Map<Refusal.Kind, Counter> failures = new ConcurrentHashMap<>();
    private final Counter sent;
    private final Counter received;
    // Made with the first request: a topic has no answers, and who only serves waits for none.
    private volatile Timer answers;

    private Figures(String channel) {
      this.channel = channel;
      this.sent =
          counter("fss.bus.sent", "Messages that were sent or published").register(registry);
      this.received = counter("fss.bus.received", "Messages that were taken in").register(registry);
    }

    private Counter.Builder counter(String name, String help) {
      return Counter.builder(name).description(help).tag("channel", channel);
    }

    private Timer answers() {
      Timer known = answers;
      if (known == null) {
        Gauge.builder("fss.bus.pending", pending, AtomicInteger::get)
            .description("Requests whose answer is awaited")
            .tag("channel", channel)
            .register(registry);
        known =
            Meters.answer("fss.bus.request", "Time from a request to its answer or its failure")
                .tag("channel", channel)
                .register(registry);
        // Shown before it counts: what begins at 1 is no increase to those who look at it.
        failure(Refusal.Kind.UNAVAILABLE);
        answers = known;
      }
      return known;
    }

    /** A publication leaves. */
    void published() {
      sent.increment();
    }

    /** A request leaves; answers when, in nanoseconds of no particular beginning. */
    long asked() {
      answers();
      sent.increment();
      pending.incrementAndGet();
      return clock.monotonicTime();
    }

    void answered(long askedAt) {
      pending.decrementAndGet();
      answers().record(clock.monotonicTime() - askedAt, TimeUnit.NANOSECONDS);
    }

    void failed(long askedAt, Throwable failure) {
      answered(askedAt);
      Refusal.Kind kind =
          failure instanceof Refusal refusal ? refusal.kind() : Refusal.Kind.UNAVAILABLE;
      failure(kind).increment();
    }

    private Counter failure(Refusal.Kind kind) {
      return failures.computeIfAbsent(
          kind,
          first ->
              counter("fss.bus.failures", "Requests that were not answered as hoped, by reason")
                  .tag("kind", first.name().toLowerCase(Locale.ROOT))
                  .register(registry));
    }

    void received() {
      received.increment();
    }
  }
}
