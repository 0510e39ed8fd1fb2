package io.fss.scheduler;

import io.fss.kernel.InMemoryDatabase;
import io.fss.proto.v1.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One history of the scheduling core, from a seed: real schedulers on real tables, everything
 * around them simulated. First the world is as bad as the seed wants; then it is calm, and whatever
 * was begun must come to its end; then every group is disabled, and nothing must be left.
 */
final class Simulation {
  private static final long SHORTEST_MS = 5_000;
  private static final long LONGEST_MS = 60_000;
  // Less than what a scheduler's clock makes good by running faster or slower.
  private static final long MOST_SKEW_MS = 400;
  private static final long MOST_DEEDS = 40;
  private static final long LOOK_MS = 1_000;
  private static final long SETTLED_WITHIN_MS = 240_000;
  private static final long ADDED_UP_WITHIN_MS = 60_000;
  private static final long FORGOTTEN_WITHIN_MS = 60_000;
  private static final long LONGER_MS = 5_000;
  private static final double CUT_OFF_PER_MINUTE = 8;

  private final SimWorld world;
  private final SimNetwork network;
  private final SimLedger ledger;
  private final SimAudit audit;
  private final SimJobs jobs;
  private final SimDatabase.Server database;
  private final SimRegistry registry;
  private final List<SimScheduler> schedulers = new ArrayList<>();
  private final List<SimEdge> edges = new ArrayList<>();
  private final List<SimClient> clients = new ArrayList<>();
  private final SimOperator operator;
  private final SimChaos chaos;

  /**
   * Prepares one.
   *
   * @param tables watched by {@link SimLedger#watch}; whatever is in them is deleted
   */
  Simulation(long seed, InMemoryDatabase tables, SimBreach breach, boolean tracing)
      throws Exception {
    tables.clear();
    world = new SimWorld(seed, breach, tracing);
    network = new SimNetwork(world);
    ledger = new SimLedger(world, tables);
    audit = new SimAudit(world, tables, ledger);
    jobs = new SimJobs(world, ledger, tables);
    database = new SimDatabase.Server(new SimProcess(world, "database", 0), tables, ledger);
    registry = new SimRegistry(world, network);
    people();
    operator = new SimOperator(world, network, tables, ledger);
    chaos = new SimChaos(world, network, database, schedulers, edges, clients, registry);
  }

  private void people() {
    SimLuck luck = world.luck;
    SchedulerOptions options = options(luck);
    boolean agree = luck.chance(0.8);
    for (long i = luck.chance(0.5) ? 1 : luck.between(2, 3); i > 0; i--) {
      long skew = agree ? 0 : luck.between(-MOST_SKEW_MS, MOST_SKEW_MS);
      world.expectSkew(skew);
      schedulers.add(
          new SimScheduler(schedulers.size() + 1, skew, world, network, database, options));
    }
    for (long i = luck.between(1, 2); i > 0; i--) {
      edges.add(new SimEdge("e" + edges.size(), world, network, registry, this::worker));
    }
    List<String> namespaces = SimDefinitions.NAMESPACES.stream().distinct().toList();
    for (String namespace : namespaces) {
      // For every job there is somebody who can do it, at least when all is well.
      clients.add(client(namespace, SimDefinitions.JOBS));
    }
    for (long more = luck.between(0, 2); more > 0; more--) {
      clients.add(client(luck.pick(namespaces), someJobs()));
    }
  }

  private static SchedulerOptions options(SimLuck luck) {
    int batch = (int) luck.lowBetween(1, 100);
    int perJob = batch + (int) luck.lowBetween(0, 100);
    return new SchedulerOptions(
        Duration.ofMillis(luck.between(1_000, 5_000)),
        perJob + (int) luck.lowBetween(0, 200),
        perJob,
        batch,
        batch + 1_000,
        Duration.ofSeconds(2),
        Duration.ofMillis(luck.between(500, 3_000)),
        10_000,
        Duration.ofDays(7),
        1_000_000,
        Duration.ofDays(400),
        Duration.ofDays(2),
        PolicyOptions.CAREFUL);
  }

