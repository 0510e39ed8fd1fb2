package io.fss.scheduler;

import io.fss.kernel.Bus;
import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.kernel.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** What plans, books, sends and settles, wired; all of it lives on one context. */
final class SchedulerCore {
  // Others read what is due at once; what they have not read when this is over is late by less.
  private static final Duration HAND_OVER = Duration.ofMillis(150);

  private final Vertx vertx;
  private final Clients clients;
  private final Peers peers;
  private final Stager stager;
  private final Booker booker;
  private final Sender sender;
  private final Rescuer rescuer;
  private final Sweep sweep;
  private final Services services;

  /**
   * Wires; nothing happens before {@link #start}.
   *
   * @param context of the verticle, on which everything runs
   * @param pace of the sweep
   * @param alarms makes the alarm that calls what it is given
   */
  SchedulerCore(
      Vertx vertx,
      Context context,
      Bus bus,
      Clock clock,
      Database tables,
      Ids ids,
      SchedulerOptions options,
      MeterRegistry meters,
      Pace pace,
      Function<Runnable, Alarm> alarms) {
    this.vertx = vertx;
    Database database = new Unanswered(tables, clock, this::lookAgain);
    SchedulerMetrics metrics = new SchedulerMetrics(meters, new TaskTraces(bus.traces(), clock));
    Backlog backlog = new Backlog();
    InFlight inFlight = new InFlight();
    metrics.watch(backlog, inFlight);
    clients = new Clients(bus, this::pump);
    Router router = new Router(clients, inFlight, clock, Routing.hash(bus.node()));
    Alarm alarm = alarms.apply(this::ring);
    Shards all = Shards.of(bus.node(), List.of(bus.node()));
    stager = new Stager(vertx, database, clock, options, backlog, alarm, all, this::pump);
    peers = new Peers(vertx, bus, stager::look);
    metrics.watch(peers);
    BookingStore bookings = new BookingStore(database, clock, ids, bus.node(), options);
    Settler settler =
        new Settler(
            context,
            bus,
            new SettleStore(database, clock, ids),
            new Corrections(database, ids),
            inFlight,
            options,
            metrics,
            database::isFaultOfData,
            () -> backlog.isPressing(clock.millis()),
            this::offer,
            this::pump);
    settler.measure(meters);
    sender = new Sender(vertx, bus, clock, clients, router, inFlight, settler, metrics);
    metrics.watch(sender);
    Canceller canceller = new Canceller(bus, clients, settler);
    booker =
        new Booker(
            vertx,
            backlog,
            clients,
            router,
            inFlight,
            bookings,
            new Parking(database),
            clock,
            options,
            metrics,
            database::isFaultOfData,
            stager::offer,
            sender::send,
            canceller::send);
    Halts halts = new Halts(database, clock, ids);
    Deeds deeds = new Deeds(bookings, booker, halts, booker::offer, canceller::send);
    GroupStore groups = new GroupStore(database, clock, ids);
    CalendarCopies copies = new CalendarCopies(database, clock, ids, booker::offer);
    rescuer = new Rescuer(bus, database, clock, options, clients, inFlight, settler);
    sweep =
        new Sweep(
            vertx,
            pace,
            clients,
            router,
            stager,
            booker,
            sender,
            rescuer,
            new Bounds(
                database, clock, inFlight, booker::reconsider, canceller::send, settler::gather),
            new Audit(database, groups, metrics, booker::offer),
            copies,
            deeds,
            new RollUp(database, ids),
            new Retention(database, clock, options));
    services =
        new Services(
            bus, database, clock, ids, groups, deeds, copies, booker, settler, rescuer, options);
  }

  Future<Void> start() {
    return rescuer
        .takeSlots()
        .compose(taken -> clients.start())
        .compose(started -> booker.readParked())
        .compose(read -> stager.start())
        .compose(staged -> services.start())
        .compose(served -> peers.start())
        .onSuccess(joined -> sweep.start());
  }

  /** On this scheduler's event loop: a database answers where it was asked. */
  private void lookAgain(long from) {
    stager.readAgain(from);
  }

  private void pump() {
    // While the parts are being wired there is nothing to be done yet.
    if (booker != null) {
      booker.pump();
    }
  }

  private void offer(List<Staged> tasks) {
    booker.offer(tasks);
  }

  private void ring() {
    stager.ring();
  }

  /**
   * Takes no more requests, hands the shards over while it still books what is due, and lets what
   * it has begun come to its end. What is under way with clients goes on without it.
   */
  Future<Void> stop() {
    return services
        .stop()
        .compose(closed -> handOver())
        .compose(over -> booker.stop())
        .compose(booked -> sender.stop())
        .compose(
            sent -> {
              sweep.stop();
              return stager.stop();
            })
        .compose(stopped -> clients.stop());
  }

  private Future<Void> handOver() {
    return peers
        .leave()
        .compose(
            others -> {
              Promise<Void> over = Promise.promise();
              if (others) {
                vertx.setTimer(HAND_OVER.toMillis(), id -> over.complete());
              } else {
                over.complete();
              }
              return over.future();
            });
  }
}
