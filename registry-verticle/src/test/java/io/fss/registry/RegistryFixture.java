package io.fss.registry;

import static io.fss.kernel.Await.await;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Refusal;
import io.fss.kernel.SettableClock;
import io.fss.kernel.SqliteDatabases;
import io.fss.proto.bus.v1.ClientInfo;
import io.fss.proto.bus.v1.ClientView;
import io.fss.proto.bus.v1.ClientsChanged;
import io.fss.proto.bus.v1.HeartbeatBatch;
import io.fss.proto.bus.v1.HeartbeatRefusal;
import io.fss.proto.bus.v1.HeartbeatResult;
import io.fss.proto.bus.v1.RegisterCommand;
import io.fss.proto.bus.v1.Silence;
import io.fss.proto.bus.v1.SilenceRequest;
import io.fss.proto.bus.v1.ViewRequest;
import io.fss.proto.v1.HeartbeatReply;
import io.fss.proto.v1.HeartbeatRequest;
import io.fss.proto.v1.JobDeclaration;
import io.fss.proto.v1.Mode;
import io.fss.proto.v1.RegisterReply;
import io.fss.proto.v1.RegisterRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A registry on a real bus and a real database, with a clock that stands still. */
final class RegistryFixture implements AutoCloseable {
  static final Duration OFFLINE_AFTER = Duration.ofSeconds(10);
  // The registry counts a pause in which nobody looked as one second: time passes in steps.
  private static final Duration STEP = Duration.ofMillis(250);

  final Vertx vertx = Vertx.vertx();
  final Bus bus = new Bus(vertx, "n1");
  final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05Z"));
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final List<String> announced = new CopyOnWriteArrayList<>();
  final List<ClientsChanged> deltas = new CopyOnWriteArrayList<>();
  private final Path folder;
  private final StoreKind kind;
  private RegistryOptions options = options(1_000, "");
  private RegistryVerticle verticle;

  RegistryFixture(Path folder) {
    this(folder, StoreKind.EMBEDDED);
  }

  RegistryFixture(Path folder, StoreKind kind) {
    this.folder = folder;
    this.kind = kind;
    kind.clear();
    await(bus.subscribe(Channels.REGISTRY_CHANGED, deltas::add).ready());
  }

  static RegistryOptions options(int maxClients, String token) {
    return new RegistryOptions(Duration.ofSeconds(2), OFFLINE_AFTER, maxClients, token);
  }

  RegistryFixture with(RegistryOptions changed) {
    options = changed;
    return this;
  }

  RegistryFixture start() {
    return start(kind::open);
  }

  RegistryFixture start(Function<Vertx, SessionStore> stores) {
    SqliteDatabases databases = new SqliteDatabases(vertx, folder);
    verticle =
        new RegistryVerticle(bus, clock, databases, options, meters, announced::add, 250, stores);
    await(vertx.deployVerticle(verticle));
    return this;
  }

  RegistryFixture stop() {
    await(vertx.undeploy(verticle.deploymentID()));
    return this;
  }

  /** The registry is started anew, and its store has nothing left. */
  RegistryFixture loseEverything() {
    stop();
    kind.clear();
    return start();
  }

  /** Time passes while the registry looks. */
  void pass(Duration time) {
    Duration left = time;
    while (left.compareTo(STEP) > 0) {
      step(STEP);
      left = left.minus(STEP);
    }
    step(left);
  }

  private void step(Duration time) {
    clock.advance(time);
    await(
        verticle
            .sweep()
            .recover(
                failure ->
                    Refusal.isUnavailable(failure)
                        ? Future.succeededFuture()
                        : Future.failedFuture(failure)));
  }

  static RegisterRequest.Builder client(String name, String incarnation) {
    return RegisterRequest.newBuilder()
        .setNamespace("default")
        .setApp("shop")
        .setClient(name)
        .setIncarnation("incarnation-of-" + incarnation)
        .setMode(Mode.MODE_STREAM)
        .setCapacity(4)
        .addJobs(JobDeclaration.newBuilder().setName("bill"));
  }

  Future<RegisterReply> ask(RegisterRequest.Builder request) {
    return bus.request(
        Channels.REGISTRY_REGISTER,
        RegisterCommand.newBuilder().setRequest(request).setEdge("n1").setPeer("10.0.0.7").build());
  }

  String register(String name, String incarnation) {
    return await(ask(client(name, incarnation))).getSession();
  }

  Future<HeartbeatReply> heartbeat(HeartbeatRequest.Builder heartbeat) {
    return bus.request(
            Channels.REGISTRY_HEARTBEAT,
            HeartbeatBatch.newBuilder().addHeartbeats(heartbeat).build())
        .compose(reply -> result(reply.getResults(0)));
  }

  private static Future<HeartbeatReply> result(HeartbeatResult result) {
    HeartbeatRefusal refused = result.getRefused();
    return result.hasReply()
        ? Future.succeededFuture(result.getReply())
        : Future.failedFuture(
            new Refusal(Refusal.Kind.of(refused.getCode()), refused.getMessage(), List.of()));
  }

  static HeartbeatRequest.Builder beat(String session, long counter) {
    return HeartbeatRequest.newBuilder().setSession(session).setCounter(counter).setCapacity(4);
  }

  HeartbeatReply beats(String session, long counter) {
    return await(heartbeat(beat(session, counter)));
  }

  ClientView view() {
    return await(bus.request(Channels.REGISTRY_VIEW, ViewRequest.getDefaultInstance()));
  }

  Optional<ClientInfo> shown(String session) {
    return view().getClientsList().stream().filter(c -> c.getSession().equals(session)).findAny();
  }

  boolean online(String session) {
    return shown(session).orElseThrow().getOnline();
  }

  Silence silence(String session) {
    SilenceRequest request = SilenceRequest.newBuilder().addSessions(session).build();
    return await(bus.request(Channels.REGISTRY_SILENCE, request)).getSilences(0);
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