  private List<String> someJobs() {
    List<String> some = SimDefinitions.JOBS.stream().filter(job -> world.luck.chance(0.6)).toList();
    return some.isEmpty() ? List.of(SimDefinitions.JOBS.get(0)) : some;
  }

  private SimClient client(String namespace, List<String> offered) {
    SimLuck luck = world.luck;
    SimClient.Settings settings =
        new SimClient.Settings(
            namespace,
            "c" + clients.size(),
            offered,
            (int) luck.between(1, 6),
            luck.chance(0.2) ? (int) luck.between(1, 3) : 0,
            luck.chance(0.5) ? Mode.MODE_DIRECT : Mode.MODE_STREAM,
            luck.pick(edges).name(),
            luck.chance(0.7),
            luck.chance(0.3) ? luck.between(-5_000, 5_000) : 0);
    return new SimClient(world, network, settings, () -> luck.pick(edges), jobs);
  }

  private SimWorker worker(String address) {
    for (SimClient client : clients) {
      if (client.name().equals(address)) {
        return client.worker();
      }
    }
    return null;
  }

  /** Lets it happen; fails with a {@link SimViolation} where a law was broken. */
  void run() {
    SimFaults.choose(world.faults, world.luck);
    if (world.breach == SimBreach.SILENCE_EXAGGERATED) {
      world.faults.isolations = CUT_OFF_PER_MINUTE;
    }
    registry.start();
    edges.forEach(SimEdge::start);
    schedulers.forEach(SimScheduler::start);
    clients.forEach(SimClient::start);
    boolean eventful = world.breach != SimBreach.NONE;
    operator.start((int) world.luck.between(eventful ? 5 : 1, 6), deedsPerMinute(eventful));
    chaos.start();
    world.run(eventful ? LONGEST_MS : world.luck.lowBetween(SHORTEST_MS, LONGEST_MS));
    calm();
    settle();
    close();
  }

  private double deedsPerMinute(boolean eventful) {
    if (eventful) {
      return (double) MOST_DEEDS;
    }
    return world.luck.chance(0.8) ? (double) world.luck.between(2, MOST_DEEDS) : 0;
  }

  private void calm() {
    world.trace(() -> "---- calm");
    chaos.end();
    operator.calm();
    jobs.calm();
  }

  /** Everything that was begun before must end, and what comes again must come again. */
  private void settle() {
    long since = world.millis();
    long end = since + SETTLED_WITHIN_MS;
    do {
      if (world.millis() >= end) {
        audit.stuck(since);
      }
      world.run(LOOK_MS);
    } while (!audit.settled(since));
    world.run(LONGER_MS);
    audit.groups();
    audit.accounts();
  }

  private void close() {
    world.trace(() -> "---- closing");
    operator.disableAll();
    long end = world.millis() + SETTLED_WITHIN_MS;
    do {
      if (world.millis() >= end) {
        audit.stuck(Long.MAX_VALUE);
      }
      world.run(LOOK_MS);
    } while (!operator.disabledAll() || !audit.empty());
    audit.accounts();
    addUp();
    forget();
    schedulers.forEach(SimScheduler::audited);
  }

  /** Whatever happened to who added up: in the end every end is in the roll-ups, and once. */
  private void addUp() {
    long end = world.millis() + ADDED_UP_WITHIN_MS;
    while (!audit.addedUp()) {
      if (world.millis() >= end) {
        throw new SimViolation("ends were not added up", null);
      }
      world.run(LOOK_MS);
    }
    audit.rollups();
  }

  /** What is in no table must not stay in memory: first seen by the sweeps, then by the router. */
  private void forget() {
    long end = world.millis() + FORGOTTEN_WITHIN_MS;
    while (schedulers.stream().anyMatch(one -> one.held() > 0)) {
      if (world.millis() >= end) {
        throw new SimViolation("tasks are in memory, and none in the tables", null);
      }
      world.run(LOOK_MS);
    }
  }

  /** Stands for everything that happened. */
  long print() {
    return world.print();
  }

  /** Jobs that were entered. */
  long runs() {
    return jobs.runs();
  }

  /** How long it was, in virtual milliseconds. */
  long millis() {
    return world.nanos() / SimWorld.MS;
  }
}
