package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Database;
import io.fss.kernel.ForwardingDatabase;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A database that takes down every transaction which changes a task before it has the lock of a
 * group: two such wait for each other sooner or later.
 */
final class LockOrder extends ForwardingDatabase {
  private static final Pattern GROUP =
      Pattern.compile(
          "\\b(UPDATE|INTO) task_group\\b|\\btask_group\\b.* FOR UPDATE", Pattern.DOTALL);
  private static final Pattern TASK =
      Pattern.compile(
          "\\b(UPDATE|DELETE FROM|DELETE) task\\b|\\b(FROM|JOIN) task\\b.* FOR UPDATE",
          Pattern.DOTALL);

  private final List<String> broken = new CopyOnWriteArrayList<>();

  LockOrder(Database inner) {
    super(inner);
  }

  /** Statements that changed tasks out of order. */
  List<String> broken() {
    return broken;
  }

  @Override
  public <T> Future<T> transact(String lane, Function<Tx, Future<T>> work) {
    // An embedded database has one writer: there is nothing to wait for.
    return dialect().forUpdate("g").isEmpty()
        ? super.transact(lane, work)
        : super.transact(lane, tx -> work.apply(new Watched(tx, new AtomicBoolean())));
  }

  private final class Watched implements Tx {
    private final Tx inner;
    private final AtomicBoolean locked;

    private Watched(Tx inner, AtomicBoolean locked) {
      this.inner = inner;
      this.locked = locked;
    }

    private void see(String sql) {
      if (GROUP.matcher(sql).find()) {
        locked.set(true);
      } else if (TASK.matcher(sql).find() && !locked.get()) {
        broken.add(sql);
      }
    }

    @Override
    public Future<RowSet<Row>> run(String sql, Tuple parameters) {
      see(sql);
      return inner.run(sql, parameters);
    }

    @Override
    public Future<RowSet<Row>> run(BatchStatement statement, Batch rows) {
      if (!rows.isEmpty()) {
        see(statement.sql());
      }
      return inner.run(statement, rows);
    }

    @Override
    public <T> Future<T> inOrder(Function<Tx, Future<T>> deed) {
      return inner.inOrder(in -> deed.apply(new Watched(in, locked)));
    }
  }
}
