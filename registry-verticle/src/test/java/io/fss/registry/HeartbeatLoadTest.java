package io.fss.registry;

import static io.fss.kernel.Await.await;
import static io.fss.registry.RegistryFixture.client;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.fss.kernel.Await;
import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.kernel.SqliteDatabases;
import io.fss.kernel.TestRedis;
import io.fss.proto.bus.v1.HeartbeatBatch;
import io.fss.proto.bus.v1.RegisterCommand;
import io.fss.proto.v1.RegisterReply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the heartbeats of 5,000 clients cost a registry; the figures are printed. */
@Tag("full")
final class HeartbeatLoadTest {
  private static final int CLIENTS = 5_000;
  private static final int INTERVAL_MS = 2_000;
  private static final int TICK_MS = 10;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(StoreKind.class)
  void heartbeats_of_5000_clients_are_stored(StoreKind kind) {
    kind.clear();
    Vertx vertx = Vertx.vertx();
    Bus bus = new Bus(vertx, "n1");
    RegistryOptions options =
        new RegistryOptions(Duration.ofSeconds(2), Duration.ofSeconds(10), CLIENTS, "");
    await(
        vertx.deployVerticle(
            new RegistryVerticle(
                bus,
                Clock.system(),
                new SqliteDatabases(vertx, folder),
                options,
                kind == StoreKind.REDIS
                    ? StoreKind.options(TestRedis.shared().url())
                    : RedisOptions.none(),
                new SimpleMeterRegistry(),
                line -> {})));
    List<String> sessions = register(bus);
    AtomicLong stored = new AtomicLong();
    AtomicLong failed = new AtomicLong();
    AtomicInteger round = new AtomicInteger();
    int atOnce = CLIENTS * TICK_MS / INTERVAL_MS;
    long timer =
        vertx.setPeriodic(
            TICK_MS,
            tick -> {
              int first = round.getAndIncrement() * atOnce;
              HeartbeatBatch.Builder beats = HeartbeatBatch.newBuilder();
              for (int i = 0; i < atOnce; i++) {
                int at = first + i;
                beats
                    .addHeartbeatsBuilder()
                    .setSession(sessions.get(at % CLIENTS))
                    .setCounter(at / CLIENTS + 1)
                    .setCapacity(4);
              }
              bus.request(Channels.REGISTRY_HEARTBEAT, beats.build())
                  .onComplete(
                      reply ->
                          reply
                              .getResultsList()
                              .forEach(
                                  result ->
                                      (result.hasReply() ? stored : failed).incrementAndGet()),
                      failure -> failed.addAndGet(atOnce));
            });
    Await.until("it is warm", () -> stored.get() > 4L * CLIENTS);
    OperatingSystemMXBean machine =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = machine.getProcessCpuTime();
    long begun = Clock.system().nanos();
    long before = stored.get();

    Await.until("they were stored", () -> stored.get() > before + 5L * CLIENTS);

    double seconds = (Clock.system().nanos() - begun) / 1e9;
    double core = (machine.getProcessCpuTime() - cpu) / 1e9 / seconds;
    System.out.printf(
        "%s: %.0f heartbeats/s of %d clients, %.1f %% of a core with bus and senders%n",
        kind, (stored.get() - before) / seconds, CLIENTS, 100 * core);
    vertx.cancelTimer(timer);
    assertThat(failed).hasValue(0);
    await(vertx.close());
  }

  private static List<String> register(Bus bus) {
    List<Future<RegisterReply>> replies = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      replies.add(
          bus.request(
              Channels.REGISTRY_REGISTER,
              RegisterCommand.newBuilder().setRequest(client("pod-" + i, "a")).build()));
    }
    await(Future.all(replies));
    return replies.stream().map(reply -> reply.result().getSession()).toList();
  }
}
