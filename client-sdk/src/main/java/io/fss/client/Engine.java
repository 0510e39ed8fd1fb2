package io.fss.client;

import io.fss.proto.v1.Endpoint;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The wiring of a started client: who is made of what, in which order it starts and stops. */
final class Engine {
  /** How the platform is reached. */
  interface Wiring {
    /** A way of its own for one purpose, made for an event loop of that Vert.x. */
    Calls calls(Vertx vertx, Addresses addresses, String purpose);
  }

  private static final int REMEMBERED = 250_000;

  private static final Logger LOG = LoggerFactory.getLogger(FssClient.class);

  private final Loops loops;
  private final Reports reports;
  private final Logs logs;
  private final Attempts attempts;
  private final BlockingPool pool;
  private final Intake intake;
  private final Fence fence;
  private final Mode mode;
  private final WorkerServer server;
  private final Session session;
  private final Drain drain;
  private final boolean capturing;
  private final int capacity;
  private final List<Calls> connections;
  private final Pulse pulse;
  private final SessionId id;

  Engine(
      ClientOptions options,
      Map<String, JobEntry> jobs,
      List<TaskGroup> groups,
      Loops loops,
      ClientClock clock,
      Wiring wiring,
      Ends ends,
      Consumer<Duration> closing) {
    this.loops = loops;
    Context core = Loops.context(loops.work());
    Context work = Loops.context(loops.work());
    Context pulsing = Loops.context(loops.pulse());
    Addresses addresses = new Addresses(options.addresses());
    Calls control = wiring.calls(loops.pulse(), addresses, "session");
    Calls reporting = wiring.calls(loops.work(), addresses, "reports");
    Calls logging = wiring.calls(loops.work(), addresses, "logs");
    PlatformConnection commands =
        new PlatformConnection(loops.work(), addresses, options, "commands");
    this.connections = List.of(control, reporting, logging, commands);
    this.id = new SessionId();
    this.pulse = new Pulse(clock);
    Memory memory = new Memory(clock, REMEMBERED);
    this.attempts = new Attempts(memory, pulse);
    this.reports = new Reports(core, reporting, id, attempts::acknowledged);
    this.logs = new Logs(core, logging, id, clock, new LogBuffer(options.logLines()));
    Level hearing = options.logCapture() ? options.logCaptureLevel() : null;
    Workshop workshop = new Workshop(clock, reports, logs, work, hearing);
    this.pool = new BlockingPool(options.capacity(), options.app());
    JobRunner runner = new JobRunner(work, pool, clock, attempts, reports, ends);
    this.intake =
        new Intake(id, jobs, options.capacity(), attempts, pulse, memory, workshop, runner);
    this.fence = new Fence(attempts);
    this.mode = options.mode();
    this.capturing = options.logCapture();
    this.capacity = options.capacity();
    this.server = new WorkerServer(core, options, Secret.random(), id, intake);
    Heartbeat heartbeat =
        new Heartbeat(
            pulsing,
            control,
            id,
            pulse,
            attempts,
            options,
            intake::closing,
            new Orders(attempts, options.drain(), closing));
    Announcement announcement =
        new Announcement(options, Secret.random().text(), jobs.values(), groups);
    this.session =
        new Session(
            pulsing,
            control,
            id,
            pulse,
            clock,
            heartbeat,
            announcement,
            addresses,
            new CommandStream(core, commands, id, intake));
    this.drain = new Drain(loops.work(), attempts, reports, logs);
  }

  ClientStatus status() {
    return new ClientStatus(
        id.isOpen(),
        intake.closing(),
        attempts.running(),
        attempts.waiting(),
        capacity,
        reports.unacknowledged(),
        logs.held(),
        logs.lost(),
        pulse.acknowledgements(),
        pulse.sent() < 0 ? Duration.ZERO : Duration.ofMillis(pulse.silenceMs()));
  }

  SessionId id() {
    return id;
  }

  Pulse pulse() {
    return pulse;
  }

  Intake intake() {
    return intake;
  }

  Attempts attempts() {
    return attempts;
  }

  Reports reports() {
    return reports;
  }

  Logs logs() {
    return logs;
  }

  /** Succeeds when the platform has registered the client. */
  Future<Void> start() {
    fence.start();
    if (capturing) {
      LogCapture.ofProcess().join(attempts);
    }
    return listen().compose(session::open);
  }

  /** The endpoint to register, or null where there is none. */
  private Future<Endpoint> listen() {
    return switch (mode) {
      case STREAM -> Future.succeededFuture();
      case DIRECT -> server.listen();
      case AUTO ->
          server
              .listen()
              .recover(
                  failure -> {
                    LOG.warn(
                        "cannot listen, commands come over a stream instead: {}",
                        failure.getMessage());
                    return Future.succeededFuture();
                  });
    };
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

  /** A close that is under way waits no longer than this from now on. */
  void hurry(Duration time) {
    drain.hurry(time);
  }

  private Future<Void> release() {
    LogCapture.ofProcess().leave(attempts);
    reports.close();
    logs.close();
    fence.close();
    pool.close();
    List<Future<Void>> closing = connections.stream().map(Calls::close).toList();
    return Future.join(closing).<Void>mapEmpty().eventually(loops::close);
  }
}
