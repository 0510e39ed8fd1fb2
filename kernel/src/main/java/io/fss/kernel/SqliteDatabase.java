package io.fss.kernel;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.jdbcclient.JDBCPool;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import javax.sql.DataSource;
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

  private final Dialect dialect = new SqliteDialect();
  private final LongAdder commits = new LongAdder();
  private final Pool writer;
  private final Pool readers;

  private SqliteDatabase(Vertx vertx, DataSource source, String name) {
    this.writer = JDBCPool.pool(vertx, source, pool(name + "-writer", 1));
    this.readers = JDBCPool.pool(vertx, source, pool(name + "-readers", 2));
  }

  private static PoolOptions pool(String name, int size) {
    return new PoolOptions().setName(name).setMaxSize(size);
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
          return new SqliteDatabase(vertx, source, file.getFileName().toString());
        },
        false);
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
  public <T> Future<T> transact(String lane, Function<SqlConnection, Future<T>> work) {
    return writer.withTransaction(work).onSuccess(done -> commits.increment());
  }

  @Override
  public long commits() {
    return commits.sum();
  }

  @Override
  public Future<RowSet<Row>> read(String sql, Tuple parameters) {
    return readers.preparedQuery(sql).execute(parameters);
  }

  @Override
  public boolean isFaultOfData(Throwable failure) {
    return failure instanceof SQLException sql && DATA_FAULTS.contains(sql.getErrorCode() & 0xff);
  }

  @Override
  public Future<Void> close() {
    return readers.close().compose(closed -> writer.close());
  }
}
