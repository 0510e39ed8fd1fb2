package io.fss.scheduler;

import java.util.List;

/** Lets things go wrong between any two steps, as often as the seed wants. */
final class SimChaos {
  private static final long AGAIN_MS = 500;
  private static final long HOUR_MS = 3_600_000;
  // How often a clock is compared with its reference.
  private static final long FOLLOWED_WITHIN_MS = 10_000;

  private final SimWorld world;
  private final SimProcess process;
  private final SimNetwork network;
  private final SimDatabase.Server database;
  private final List<SimScheduler> schedulers;
  private final List<SimEdge> edges;
  private final List<SimClient> clients;
  private final SimRegistry registry;
  private boolean ended;

  SimChaos(
      SimWorld world,
      SimNetwork network,
      SimDatabase.Server database,
      List<SimScheduler> schedulers,
      List<SimEdge> edges,
      List<SimClient> clients,
      SimRegistry registry) {
    this.world = world;
    this.process = new SimProcess(world, "chaos", 0);
    this.network = network;
    this.database = database;
    this.schedulers = schedulers;
    this.edges = edges;
    this.clients = clients;
    this.registry = registry;
  }

  void start() {
    SimFaults faults = world.faults;
    every(faults.schedulerCrashes, () -> world.luck.pick(schedulers).crash());
    every(faults.schedulerStops, () -> world.luck.pick(schedulers).stop());
    every(faults.schedulerFreezes, () -> world.luck.pick(schedulers).freeze());
    every(faults.clientCrashes, () -> crash(world.luck.pick(clients)));
    every(faults.clientLeaves, () -> leave(world.luck.pick(clients)));
    every(faults.clientFreezes, () -> freeze(world.luck.pick(clients)));
    every(faults.registryCrashes, this::crashRegistry);
    every(faults.registryFreezes, () -> registry.process().freeze(some(100, 20_000)));
    every(faults.edgeCrashes, () -> crash(world.luck.pick(edges)));
    every(faults.isolations, this::isolate);
    every(faults.dbOutages, () -> database.goDown(some(100, 10_000)));
    every(faults.clockSteps, this::setClock);
  }

  private long some(long least, long most) {
    return world.luck.lowBetween(least, most);
  }

  private void every(double perMinute, Runnable deed) {
    if (perMinute > 0) {
      process.afterMs(
          world.luck.untilNext(perMinute),
          () -> {
            if (!ended) {
              deed.run();
              every(perMinute, deed);
            }
          });
    }
  }

  private void crash(SimClient client) {
    client.crash();
    process.afterMs(some(100, 30_000), () -> start(client));
  }

  private void leave(SimClient client) {
    if (client.worker() != null) {
      client.worker().leave();
      process.afterMs(some(1_000, 30_000), () -> start(client));
    }
  }

  private void start(SimClient client) {
    if (client.worker() != null && client.worker().isLeaving()) {
      process.afterMs(AGAIN_MS, () -> start(client));
    } else {
      client.start();
    }
  }

  private void freeze(SimClient client) {
    if (client.worker() != null) {
      client.worker().process().freeze(some(100, 40_000));
    }
  }

  private void crashRegistry() {
    registry.crash(world.luck.chance(0.4));
    process.afterMs(some(200, 12_000), this::startRegistry);
  }

  private void startRegistry() {
    if (registry.process().isDead()) {
      registry.start();
    }
  }

  private void crash(SimEdge edge) {
    edge.crash();
    process.afterMs(some(200, 10_000), () -> start(edge));
  }

  private static void start(SimEdge edge) {
    if (!edge.isUp()) {
      edge.start();
    }
  }

  private void isolate() {
    String name =
        switch (world.luck.index(4)) {
          case 0 -> world.luck.pick(schedulers).name();
          case 1 -> world.luck.pick(edges).name();
          case 2 -> SimRegistry.NAME;
          default -> world.luck.pick(clients).name();
        };
    network.isolate(name);
    process.afterMs(some(200, 40_000), () -> network.join(name));
  }

  /** Within reason, and so that a second step may undo the first. */
  private void setClock() {
    long by = world.luck.chance(0.5) ? HOUR_MS : some(1_001, HOUR_MS);
    world.setClock(world.luck.chance(0.5) ? by : -by);
    for (SimScheduler scheduler : schedulers) {
      process.afterMs(some(0, FOLLOWED_WITHIN_MS), scheduler::follow);
    }
  }

  /** From now on everything is up and stays so. */
  void end() {
    ended = true;
    world.faults.end();
    world.setClockAhead();
    schedulers.forEach(SimScheduler::follow);
    network.joinAll();
    database.comeUp();
    schedulers.forEach(SimScheduler::thaw);
    registry.process().thaw();
    startRegistry();
    edges.forEach(SimChaos::start);
    for (SimClient client : clients) {
      if (client.worker() != null) {
        client.worker().process().thaw();
      }
      start(client);
    }
  }
}
