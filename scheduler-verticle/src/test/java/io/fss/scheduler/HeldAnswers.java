package io.fss.scheduler;

import io.fss.kernel.Database;
import io.fss.kernel.ForwardingDatabase;
import io.fss.kernel.Tx;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** A database whose commits are answered late: what it did is there for others before. */
final class HeldAnswers extends ForwardingDatabase {
  private final Map<String, Future<Void>> held = new ConcurrentHashMap<>();
  private final Queue<String> reads = new ConcurrentLinkedQueue<>();
  private final Map<String, HeldReads> heldReads = new ConcurrentHashMap<>();

  HeldAnswers(Database inner) {
    super(inner);
  }

  /** How many statements with this text were read so far. */
  int reads(String text) {
    return (int) reads.stream().filter(sql -> sql.contains(text)).count();
  }

  /**
   * The transactions of a lane that end from now on are answered when the future is complete; where
   * it fails, with its failure, whatever they did.
   */
  void hold(String lane, Future<Void> until) {
    held.put(lane, until);
  }

  private record HeldReads(Future<Void> until, Promise<Void> found) {}

  /**
   * Reads with this text that find something from now on are answered when the future is complete.
   *
   * @return completed when one has found something
   */
  Future<Void> holdReads(String text, Future<Void> until) {
    HeldReads held = new HeldReads(until, Promise.promise());
    heldReads.put(text, held);
    return held.found().future();
  }

  @Override
  public <T> Future<T> transact(String lane, Function<Tx, Future<T>> work) {
    Context asker = Vertx.currentContext();
    Future<T> done = super.transact(lane, work);
    return done.transform(
        end -> {
          Future<Void> until = held.get(lane);
          return until == null
              ? done
              : until.transform(over -> on(asker).compose(on -> told(over, done)));
        });
  }

  private static <T> Future<T> told(AsyncResult<Void> over, Future<T> done) {
    return over.failed() ? Future.failedFuture(over.cause()) : done;
  }

  /** Who asked is answered where it asked, whoever lets the answer go. */
  private static Future<Void> on(Context asker) {
    if (asker == null) {
      return Future.succeededFuture();
    }
    Promise<Void> there = Promise.promise();
    asker.runOnContext(there::complete);
    return there.future();
  }

  @Override
  public Future<RowSet<Row>> read(String sql, Tuple parameters) {
    Context asker = Vertx.currentContext();
    return super.read(sql, parameters)
        .compose(
            rows -> {
              reads.add(sql);
              return rows.size() == 0
                  ? Future.succeededFuture(rows)
                  : held(sql).transform(over -> on(asker)).map(rows);
            });
  }

  private Future<Void> held(String sql) {
    for (Map.Entry<String, HeldReads> held : heldReads.entrySet()) {
      if (sql.contains(held.getKey())) {
        held.getValue().found().tryComplete();
        return held.getValue().until();
      }
    }
    return Future.succeededFuture();
  }
}
