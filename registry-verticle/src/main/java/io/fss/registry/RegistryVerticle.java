package io.fss.registry;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.kernel.Databases;
import io.fss.kernel.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is alive? Serves the registry's channels; see the package's description. */
public final class RegistryVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(RegistryVerticle.class);
  private static final long SWEEP_MS = 250;
  // A reading of Redis costs more than one of memory, and silence is counted in seconds.
  private static final long REDIS_SWEEP_MS = 500;

  private final Bus bus;
  private final Clock clock;
  private final Databases databases;
  private final RegistryOptions options;
  private final Consumer<String> announce;
  private final long sweepMs;
  private final Function<Vertx, SessionStore> stores;
  private final List<Bus.Service> services = new ArrayList<>();
  private SessionStore store;
  private Database database;
  private Sweep sweep;
  private long timer = -1;

  /**
   * Makes one; sessions live in Redis where there is one, else in the memory of this process.
   *
   * @param bus the process's bus
   * @param clock monotonic time measures silence, wall time is shown
   * @param databases where module {@code "registry"} is opened
   * @param options bounds and intervals
   * @param redis where the sessions are kept
   * @param announce told the first client token once, in a line for people; it is stored nowhere
   */
  public RegistryVerticle(
      Bus bus,
      Clock clock,
      Databases databases,
      RegistryOptions options,
      RedisOptions redis,
      Consumer<String> announce) {
    this(
        bus,
        clock,
        databases,
        options,
        announce,
        redis.embedded() ? SWEEP_MS : REDIS_SWEEP_MS,
        vertx -> store(vertx, redis));
  }

  private static SessionStore store(Vertx vertx, RedisOptions redis) {
    return redis.embedded() ? new EmbeddedSessionStore() : new RedisSessionStore(vertx, redis);
  }

  RegistryVerticle(
      Bus bus,
      Clock clock,
      Databases databases,
      RegistryOptions options,
      Consumer<String> announce,
      long sweepMs,
      Function<Vertx, SessionStore> stores) {
    this.bus = bus;
    this.clock = clock;
    this.databases = databases;
    this.options = options;
    this.announce = announce;
    this.sweepMs = sweepMs;
    this.stores = stores;
  }

  @Override
  public Future<?> start() {
    store = stores.apply(vertx);
    return databases
        .open("registry")
        .compose(
            opened -> {
              database = opened;
              return new CredentialTables(opened, clock).open(options.clientToken(), announce);
            })
        .compose(this::serve)
        .onSuccess(ready -> timer = vertx.setPeriodic(sweepMs, tick -> runSweep()));
  }

  private Future<Void> serve(Credentials credentials) {
    Roster roster = new Roster();
    Watch watch = new Watch(clock);
    ViewFeed feed = new ViewFeed(bus, roster, watch);
    Floor floor = new Floor(roster, new Silences(), feed, watch);
    Lookout lookout = new Lookout(clock, store, floor);
    Registrar registrar = new Registrar(options, clock, credentials.ids(), store, floor, lookout);
    Heartbeats heartbeats = new Heartbeats(clock, store, floor, lookout, new AnswerForwarder(bus));
    sweep = new Sweep(options, store, lookout, floor);
    // Sessions that are there already are shown from the start on; a store that is away is awaited
    // by the clients, not by this process.
    return sweep.run().transform(known -> serve(credentials, feed, registrar, heartbeats));
  }

  private Future<Void> serve(
      Credentials credentials, ViewFeed feed, Registrar registrar, Heartbeats heartbeats) {
    services.add(bus.serve(Channels.REGISTRY_REGISTER, registrar::register));
    services.add(bus.serve(Channels.REGISTRY_HEARTBEAT, heartbeats::beat));
    services.add(bus.serve(Channels.REGISTRY_DEREGISTER, registrar::deregister));
    services.add(bus.serve(Channels.REGISTRY_AUTHENTICATE, credentials::authenticate));
    services.add(bus.serve(Channels.REGISTRY_VIEW, request -> feed.view()));
    services.add(bus.serve(Channels.REGISTRY_SILENCE, sweep::silence));
    services.add(bus.subscribe(Channels.REGISTRY_ASK, heartbeats::ask));
    return Future.all(services.stream().map(Bus.Service::ready).toList()).mapEmpty();
  }

  private void runSweep() {
    sweep
        .run()
        .onFailure(
            failure -> {
              // That the store is away is told once, by whoever lost it.
              if (!Refusal.isUnavailable(failure)) {
                log.error("sweep of the sessions failed", failure);
              }
            });
  }

  /** One sweep now, on the verticle's context; for tests that move the clock. */
  Future<Void> sweep() {
    Promise<Void> swept = Promise.promise();
    // One that is under way may have looked before the clock was moved.
    context.runOnContext(
        turn -> sweep.run().transform(before -> sweep.run()).onComplete(swept));
    return swept.future();
  }

  @Override
  public Future<?> stop() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
    }
    return Future.join(services.stream().map(Bus.Service::close).toList())
        .transform(closed -> store == null ? Future.succeededFuture() : store.close())
        .transform(closed -> database == null ? Future.succeededFuture() : database.close());
  }
}
