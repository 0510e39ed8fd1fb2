package io.fss.scheduler;

import io.fss.kernel.Bus;
import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.kernel.Databases;
import io.fss.kernel.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** The scheduler: decides what runs, when and on whom, and keeps the truth of it. */
public final class SchedulerVerticle extends VerticleBase {
  private final Bus bus;
  private final Clock clock;
  private final Databases databases;
  private final Ids ids;
  private final SchedulerOptions options;
  private final MeterRegistry meters;
  private final Pace pace;

  private Database database;
  private SchedulerCore core;

  public SchedulerVerticle(
      Bus bus,
      Clock clock,
      Databases databases,
      Ids ids,
      SchedulerOptions options,
      MeterRegistry meters) {
    this(bus, clock, databases, ids, options, meters, Pace.USUAL);
  }

  /** With a sweep that is not of the usual pace. */
  SchedulerVerticle(
      Bus bus,
      Clock clock,
      Databases databases,
      Ids ids,
      SchedulerOptions options,
      MeterRegistry meters,
      Pace pace) {
    this.bus = bus;
    this.clock = clock;
    this.databases = databases;
    this.ids = ids;
    this.options = options;
    this.meters = meters;
    this.pace = pace;
  }

  @Override
  public Future<?> start() {
    return databases
        .open("scheduler")
        .compose(
            opened -> {
              database = opened;
              core =
                  new SchedulerCore(
                      vertx,
                      context,
                      bus,
                      clock,
                      database,
                      ids,
                      options,
                      meters,
                      pace,
                      ring -> new QuartzAlarm(vertx, ring));
              return core.start();
            });
  }

  @Override
  public Future<?> stop() {
    if (core == null) {
      return Future.succeededFuture();
    }
    return core.stop().compose(stopped -> database.close());
  }
}
