package io.fss.log;

import io.fss.kernel.Bus;
import io.fss.kernel.Channels;
import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.kernel.Databases;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was said? Serves the log's channels; see the package's description. */
public final class LogVerticle extends VerticleBase {
  private static final Logger log = LoggerFactory.getLogger(LogVerticle.class);
  private static final long EVERY_MINUTE = 60_000;

  private final Bus bus;
  private final Clock clock;
  private final Databases databases;
  private final LogOptions options;
  private final MeterRegistry meters;
  private final List<Bus.Service> services = new ArrayList<>();
  private Database database;
  private Retention retention;
  private long timer = -1;

  /**
   * Makes the log of one process.
   *
   * @param bus the process's bus
   * @param clock says when lines were received and which are old
   * @param databases where module {@code "log"} is opened
   * @param options bounds and retention
   * @param meters where its counts are shown
   */
  public LogVerticle(
      Bus bus, Clock clock, Databases databases, LogOptions options, MeterRegistry meters) {
    this.bus = bus;
    this.clock = clock;
    this.databases = databases;
    this.options = options;
    this.meters = meters;
  }

  @Override
  public Future<?> start() {
    return databases
        .open("log")
        .compose(this::serve)
        .onSuccess(ready -> timer = vertx.setPeriodic(EVERY_MINUTE, tick -> runRetention()));
  }

  private Future<Void> serve(Database opened) {
    database = opened;
    LogStore store = new ChunkTable(opened, clock);
    retention = new Retention(store, clock, options.retention());
    services.add(
        bus.serve(Channels.LOG_APPEND, new LogAppender(context, options, store, meters)::append));
    services.add(bus.serve(Channels.LOG_READ, new LogReader(store)::read));
    return Future.all(services.stream().map(Bus.Service::ready).toList()).mapEmpty();
  }

  private void runRetention() {
    retention.run().onFailure(failure -> log.error("old log lines are not deleted", failure));
  }

  /** Deletes what is old now, on the verticle's context; for tests that move the clock. */
  Future<Integer> expire() {
    Promise<Integer> deleted = Promise.promise();
    context.runOnContext(turn -> retention.run().onComplete(deleted));
    return deleted.future();
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
