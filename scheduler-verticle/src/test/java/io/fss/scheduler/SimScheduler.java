package io.fss.scheduler;

import io.fss.kernel.Bus;
import io.fss.kernel.Ids;
import io.fss.kernel.SeededIds;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;

/** A scheduler node: the real core on simulated surroundings, run after run. */
final class SimScheduler {
  private static final long RESTART_MS = 1_000;
  private static final long MOST_AHEAD_MS = 2_000;

  private final String name;
  private final int number;
  private final long skewMs;
  private final SimWorld world;
  private final SimNetwork network;
  private final SimDatabase.Server database;
  private final SchedulerOptions options;
  private SimProcess process;
  private SchedulerCore core;
  private SimpleMeterRegistry meters;
  private boolean stopping;

  SimScheduler(
      int number,
      long skewMs,
      SimWorld world,
      SimNetwork network,
      SimDatabase.Server database,
      SchedulerOptions options) {
    this.name = "s" + number;
    this.number = number;
    this.skewMs = world.breach == SimBreach.CLOCK_AHEAD ? MOST_AHEAD_MS : skewMs;
    this.world = world;
    this.network = network;
    this.database = database;
    this.options = options;
  }

  String name() {
    return name;
  }

  boolean isUp() {
    return process != null && !process.isDead();
  }

  void start() {
    process = new SimProcess(world, name, skewMs);
    world.trace(() -> name + " starts");
    SimProcess run = process;
    SimVertx surroundings = new SimVertx(run, network);
    Vertx vertx = surroundings.vertx();
    Bus bus = new Bus(vertx, name);
    Ids ids = SeededIds.of(number, run.clock(), world.luck::nextInt);
    meters = new SimpleMeterRegistry();
    stopping = false;
    SimDatabase seen = new SimDatabase(run, database);
    core =
        new SchedulerCore(
            vertx,
            surroundings.context(),
            bus,
            run.clock(),
            seen,
            ids,
            options,
            meters,
            Pace.USUAL,
            ring -> new SimAlarm(run, ring));
    addUp(run, new RollUp(seen, ids));
    core.start()
        .onFailure(
            failure -> {
              world.trace(() -> name + " does not start: " + failure.getMessage());
              die(RESTART_MS);
            });
  }

  /** Adds up more often than the sweep does, also while it does. */
  private void addUp(SimProcess run, RollUp rollUp) {
    if (world.faults.hurriedRollUps) {
      run.afterMs(
          world.luck.lowBetween(100, 5_000),
          () -> {
            // Where the database is not there, the next one does it.
            rollUp.addUp().otherwiseEmpty();
            addUp(run, rollUp);
          });
    }
  }

  /** Ends at once and starts again after a while. */
  void crash() {
    if (isUp()) {
      die(world.luck.lowBetween(200, 15_000));
    }
  }

  /** Is taken down as an operator does it, and starts again. */
  void stop() {
    if (!isUp() || stopping) {
      return;
    }
    stopping = true;
    world.trace(() -> name + " stops");
    SimProcess run = process;
    core.stop().onComplete(done -> run.after(0, () -> die(world.luck.lowBetween(200, 5_000))));
  }

  void freeze() {
    if (isUp()) {
      process.freeze(world.luck.lowBetween(100, 20_000));
    }
  }

  void thaw() {
    process.thaw();
  }

  /** Looks what time it is by the reference. */
  void follow() {
    process.follow();
  }

  private void die(long restartMs) {
    SimProcess dead = process;
    audited();
    dead.kill();
    SimProcess cluster = database.process;
    // The cluster needs a while to notice; what is sent there meanwhile is lost.
    cluster.afterMs(world.luck.lowBetween(0, 5_000), () -> network.forget(dead));
    cluster.afterMs(restartMs, this::start);
  }

  /** A group without a next task is found by the audit, and must never be. */
  void audited() {
    double replanned = meters.counter("fss.tasks.replanned").count();
    if (replanned > 0) {
      world.violated("%s found %.0f groups without a next task".formatted(name, replanned));
    }
  }

  /** How many tasks are in memory, waiting or with a client. */
  double held() {
    return gauge("fss.tasks.staged") + gauge("fss.tasks.in.flight");
  }

  private double gauge(String gauge) {
    return meters.get(gauge).gauge().value();
  }
}
