package io.fss.deploy;

import io.fss.kernel.Clock;
import io.fss.kernel.ClockKeeper;
import io.fss.kernel.Database;
import io.fss.kernel.DatabaseOptions;
import io.fss.kernel.DatabaseUrl;
import io.fss.kernel.Databases;
import io.fss.kernel.Ids;
import io.fss.kernel.SteadyClock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * What all verticles of a process stand on: its time and its ids. On a database server both come
 * from there, since other processes go by the same; a process with the embedded database is alone:
 * it goes by the machine's clock and is number 0.
 */
final class Foundation {
  private final Vertx vertx;
  private final Clock machine;
  private final Databases databases;
  private final DatabaseOptions options;
  private final String node;
  private final SteadyClock clock;
  private final Ids ids;
  private Database database;
  private ClockKeeper keeper;
  private NodeNumber number;

  /**
   * Prepares it; nothing is asked before {@link #start}.
   *
   * @param node name of this process; no other process ever had it
   */
  Foundation(
      Vertx vertx, Clock machine, Databases databases, DatabaseOptions options, String node) {
    this.vertx = vertx;
    this.machine = machine;
    this.databases = databases;
    this.options = options;
    this.node = node;
    this.clock = new SteadyClock(machine);
    this.ids = new Ids(0, clock);
  }

  /** Right once the start is done. */
  Clock clock() {
    return clock;
  }

  /** Of this process alone once the start is done. */
  Ids ids() {
    return ids;
  }

  /** Waits for the database, then gets the time and a number. */
  Future<Void> start() {
    if (DatabaseUrl.parse(options.url()) instanceof DatabaseUrl.Folder) {
      keeper = ClockKeeper.byMachine(vertx, clock, machine);
      return keeper.start();
    }
    return new AwaitedDatabase(vertx, machine, databases, options.startWithin())
        .open("platform")
        .compose(
            opened -> {
              database = opened;
              keeper = ClockKeeper.byDatabase(vertx, clock, database);
              return keeper.start();
            })
        .compose(
            known -> {
              number = new NodeNumber(vertx, database, node, ids);
              return number.take();
            });
  }

  /** Asks the database server something; an embedded one is always there. */
  Future<?> reach() {
    return database == null ? Future.succeededFuture() : database.time();
  }

  /** Shows how right the clock is. */
  void measure(MeterRegistry meters) {
    TimeGauge.builder(
            "fss.clock.skew", clock, TimeUnit.MILLISECONDS, shown -> shown.skew().toMillis())
        .description("How far the clock was behind its reference at the last look")
        .register(meters);
    FunctionCounter.builder("fss.clock.steps", clock, SteadyClock::steps)
        .description("Times the clock was more than a second wrong and was set")
        .register(meters);
  }

  /** Gives the number back and lets go of the database. */
  Future<Void> stop() {
    if (keeper != null) {
      keeper.stop();
    }
    return (number == null ? Future.<Void>succeededFuture() : number.release())
        .eventually(() -> database == null ? Future.succeededFuture() : database.close());
  }
}
