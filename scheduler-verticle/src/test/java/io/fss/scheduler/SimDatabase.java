package io.fss.scheduler;

import io.fss.kernel.Database;
import io.fss.kernel.Dialect;
import io.fss.kernel.InMemoryDatabase;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The database as one process of the platform sees it: real tables that all share, answers that
 * come later, or never. A transaction runs from begin to commit in one event; what interleaves is
 * transactions, as it is where a row lock or a single writer keeps them apart.
 */
final class SimDatabase implements Database {
  private static final long LEAST_NANOS = 100_000;
  private static final long USUAL_NANOS = 2_000_000;
  private static final long OUTAGE_NOTICED_MS = 1_000;

  private final SimProcess process;
  private final Server server;
  private final Map<String, Long> laneFree = new HashMap<>();
  private long commits;

  SimDatabase(SimProcess process, Server server) {
    this.process = process;
    this.server = server;
  }

  /** The one database of the world, which outlives the processes. */
  static final class Server {
    final SimProcess process;
    final InMemoryDatabase tables;
    final SimLedger ledger;
    private long downUntil = Long.MIN_VALUE;

    Server(SimProcess process, InMemoryDatabase tables, SimLedger ledger) {
      this.process = process;
      this.tables = tables;
      this.ledger = ledger;
    }

    /** Answers nobody for a while. */
    void goDown(long millis) {
      downUntil = process.world.nanos() + millis * SimWorld.MS;
      process.world.trace(() -> "the database is down for " + millis + " ms");
    }

    void comeUp() {
      downUntil = Long.MIN_VALUE;
    }

    private boolean isDown() {
      return process.world.nanos() < downUntil;
    }
  }

  /** A failure that the seed wants, told apart from those that nobody does. */
  static final class Injected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Injected(String what) {
      super(what, null, false, false);
    }
  }

  @Override
  public Dialect dialect() {
    return new SimDialect(server.tables.dialect(), process.world.breach);
  }

  @Override
  public <T> Future<T> transact(String lane, Function<Tx, Future<T>> work) {
    Promise<T> answer = Promise.promise();
    SimWorld world = process.world;
    long arrives = Math.max(world.nanos() + delay(), laneFree.getOrDefault(lane, 0L));
    // The transactions of a lane follow each other.
    laneFree.put(lane, arrives);
    ask(arrives - world.nanos(), lane, answer, () -> commit(lane, work));
    return answer.future();
  }

  @Override
  public Future<RowSet<Row>> read(String sql, Tuple parameters) {
    Promise<RowSet<Row>> answer = Promise.promise();
    ask(delay(), "", answer, () -> query(sql, parameters));
    return answer.future();
  }

  private interface Question<T> {
    T ask() throws Exception;
  }

  private <T> void ask(long delay, String lane, Promise<T> answer, Question<T> question) {
    SimWorld world = process.world;
    server.process.after(
        delay,
        () -> {
          if (process.isDead() && world.luck.chance(0.5)) {
            // It died before this had left it; otherwise it is too late to take it back.
            return;
          }
          if (server.isDown() || world.luck.chance(world.faults.dbFails)) {
            long noticed = server.isDown() ? OUTAGE_NOTICED_MS * SimWorld.MS : delay();
            process.after(noticed, () -> answer.fail(new Injected("the database is not there")));
            return;
          }
          Future<T> done = answered(question);
          if (!lane.isEmpty() && world.luck.chance(world.faults.dbAnswerLost)) {
            world.trace(
                () ->
                    "%s: answer lost, %s"
                        .formatted(process.name(), done.succeeded() ? "committed" : "failed"));
            process.after(delay(), () -> answer.fail(new Injected("the connection broke")));
            return;
          }
          process.after(delay(), () -> done.onComplete(answer));
        });
  }

  private static <T> Future<T> answered(Question<T> question) {
    try {
      return Future.succeededFuture(question.ask());
    } catch (Exception failure) {
      return Future.failedFuture(failure);
    }
  }

  private <T> T commit(String lane, Function<Tx, Future<T>> asked) throws Exception {
    SimWorld world = process.world;
    Function<Tx, Future<T>> work = tx -> asked.apply(new SimTx(tx, world.breach));
    try {
      if (world.luck.chance(world.faults.dbRepeats)) {
        server.tables.rehearse(work);
      }
      if (lane.equals("settle") && breaks(SimBreach.COMMITS_LOST)) {
        return server.tables.rehearse(work);
      }
      T result = server.tables.transact(work);
      commits++;
      server.ledger.committed(process, lane);
      return result;
    } catch (Exception failure) {
      check("lane " + lane, failure);
      throw failure;
    }
  }

  private boolean breaks(SimBreach breach) {
    return process.world.breach == breach && process.world.luck.chance(0.1);
  }

  private RowSet<Row> query(String sql, Tuple parameters) throws SQLException {
    try {
      return server.tables.run(sql, parameters);
    } catch (SQLException failure) {
      check(sql, failure);
      throw failure;
    }
  }

  /** What fails without being made to is a mistake of whoever asked. */
  private void check(String what, Exception failure) {
    if (failure instanceof SQLException || failure instanceof IllegalStateException) {
      process.world.violated(
          "the database refused what %s asked (%s): %s".formatted(process.name(), what, failure));
    }
  }

  private long delay() {
    SimWorld world = process.world;
    long usual = world.luck.between(LEAST_NANOS, USUAL_NANOS);
    return world.luck.chance(world.faults.dbSlow)
        ? usual + world.luck.between(0, world.faults.dbSlowMs * SimWorld.MS)
        : usual;
  }

  @Override
  public Future<Long> time() {
    return Future.succeededFuture(process.world.millis());
  }

  @Override
  public boolean isFaultOfData(Throwable failure) {
    return InMemoryDatabase.isFaultOfData(failure);
  }

  @Override
  public long commits() {
    return commits;
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
