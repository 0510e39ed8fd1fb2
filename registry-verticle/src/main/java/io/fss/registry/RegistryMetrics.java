package io.fss.registry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What the registry counts; read from any thread. */
final class RegistryMetrics {
  private final MeterRegistry registry;
  private final AtomicInteger online = new AtomicInteger();
  private final AtomicInteger offline = new AtomicInteger();
  private final AtomicInteger reachable = new AtomicInteger(1);
  private final Counter stored;
  private final Counter refused;
  private final Counter lost;
  private final Counter evicted;
  private final Counter left;
  private final Counter registered;
  private final Counter unregistered;

  RegistryMetrics(MeterRegistry registry) {
    this.registry = registry;
    clients("online", online::get);
    clients("offline", offline::get);
    Gauge.builder("fss.session.store.reachable", reachable::get)
        .description("1 while the store of sessions can be read, else 0")
        .register(registry);
    this.stored = heartbeats("stored");
    this.refused = heartbeats("refused");
    this.lost =
        Counter.builder("fss.session.store.lost")
            .description("Times the store of sessions could not be read any more")
            .register(registry);
    this.evicted =
        Counter.builder("fss.clients.evicted")
            .description("Sessions that get no new work since their client fell silent")
            .register(registry);
    this.left =
        Counter.builder("fss.clients.left")
            .description("Sessions whose client said goodbye")
            .register(registry);
    this.registered = registrations("accepted");
    this.unregistered = registrations("refused");
  }

  private Counter registrations(String result) {
    return Counter.builder("fss.registrations")
        .description("Registrations of clients, by what became of them")
        .tag("result", result)
        .register(registry);
  }

  private void clients(String state, Supplier<Number> value) {
    Gauge.builder("fss.clients", value)
        .description("Sessions of clients that are known")
        .tag("state", state)
        .register(registry);
  }

  private Counter heartbeats(String result) {
    return Counter.builder("fss.heartbeats")
        .description("Heartbeats of clients, by what became of them")
        .tag("result", result)
        .register(registry);
  }

  void clients(int onlineNow, int offlineNow) {
    online.set(onlineNow);
    offline.set(offlineNow);
  }

  void heartbeat(boolean wasStored) {
    (wasStored ? stored : refused).increment();
  }

  void registration(boolean wasAccepted) {
    (wasAccepted ? registered : unregistered).increment();
  }

  void evicted() {
    evicted.increment();
  }

  void left() {
    left.increment();
  }

  void store(boolean canBeRead) {
    if (reachable.getAndSet(canBeRead ? 1 : 0) == 1 && !canBeRead) {
      lost.increment();
    }
  }
}
