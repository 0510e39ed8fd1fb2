package io.fss.registry;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.kernel.Databases;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is alive? Serves the registry's channels; see the package's description. */
public final class RegistryVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(RegistryVerticle.class);
  private static final long SWEEP_MS = 250;

  private final Bus bus;
  private final Clock clock;
  private final Databases databases;
  private final RegistryOptions options;
  private final Consumer<String> announce;
  private final SessionStore store;
  private final List<Bus.Service> services = new ArrayList<>();
  private Database database;
  private Sweep sweep;
  private long timer = -1;

  /**
   * Makes the registry of a process that runs alone: sessions live in its memory.
   *
   * @param bus the process's bus
   * @param clock monotonic time measures silence, wall time is shown
   * @param databases where module {@code "registry"} is opened
   * @param options bounds and intervals
   * @param announce told the first client token once, in a line for people; it is stored nowhere
   */
  public RegistryVerticle(
      Bus bus,
      Clock clock,
      Databases databases,
      RegistryOptions options,
      Consumer<String> announce) {
    this(bus, clock, databases, options, announce, new EmbeddedSessionStore());
  }

  RegistryVerticle(
      Bus bus,
      Clock clock,
      Databases databases,
      RegistryOptions options,
      Consumer<String> announce,
      SessionStore store) {
    this.bus = bus;
    this.clock = clock;
    this.databases = databases;
    this.options = options;
    this.announce = announce;
    this.store = store;
  }

  @Override
  public Future<?> start() {
    return databases
        .open("registry")
        .compose(
            opened -> {
              database = opened;
              return new CredentialTables(opened, clock).open(options.clientToken(), announce);
            })
        .compose(credentials -> store.all().compose(known -> serve(credentials, known)))
        .onSuccess(ready -> timer = vertx.setPeriodic(SWEEP_MS, tick -> runSweep()));
  }

  private Future<Void> serve(Credentials credentials, List<StoredSession> known) {
    Roster roster = new Roster();
    Watch watch = new Watch(clock);
    ViewFeed feed = new ViewFeed(bus, roster, watch);
    Floor floor = new Floor(roster, new Silences(), feed, watch);
    Registrar registrar = new Registrar(options, clock, credentials.ids(), store, floor);
    Heartbeats heartbeats = new Heartbeats(clock, store, floor, new AnswerForwarder(bus));
    sweep = new Sweep(options, store, floor);
    known.forEach(floor::enter);

    services.add(bus.serve(Channels.REGISTRY_REGISTER, registrar::register));
    Attachments attachments = new Attachments(store, floor);
    services.add(bus.serve(Channels.REGISTRY_ATTACH, attachments::attach));
    services.add(bus.serve(Channels.REGISTRY_HEARTBEAT, heartbeats::beat));
    services.add(bus.serve(Channels.REGISTRY_DEREGISTER, registrar::deregister));
    services.add(bus.serve(Channels.REGISTRY_AUTHENTICATE, credentials::authenticate));
    services.add(bus.serve(Channels.REGISTRY_VIEW, request -> feed.view()));
    services.add(bus.serve(Channels.REGISTRY_SILENCE, sweep::silence));
    services.add(bus.subscribe(Channels.REGISTRY_ASK, heartbeats::ask));
    return Future.all(services.stream().map(Bus.Service::ready).toList()).mapEmpty();
  }

  private void runSweep() {
    sweep.run().onFailure(failure -> log.error("sweep of the sessions failed", failure));
  }

  /** One sweep now, on the verticle's context; for tests that move the clock. */
  Future<Void> sweep() {
    Promise<Void> swept = Promise.promise();
    context.runOnContext(turn -> sweep.run().onComplete(swept));
    return swept.future();
  }

  @Override
  public Future<?> stop() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
    }
    return Future.join(services.stream().map(Bus.Service::close).toList())
        .transform(closed -> database == null ? Future.succeededFuture() : database.close());
  }
}
