package io.fss.kernel;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;

/**
 * The embedded database: one file, one writer connection, readers apart. WAL with {@code
 * synchronous=FULL}: what is committed survives {@code kill -9} and power loss. Transactions begin
 * IMMEDIATE, since a read that becomes a write would fail at once when another connection commits.
 */
public final class SqliteDatabase implements Database {
  // CONSTRAINT, TOOBIG, MISMATCH: the data cannot be stored, however often it is tried.
  private static final Set<Integer> DATA_FAULTS =
      Set.of(
          SQLiteErrorCode.SQLITE_CONSTRAINT.code,
          SQLiteErrorCode.SQLITE_TOOBIG.code,
          SQLiteErrorCode.SQLITE_MISMATCH.code);

  private static final int READERS = 2;

  private final Dialect dialect = new SqliteDialect();
  private final LongAdder commits = new LongAdder();
  private final SqliteThread writer;
  private final List<SqliteThread> readers;
  private Future<Void> closed;

  private SqliteDatabase(SqliteThread writer, List<SqliteThread> readers) {
    this.writer = writer;
    this.readers = readers;
  }

  /**
   * Opens the file, makes it where it is missing and brings its schema up to date.
   *
   * @param file the database file; its folder must exist
   * @param migrations class path folder of the Flyway migrations, for example {@code
   *     "db/scheduler/sqlite"}
   */
  public static Future<Database> open(Vertx vertx, Path file, String migrations) {
    SQLiteDataSource source = source(file);
    return vertx.executeBlocking(
        () -> {
          Flyway.configure(SqliteDatabase.class.getClassLoader())
              .dataSource(source)
              .locations("classpath:" + migrations)
              .validateMigrationNaming(true)
              .load()
              .migrate();
          return open(vertx, source, file.getFileName().toString());
        },
        false);
  }

  private static SqliteDatabase open(Vertx vertx, SQLiteDataSource source, String name)
      throws SQLException {
    SqliteThread writer = new SqliteThread(vertx, name + "-writer", SqliteConnection.open(source));
    List<SqliteThread> readers = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      readers.add(
          new SqliteThread(vertx, name + "-reader-" + i, SqliteConnection.openForReads(source)));
    }
    return new SqliteDatabase(writer, List.copyOf(readers));
  }

  private static SQLiteDataSource source(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.setBusyTimeout(5_000);
    config.enforceForeignKeys(true);
    config.setCacheSize(-4_000);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public <T> Future<T> transact(String lane, Function<Tx, Future<T>> work) {
    return writer.ask(
        connection -> {
          T result = connection.transact(work);
          commits.increment();
          return result;
        });
  }

  @Override
  public long commits() {
    return commits.sum();
  }

  @Override
  public Future<RowSet<Row>> read(String sql, Tuple parameters) {
    SqliteThread idlest =
        readers.stream().min(Comparator.comparingInt(SqliteThread::waiting)).orElseThrow();
    return idlest.ask(connection -> connection.query(sql, parameters));
  }

  @Override
  public Future<Long> time() {
    // It lives in this process: its clock is the machine's.
    return Future.succeededFuture(Clock.system().millis());
  }

  @Override
  public boolean isFaultOfData(Throwable failure) {
    return failure instanceof SQLException sql && DATA_FAULTS.contains(sql.getErrorCode() & 0xff);
  }

  @Override
  public synchronized Future<Void> close() {
    if (closed == null) {
      // The writer last: it then puts what is in the log into the file.
      List<Future<Void>> closing = readers.stream().map(SqliteThread::close).toList();
      closed = writer.closeAfter(Future.join(closing));
    }
    return closed;
  }
}
