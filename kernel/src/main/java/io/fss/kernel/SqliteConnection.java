package io.fss.kernel;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.sqlite.SQLiteDataSource;

/**
 * One connection to a SQLite file, used by one thread. Statements stay prepared, and every one is
 * done when its future is returned: a transaction runs from begin to commit without a change of
 * threads.
 */
final class SqliteConnection implements AutoCloseable {
  // More than the product has: a statement whose text depends on a filter may push out another.
  private static final int PREPARED = 128;

  private final Connection connection;
  private final Map<String, Prepared> prepared = new LinkedHashMap<>(64, 0.75f, true);

  private SqliteConnection(Connection connection) {
    this.connection = connection;
  }

  static SqliteConnection open(SQLiteDataSource source) throws SQLException {
    return new SqliteConnection(source.getConnection());
  }

  /** A connection that cannot write: the file has one writer. */
  static SqliteConnection openForReads(SQLiteDataSource source) throws SQLException {
    SqliteConnection connection = open(source);
    connection.query("PRAGMA query_only = ON", Tuple.tuple());
    return connection;
  }

  /** Runs the work in a transaction, all of it on the calling thread. */
  <T> T transact(Function<Tx, Future<T>> work) throws Exception {
    connection.setAutoCommit(false);
    SqliteTx tx = new SqliteTx(this);
    try {
      Future<T> done = work.apply(tx);
      if (!done.isComplete()) {
        throw new IllegalStateException("a transaction waited for something outside of it");
      }
      if (done.failed()) {
        throw asException(done.cause());
      }
      tx.check();
      connection.commit();
      return done.result();
    } catch (Exception | Error failure) {
      rollback(failure);
      throw failure;
    } finally {
      tx.end();
      connection.setAutoCommit(true);
    }
  }

  private static Exception asException(Throwable cause) {
    return cause instanceof Exception exception ? exception : new IllegalStateException(cause);
  }

  private void rollback(Throwable failure) {
    try {
      connection.rollback();
    } catch (SQLException second) {
      failure.addSuppressed(second);
    }
  }

  /** Runs one statement. */
  RowSet<Row> query(String sql, Tuple parameters) throws SQLException {
    Prepared statement = prepare(sql);
    for (int i = 0; i < parameters.size(); i++) {
      bind(statement.statement, i + 1, parameters.getValue(i));
    }
    List<Row> rows = new ArrayList<>();
    int count = execute(statement, rows);
    return new ListedRows(statement.columns, rows, count);
  }

  /** Runs one statement for every row of the batch. */
  RowSet<Row> each(String sql, Batch batch) throws SQLException {
    Prepared statement = prepare(sql);
    List<Row> rows = new ArrayList<>();
    int count = 0;
    for (Object[] values : batch.rows()) {
      for (int i = 0; i < values.length; i++) {
        bind(statement.statement, i + 1, values[i]);
      }
      count += execute(statement, rows);
    }
    return new ListedRows(statement.columns, rows, count);
  }

  private Prepared prepare(String sql) throws SQLException {
    Prepared known = prepared.get(sql);
    if (known != null) {
      return known;
    }
    if (prepared.size() >= PREPARED) {
      Iterator<Prepared> eldest = prepared.values().iterator();
      eldest.next().statement.close();
      eldest.remove();
    }
    Prepared made = new Prepared(connection.prepareStatement(steady(sql)));
    prepared.put(sql, made);
    return made;
  }

  /**
   * SQLite compiles a statement again whenever a bare parameter of its LIMIT is bound, for the sake
   * of a better plan: that costs several times what running it does. An expression is left alone.
   */
  private static String steady(String sql) {
    return sql.replace("LIMIT ?", "LIMIT (0 + ?)");
  }

  private static void bind(PreparedStatement statement, int index, Object value)
      throws SQLException {
    if (value instanceof Long number) {
      statement.setLong(index, number);
    } else if (value instanceof Integer number) {
      statement.setInt(index, number);
    } else if (value instanceof String text) {
      statement.setString(index, text);
    } else if (value instanceof Buffer bytes) {
      statement.setBytes(index, bytes.getBytes());
    } else {
      statement.setObject(index, value);
    }
  }

  /** Runs it once; adds what it answers to the rows. */
  private static int execute(Prepared prepared, List<Row> rows) throws SQLException {
    PreparedStatement statement = prepared.statement;
    if (!statement.execute()) {
      return statement.getUpdateCount();
    }
    try (ResultSet results = statement.getResultSet()) {
      prepared.name(results);
      int before = rows.size();
      while (results.next()) {
        rows.add(row(results, prepared.columns));
      }
      return rows.size() - before;
    }
  }

  private static Row row(ResultSet results, List<String> columns) throws SQLException {
    ListedRow row = new ListedRow(columns);
    for (int i = 1; i <= columns.size(); i++) {
      Object value = results.getObject(i);
      row.addValue(value instanceof byte[] bytes ? Buffer.buffer(bytes) : value);
    }
    return row;
  }

  @Override
  public void close() throws SQLException {
    // Closes its statements with it.
    connection.close();
  }

  private static final class Prepared {
    private final PreparedStatement statement;
    private List<String> columns = List.of();

    private Prepared(PreparedStatement statement) {
      this.statement = statement;
    }

    private void name(ResultSet results) throws SQLException {
      if (columns.isEmpty()) {
        ResultSetMetaData meta = results.getMetaData();
        List<String> names = new ArrayList<>(meta.getColumnCount());
        for (int i = 1; i <= meta.getColumnCount(); i++) {
          names.add(meta.getColumnLabel(i));
        }
        columns = List.copyOf(names);
      }
    }
  }
}
