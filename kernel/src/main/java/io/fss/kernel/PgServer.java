package io.fss.kernel;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.internal.ArrayTuple;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** PostgreSQL 14 and newer. */
final class PgServer implements DatabaseServer {
  private final PgDialect dialect = new PgDialect();
  private final PgText text = new PgText();
  private final AtomicLong rowsWritten = new AtomicLong();
  private final DatabaseUrl.Server place;
  private final PgSettings settings;
  private final PgConnectOptions connect;
  private final ConnectionFactory<PgConnectOptions> factory;

  PgServer(Vertx vertx, DatabaseUrl.Server place, DatabaseOptions options) {
    this.place = place;
    this.settings = new PgSettings(place, options);
    this.connect = settings.connect();
    this.factory = PgDriver.INSTANCE.createConnectionFactory(vertx, new NetClientOptions());
  }

  @Override
  public Dialect dialect() {
    return dialect;
  }

  @Override
  public Future<SqlConnection> connect(Context context, Use use) {
    return factory
        .connect(context, connect)
        .compose(
            connection ->
                connection
                    .query(settings.session(use))
                    .execute()
                    .map(connection)
                    .onFailure(failure -> connection.close()));
  }

  @Override
  public Future<?> begin(SqlClient client, boolean anew) {
    if (anew) {
      planAnew(client);
    }
    return client.query("BEGIN READ WRITE").execute();
  }

  @Override
  public void planAnew(SqlClient client) {
    client.query("DISCARD PLANS").execute();
  }

  @Override
  public long rowsWritten() {
    return rowsWritten.get();
  }

  @Override
  public Future<RowSet<Row>> run(SqlClient client, String sql, Tuple parameters) {
    return client.preparedQuery(text.numbered(sql)).execute(parameters);
  }

  @Override
  public Future<RowSet<Row>> run(SqlClient client, BatchStatement statement, Batch rows) {
    rowsWritten.addAndGet(rows.size());
    List<Columns.Column> columns = rows.columns().columns();
    ArrayTuple arrays = new ArrayTuple(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      arrays.addValue(array(columns.get(i).type(), rows.rows(), i));
    }
    return client.preparedQuery(statement.sql()).execute(arrays);
  }

  private static Object[] array(Columns.Type type, List<Object[]> rows, int column) {
    Object[] array =
        switch (type) {
          case BIGINT -> new Long[rows.size()];
          case INT -> new Integer[rows.size()];
          case TEXT -> new String[rows.size()];
        };
    for (int i = 0; i < array.length; i++) {
      array[i] = rows.get(i)[column];
    }
    return array;
  }

  @Override
  public String time() {
    return "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)";
  }

  @Override
  public boolean isRepeatable(Throwable failure) {
    return PgFailures.isRepeatable(failure);
  }

  @Override
  public boolean isConsequence(Throwable failure) {
    return PgFailures.isConsequence(failure);
  }

  @Override
  public boolean isFaultOfData(Throwable failure) {
    return PgFailures.isFaultOfData(failure);
  }

  @Override
  public Future<List<String>> inspect(SqlConnection connection) {
    return connection
        .query(
            "SELECT name, setting FROM pg_settings WHERE name IN"
                + " ('server_version_num', 'server_version', 'fsync', 'full_page_writes',"
                + " 'synchronous_commit')")
        .execute()
        .map(
            rows -> {
              Map<String, String> found = new HashMap<>();
              rows.forEach(row -> found.put(row.getString(0), row.getString(1)));
              return PgSettings.check(found);
            })
        .compose(dangers -> schema(connection).map(dangers));
  }

  private Future<Void> schema(SqlConnection connection) {
    if (place.schema().isEmpty()) {
      return Future.succeededFuture();
    }
    return connection
        .preparedQuery("SELECT 1 FROM pg_namespace WHERE nspname = $1")
        .execute(Tuple.of(place.schema()))
        .compose(
            found ->
                found.size() > 0
                    ? Future.succeededFuture()
                    : connection
                        .query(
                            "BEGIN READ WRITE; CREATE SCHEMA IF NOT EXISTS %s; COMMIT"
                                .formatted(place.schema()))
                        .execute()
                        .<Void>mapEmpty()
                        // Another process made it in the same moment.
                        .recover(
                            failure ->
                                PgFailures.isThereAlready(failure)
                                    ? Future.succeededFuture()
                                    : Future.failedFuture(failure)));
  }

  @Override
  public DataSource migrations() {
    return settings.migrations();
  }

  @Override
  public String migrationSession() {
    return "SET timezone = 'UTC'";
  }

  @Override
  public String migrationLock() {
    return "SELECT 1 FROM (SELECT pg_advisory_lock(hashtext('fss migrations %s'))) AS held"
        .formatted(place.schema());
  }

  @Override
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    factory.close(closed);
    return closed.future();
  }
}
