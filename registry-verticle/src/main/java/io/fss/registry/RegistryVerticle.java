package io.fss.registry;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.kernel.Databases;
import io.fss.kernel.Refusal;
import io.micrometer.core.instrument.MeterRegistry;
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
  // Every reading costs a look at each session, and silence is counted in seconds.
  private static final long SWEEP_MS = 500;
  private static final long READ_AGAIN_MS = 5_000;

  private final Bus bus;
  private final Clock clock;
  private final Databases databases;
  private final RegistryOptions options;
  private final RegistryMetrics metrics;
  private final Consumer<String> announce;
  private final long sweepMs;
  private final Function<Vertx, SessionStore> stores;
  private final List<Bus.Service> services = new ArrayList<>();
  private SessionStore store;
  private Database database;
  private Sweep sweep;
  private RuleDesk rules;
  private TokenDesk tokens;
  private long timer = -1;
  private long reading = -1;
  private boolean failing;

  /**
   * Makes one; sessions live in Redis where there is one, else in the memory of this process.
   *
   * @param bus the process's bus
   * @param clock monotonic time measures silence, wall time is shown
   * @param databases where module {@code "registry"} is opened
   * @param options bounds and intervals
   * @param redis where the sessions are kept
   * @param meters what is counted goes there
   * @param announce told the first client token once, in a line for people; it is stored nowhere
   */
  public RegistryVerticle(
      Bus bus,
      Clock clock,
      Databases databases,
      RegistryOptions options,
      RedisOptions redis,
      MeterRegistry meters,
      Consumer<String> announce) {
    this(
        bus,
        clock,
        databases,
        options,
        meters,
        announce,
        SWEEP_MS,
        vertx -> store(vertx, redis, meters));
  }

  private static SessionStore store(Vertx vertx, RedisOptions redis, MeterRegistry meters) {
    return redis.embedded()
        ? new EmbeddedSessionStore()
        : new RedisSessionStore(vertx, redis, meters);
  }

  RegistryVerticle(
      Bus bus,
      Clock clock,
      Databases databases,
      RegistryOptions options,
      MeterRegistry meters,
      Consumer<String> announce,
      long sweepMs,
      Function<Vertx, SessionStore> stores) {
    this.bus = bus;
    this.clock = clock;
    this.databases = databases;
    this.options = options;
    this.metrics = new RegistryMetrics(meters);
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
              CredentialTables credentials = new CredentialTables(opened, clock);
              return credentials
                  .open(options.clientToken(), announce)
                  .compose(ids -> assemble(credentials, ids));
            })
        .onSuccess(
            ready -> {
              timer = vertx.setPeriodic(sweepMs, tick -> runSweep());
              reading = vertx.setPeriodic(READ_AGAIN_MS, tick -> readAgain());
            });
  }

  private Future<Void> assemble(CredentialTables credentials, SessionIds ids) {
    Watch watch = new Watch(clock);
    Roster roster = new Roster();
    ViewFeed feed = new ViewFeed(bus, roster, watch, store.shared());
    Floor floor = new Floor(roster, new Silences(), feed, watch, new Rules());
    Lookout lookout = new Lookout(clock, store, floor);
    rules = new RuleDesk(bus, clock, new RuleTable(database), floor);
    tokens = new TokenDesk(bus, clock, credentials);
    sweep = new Sweep(options, store, lookout, floor, rules, metrics);
    Registrar registrar = new Registrar(options, clock, ids, store, floor, lookout, rules);
    Heartbeats heartbeats =
        new Heartbeats(clock, store, floor, lookout, new AnswerForwarder(bus), metrics);
    return Future.all(rules.load(), tokens.load())
        // Sessions that are there already are shown from the start on; a store that is away is
        // awaited by the clients, not by this process.
        .compose(read -> sweep.run().transform(known -> Future.succeededFuture()))
        .compose(
            known -> {
              serveClients(registrar, new Attachments(store, floor, lookout), heartbeats);
              serveOthers(feed);
              if (store.shared()) {
                services.add(bus.subscribe(Channels.REGISTRY_CHANGED, lookout::told));
              }
              return Future.all(services.stream().map(Bus.Service::ready).toList());
            })
        .mapEmpty();
  }

  private void serveClients(Registrar registrar, Attachments attachments, Heartbeats heartbeats) {
    services.add(
        bus.serve(
            Channels.REGISTRY_REGISTER,
            command ->
                registrar
                    .register(command)
                    .onComplete(done -> metrics.registration(done.succeeded()))));
    services.add(bus.serve(Channels.REGISTRY_ATTACH, attachments::attach));
    services.add(bus.serve(Channels.REGISTRY_HEARTBEAT, heartbeats::beat));
    services.add(
        bus.serve(
            Channels.REGISTRY_DEREGISTER,
            request -> registrar.deregister(request).onSuccess(done -> metrics.left())));
    services.add(bus.serve(Channels.REGISTRY_AUTHENTICATE, tokens::authenticate));
    services.add(bus.subscribe(Channels.REGISTRY_ASK, heartbeats::ask));
  }

  private void serveOthers(ViewFeed feed) {
    services.add(bus.serve(Channels.REGISTRY_VIEW, request -> feed.view()));
    services.add(bus.serve(Channels.REGISTRY_SILENCE, sweep::silence));
    services.add(bus.serve(Channels.REGISTRY_RULE, rules::put));
    services.add(bus.serve(Channels.REGISTRY_LIFT, rules::lift));
    services.add(bus.serve(Channels.REGISTRY_RULES, request -> rules.list()));
    services.add(bus.serve(Channels.REGISTRY_TOKEN, tokens::create));
    services.add(bus.serve(Channels.REGISTRY_TOKENS, request -> tokens.list()));
    services.add(bus.serve(Channels.REGISTRY_REVOKE, tokens::revoke));
    services.add(bus.subscribe(Channels.REGISTRY_STORED, changed -> readAgain()));
  }

  /** Another registry may have changed the tables, and the word of it may have got lost. */
  private void readAgain() {
    Future.join(rules.load(), tokens.load())
        .onComplete(
            read -> failing = false,
            failure -> {
              if (!failing) {
                failing = true;
                log.warn("rules and tokens of clients stay as they were read before", failure);
              }
            });
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
    context.runOnContext(turn -> sweep.run().transform(before -> sweep.run()).onComplete(swept));
    return swept.future();
  }

  @Override
  public Future<?> stop() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
      vertx.cancelTimer(reading);
    }
    return Future.join(services.stream().map(Bus.Service::close).toList())
        .transform(closed -> store == null ? Future.succeededFuture() : store.close())
        .transform(closed -> database == null ? Future.succeededFuture() : database.close());
  }
}
