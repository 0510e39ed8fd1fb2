package io.fss.scheduler;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.kernel.Databases;
import io.fss.kernel.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;

/** The scheduler: wires what plans, books, sends and settles, and serves what others ask of it. */
public final class SchedulerVerticle extends VerticleBase {
  private final Bus bus;
  private final Clock clock;
  private final Databases databases;
  private final Ids ids;
  private final SchedulerOptions options;
  private final MeterRegistry meters;
  private final List<Bus.Service> services = new ArrayList<>();

  private Database database;
  private Clients clients;
  private Stager stager;
  private Booker booker;
  private Sweep sweep;

  public SchedulerVerticle(
      Bus bus,
      Clock clock,
      Databases databases,
      Ids ids,
      SchedulerOptions options,
      MeterRegistry meters) {
    this.bus = bus;
    this.clock = clock;
    this.databases = databases;
    this.ids = ids;
    this.options = options;
    this.meters = meters;
  }

  @Override
  public Future<?> start() {
    return databases.open("scheduler").compose(this::wire);
  }

  private Future<Void> wire(Database opened) {
    database = opened;
    SchedulerMetrics metrics = new SchedulerMetrics(meters);
    Backlog backlog = new Backlog();
    InFlight inFlight = new InFlight();
    metrics.watch(backlog, inFlight, database);
    clients = new Clients(bus, this::pump);
    Router router = new Router(clients, inFlight, clock);
    stager =
        new Stager(
            vertx,
            database,
            clock,
            options,
            backlog,
            new QuartzAlarm(vertx, this::ring),
            this::pump);
    Settler settler =
        new Settler(
            context,
            bus,
            new SettleStore(database, clock, ids),
            inFlight,
            options,
            metrics,
            database::isFaultOfData,
            stager::offer,
            this::pump);
    Sender sender = new Sender(bus, clock, clients, router, inFlight, settler, metrics);
    booker =
        new Booker(
            backlog,
            clients,
            router,
            inFlight,
            new BookingStore(database, clock, ids, bus.node()),
            clock,
            options,
            metrics,
            database::isFaultOfData,
            stager::offer,
            sender::send);
    GroupStore groups = new GroupStore(database, clock, ids);
    Rescuer rescuer = new Rescuer(bus, database, clock, options, clients, inFlight, settler);
    Upkeep upkeep = new Upkeep(database, clock, options, groups, metrics, stager::offer);
    sweep = new Sweep(vertx, clients, router, stager, booker, sender, rescuer, upkeep);
    return rescuer
        .takeSlots()
        .compose(taken -> clients.start())
        .compose(started -> booker.readParked())
        .compose(read -> stager.start())
        .compose(staged -> serve(groups, settler, rescuer))
        .onSuccess(served -> sweep.start());
  }

  private Future<Void> serve(GroupStore store, Settler settler, Rescuer rescuer) {
    GroupRead read = new GroupRead(database);
    TaskRead tasks = new TaskRead(database);
    Groups groups = new Groups(store, read, clock, stager::offer);
    Declarations declarations = new Declarations(store, read, clock, stager::offer);
    Reports reports = new Reports(settler, clock);
    services.add(bus.serveHereToo(Channels.TASK_REPORT, batch -> reports.take(batch.getRequest())));
    services.add(bus.serve(Channels.TASK_ANSWER, rescuer::answered));
    services.add(bus.serve(Channels.GROUP_CREATE, groups::create));
    services.add(bus.serve(Channels.GROUP_DECLARE, declarations::declare));
    services.add(bus.serve(Channels.GROUP_UPDATE, groups::update));
    services.add(bus.serve(Channels.GROUP_CONTROL, groups::control));
    services.add(bus.serve(Channels.GROUP_LIST, read::list));
    services.add(bus.serve(Channels.TASK_LIST, tasks::list));
    Future<Void> ready = Future.succeededFuture();
    for (Bus.Service service : services) {
      ready = ready.compose(done -> service.ready());
    }
    return ready;
  }

  private void pump() {
    if (booker != null) {
      booker.pump();
    }
  }

  private void ring() {
    stager.ring();
  }

  @Override
  public Future<?> stop() {
    if (database == null) {
      return Future.succeededFuture();
    }
    sweep.stop();
    booker.stop();
    Future<Void> quiet = Future.succeededFuture();
    for (Bus.Service service : services) {
      quiet = quiet.compose(done -> service.close());
    }
    return quiet
        .compose(closed -> stager.stop())
        .compose(stopped -> clients.stop())
        .compose(stopped -> database.close());
  }
}
