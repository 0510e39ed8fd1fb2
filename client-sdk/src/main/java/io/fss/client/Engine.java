package io.fss.client;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The wiring of a started client: who is made of what, in which order it starts and stops. */
final class Engine {
  private static final int REMEMBERED = 250_000;

  private final Loops loops;
  private final Reports reports;
  private final Logs logs;
  private final Attempts attempts;
  private final BlockingPool pool;
  private final Intake intake;
  private final Fence fence;
  private final WorkerServer server;
  private final Session session;
  private final Drain drain;
  private final List<PlatformConnection> connections;

  Engine(
      ClientOptions options,
      Map<String, JobEntry> jobs,
      List<TaskGroup> groups,
      Loops loops,
      ClientClock clock) {
    this.loops = loops;
    Context core = Loops.context(loops.work());
    Context work = Loops.context(loops.work());
    Context pulsing = Loops.context(loops.pulse());
    Addresses addresses = new Addresses(options.addresses());
    PlatformConnection control = connection(loops.pulse(), addresses, options, "session");
    PlatformConnection reporting = connection(loops.work(), addresses, options, "reports");
    PlatformConnection logging = connection(loops.work(), addresses, options, "logs");
    this.connections = List.of(control, reporting, logging);
    SessionId id = new SessionId();
    Pulse pulse = new Pulse(clock);
    Memory memory = new Memory(clock, REMEMBERED);
    this.attempts = new Attempts(memory, pulse);
    this.reports = new Reports(core, reporting, id, attempts::acknowledged);
    this.logs = new Logs(core, logging, id, clock, new LogBuffer(options.logLines()));
    Workshop workshop = new Workshop(clock, reports, logs, work);
    this.pool = new BlockingPool(options.capacity(), options.app());
    JobRunner runner = new JobRunner(work, pool, clock, attempts, reports);
    this.intake =
        new Intake(id, jobs, options.capacity(), attempts, pulse, memory, workshop, runner);
    this.fence = new Fence(attempts);
    this.server = new WorkerServer(core, options.listen(), Secret.random(), intake);
    Heartbeat heartbeat = new Heartbeat(pulsing, control, id, pulse, attempts, options);
    Announcement announcement =
        new Announcement(options, Secret.random().text(), jobs.values(), groups);
    this.session =
        new Session(pulsing, control, id, pulse, clock, heartbeat, announcement, addresses);
    this.drain = new Drain(loops.work(), attempts, reports, logs);
  }

  private static PlatformConnection connection(
      Vertx vertx, Addresses addresses, ClientOptions options, String purpose) {
    return new PlatformConnection(vertx, addresses, options.token(), purpose);
  }

  /** Succeeds when the platform has registered the client. */
  Future<Void> start() {
    fence.start();
    return server.listen().compose(session::open);
  }

  /** Takes no more work, waits for what runs, leaves, then undoes the start backwards. */
  Future<Void> close(Duration time) {
    intake.close();
    return drain
        .within(time)
        .compose(drained -> drained ? session.leave("closed") : session.fallSilent())
        .eventually(server::close)
        .eventually(this::release);
  }

  private Future<Void> release() {
    reports.close();
    logs.close();
    fence.close();
    pool.close();
    List<Future<Void>> closing = connections.stream().map(PlatformConnection::close).toList();
    return Future.join(closing).<Void>mapEmpty().eventually(loops::close);
  }
}
