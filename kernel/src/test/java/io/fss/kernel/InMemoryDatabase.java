package io.fss.kernel;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;

/**
 * A migrated SQLite database without a file, on the thread that asks: every answer is there when
 * the call returns. For tests that run thousands of times from empty tables.
 */
public final class InMemoryDatabase implements AutoCloseable {
  private static final Set<Integer> DATA_FAULTS =
      Set.of(
          SQLiteErrorCode.SQLITE_CONSTRAINT.code,
          SQLiteErrorCode.SQLITE_TOOBIG.code,
          SQLiteErrorCode.SQLITE_MISMATCH.code);

  private final Dialect dialect = new SqliteDialect();
  private final SqliteConnection connection;
  private final List<String> clearing = new ArrayList<>();

  private InMemoryDatabase(SqliteConnection connection) {
    this.connection = connection;
  }

  /**
   * Makes one.
   *
   * @param folder where a file may be made for the migrations
   * @param migrations class path folder of the Flyway migrations
   */
  public static InMemoryDatabase open(Path folder, String migrations) throws SQLException {
    Path file = folder.resolve("migrated.db");
    SQLiteDataSource migrated = new SQLiteDataSource();
    migrated.setUrl("jdbc:sqlite:" + file);
    Flyway.configure(InMemoryDatabase.class.getClassLoader())
        .dataSource(migrated)
        .locations("classpath:" + migrations)
        .load()
        .migrate();
    return new InMemoryDatabase(SqliteConnection.open(new Copy(file)));
  }

  /** A source whose connections begin as a copy of a file, and live in memory. */
  private static final class Copy extends SQLiteDataSource {
    private final Path file;

    private Copy(Path file) {
      super(config());
      this.file = file;
      setUrl("jdbc:sqlite::memory:");
    }

    private static SQLiteConfig config() {
      SQLiteConfig config = new SQLiteConfig();
      config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
      config.enforceForeignKeys(true);
      return config;
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection copy = super.getConnection();
      try (Statement statement = copy.createStatement()) {
        statement.executeUpdate("restore from '" + file + "'");
      }
      return copy;
    }
  }

  public Dialect dialect() {
    return dialect;
  }

  /** Runs the work in a transaction; what it throws has been rolled back. */
  public <T> T transact(Function<Tx, Future<T>> work) throws Exception {
    return connection.transact(work);
  }

  /** Runs the work in a transaction that is rolled back: as if a deadlock had ended it. */
  public <T> T rehearse(Function<Tx, Future<T>> work) throws Exception {
    List<T> result = new ArrayList<>();
    try {
      connection.transact(
          tx ->
              work.apply(tx)
                  .map(result::add)
                  .compose(done -> Future.failedFuture(new Rehearsed())));
    } catch (Rehearsed end) {
      return result.get(0);
    }
    throw new IllegalStateException("a transaction that failed was committed");
  }

  private static final class Rehearsed extends Exception {
    private static final long serialVersionUID = 1L;

    private Rehearsed() {
      super("rehearsed", null, false, false);
    }
  }

  /** Runs one statement by itself. */
  public RowSet<Row> run(String sql, Object... parameters) throws SQLException {
    return connection.query(sql, Tuple.wrap(new ArrayList<>(List.of(parameters))));
  }

  /** Runs one statement by itself. */
  public RowSet<Row> run(String sql, Tuple parameters) throws SQLException {
    return connection.query(sql, parameters);
  }

  /** Empties every table. */
  public void clear() throws Exception {
    if (clearing.isEmpty()) {
      for (Row row : run("SELECT name FROM sqlite_master WHERE type = 'table'")) {
        String table = row.getString("name");
        if (!table.startsWith("sqlite_") && !table.startsWith("flyway_")) {
          clearing.add("DELETE FROM " + table);
        }
      }
    }
    connection.transact(
        tx -> {
          Future<?> cleared = Future.succeededFuture();
          for (String statement : clearing) {
            cleared = cleared.compose(done -> tx.run(statement, Tuple.tuple()));
          }
          return cleared;
        });
  }

  /** Whether a failure is the fault of the data, as the embedded database sees it. */
  public static boolean isFaultOfData(Throwable failure) {
    return failure instanceof SQLException sql && DATA_FAULTS.contains(sql.getErrorCode() & 0xff);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
