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
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A database that explains every statement before it runs it, with the values it runs with. */
final class ExplainingDatabase extends ForwardingDatabase {
  private final String explain;
  private final Map<String, String> plans = new ConcurrentHashMap<>();
  private volatile boolean explaining;

  ExplainingDatabase(Database inner) {
    super(inner);
    this.explain = inner.dialect().name().equals("sqlite") ? "EXPLAIN QUERY PLAN " : "EXPLAIN ";
  }

  void explain(boolean wanted) {
    explaining = wanted;
  }

  /** The last plan of each statement. */
  Map<String, String> plans() {
    return Map.copyOf(plans);
  }

  private void keep(String sql, RowSet<Row> plan) {
    StringJoiner text = new StringJoiner("\n");
    plan.forEach(line -> text.add(line(line)));
    plans.put(sql, text.toString());
  }

  /** PostgreSQL says it in one column, SQLite in its fourth, MariaDB in all of them. */
  private String line(Row line) {
    return switch (dialect().name()) {
      case "sqlite" -> line.getString(3);
      case "postgresql" -> line.getString(0);
      default -> {
        StringJoiner text = new StringJoiner(" ");
        for (String column : List.of("table", "type", "key", "rows", "Extra")) {
          text.add(column + "=" + line.getValue(column));
        }
        yield text.toString();
      }
    };
  }

  @Override
  public <T> Future<T> transact(String lane, Function<Tx, Future<T>> work) {
    return super.transact(lane, tx -> work.apply(explaining ? new ExplainingTx(tx) : tx));
  }

  @Override
  public Future<RowSet<Row>> read(String sql, Tuple parameters) {
    return explaining
        ? super.read(explain + sql, parameters)
            .compose(
                plan -> {
                  keep(sql, plan);
                  return super.read(sql, parameters);
                })
        : super.read(sql, parameters);
  }

  /** Nothing waits for a plan: the order of the statements stays as it was asked for. */
  private final class ExplainingTx implements Tx {
    private final Tx inner;

    private ExplainingTx(Tx inner) {
      this.inner = inner;
    }

    @Override
    public Future<RowSet<Row>> run(String sql, Tuple parameters) {
      inner.run(explain + sql, parameters).onSuccess(plan -> keep(sql, plan));
      return inner.run(sql, parameters);
    }

    @Override
    public Future<RowSet<Row>> run(BatchStatement statement, Batch rows) {
      if (!rows.isEmpty()) {
        inner
            .run(new BatchStatement(explain + statement.sql(), statement.columns()), rows)
            .onSuccess(plan -> keep(statement.sql(), plan));
      }
      return inner.run(statement, rows);
    }

    @Override
    public <T> Future<T> inOrder(Function<Tx, Future<T>> deed) {
      return inner.inOrder(in -> deed.apply(new ExplainingTx(in)));
    }
  }
}
