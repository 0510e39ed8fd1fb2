package io.fss.scheduler;

import io.fss.proto.v1.Mode;
import java.util.List;
import java.util.function.Supplier;

/** A client under its stable name: one process after the other. */
final class SimClient {
  private final SimWorld world;
  private final Settings settings;
  private final SimNetwork network;
  private final Supplier<SimEdge> edge;
  private final SimJobs jobs;
  private int incarnation;
  private SimWorker worker;

  /**
   * What all processes of a client have in common.
   *
   * @param capacity attempts at one time
   * @param perJob attempts of one job at one time; 0 means as many as of all jobs
   * @param holds whether it holds what comes ahead of its time
   * @param skewMs by how much its clock is ahead
   */
  record Settings(
      String namespace,
      String name,
      List<String> jobs,
      int capacity,
      int perJob,
      Mode mode,
      String edge,
      boolean holds,
      long skewMs) {}

  SimClient(
      SimWorld world, SimNetwork network, Settings settings, Supplier<SimEdge> edge, SimJobs jobs) {
    this.world = world;
    this.settings = settings;
    this.network = network;
    this.edge = edge;
    this.jobs = jobs;
  }

  String name() {
    return settings.name();
  }

  /** The process that lives now, or null. */
  SimWorker worker() {
    return worker != null && !worker.process().isDead() ? worker : null;
  }

  void start() {
    if (worker() == null) {
      String run = settings.name() + "-" + incarnation++;
      SimProcess process = new SimProcess(world, settings.name(), settings.skewMs());
      world.trace(() -> run + " starts");
      worker = new SimWorker(process, network, settings, run, edge, jobs);
      worker.start();
    }
  }

  void crash() {
    if (worker() != null) {
      worker.process().kill();
    }
  }
}
