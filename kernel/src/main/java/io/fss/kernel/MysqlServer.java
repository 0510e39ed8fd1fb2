package io.fss.kernel;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.spi.MySQLDriver;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;

/** MySQL 8, MariaDB 10.6, and newer. */
final class MysqlServer implements DatabaseServer {
  private static final int PACKET_HEAD = 1_000;

  private final MysqlDialect dialect = new MysqlDialect();
  private final MysqlSettings settings;
  private final MySQLConnectOptions connect;
  private final ConnectionFactory<MySQLConnectOptions> factory;
  private volatile long packet = 1 << 20;

  MysqlServer(Vertx vertx, DatabaseUrl.Server place, DatabaseOptions options) {
    this.settings = new MysqlSettings(place, options);
    this.connect = settings.connect();
    this.factory = MySQLDriver.INSTANCE.createConnectionFactory(vertx, new NetClientOptions());
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
                run(connection, settings.session(use, isMaria(connection)))
                    .map(connection)
                    .onFailure(failure -> connection.close()));
  }

  /** One after the other: the client sends several statements of one text only with a flag. */
  private static Future<Void> run(SqlConnection connection, List<String> statements) {
    Future<Void> done = Future.succeededFuture();
    for (String statement : statements) {
      done = done.compose(before -> connection.query(statement).execute().mapEmpty());
    }
    return done;
  }

  private static boolean isMaria(SqlConnection connection) {
    return connection.databaseMetadata().productName().toLowerCase(Locale.ROOT).contains("maria");
  }

  @Override
  public Future<?> begin(SqlClient client, boolean anew) {
    // It begins by itself.
    return Future.succeededFuture();
  }

  @Override
  public void planAnew(SqlClient client) {
    // It plans a statement whenever it runs it.
  }

  @Override
  public long rowsWritten() {
    return 0;
  }

  @Override
  public Future<RowSet<Row>> run(SqlClient client, String sql, Tuple parameters) {
    return client.preparedQuery(sql).execute(parameters);
  }

  @Override
  public Future<RowSet<Row>> run(SqlClient client, BatchStatement statement, Batch rows) {
    String json = BatchJson.of(rows);
    if (isTooLarge(json)) {
      // Sent nevertheless it would cost the connection, and be sent again and again.
      return Future.failedFuture(MysqlFailures.tooLarge(rows.size(), packet));
    }
    return client.preparedQuery(MysqlDialect.text(statement, rows)).execute(Tuple.of(json));
  }

  private boolean isTooLarge(String json) {
    // A character takes at most three bytes, a pair of them four.
    return 3L * json.length() > packet - PACKET_HEAD
        && json.getBytes(StandardCharsets.UTF_8).length > packet - PACKET_HEAD;
  }

  @Override
  public String time() {
    return "SELECT CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)";
  }

  @Override
  public boolean isRepeatable(Throwable failure) {
    return MysqlFailures.isRepeatable(failure);
  }

  @Override
  public boolean isConsequence(Throwable failure) {
    return false;
  }

  @Override
  public boolean isFaultOfData(Throwable failure) {
    return MysqlFailures.isFaultOfData(failure);
  }

  @Override
  public Future<List<String>> inspect(SqlConnection connection) {
    return connection
        .query(
            "SHOW GLOBAL VARIABLES WHERE Variable_name IN"
                + " ('version', 'innodb_flush_log_at_trx_commit', 'log_bin', 'sync_binlog',"
                + " 'innodb_doublewrite', 'max_allowed_packet')")
        .execute()
        .map(
            rows -> {
              Map<String, String> found = new HashMap<>();
              rows.forEach(
                  row -> found.put(row.getString(0).toLowerCase(Locale.ROOT), row.getString(1)));
              MysqlSettings.checkVersion(found.get("version"));
              packet = Long.parseLong(found.get("max_allowed_packet"));
              return MysqlSettings.dangers(found);
            });
  }

  @Override
  public DataSource migrations() {
    return settings.migrations();
  }

  @Override
  public String migrationSession() {
    return MysqlSettings.migrationSession();
  }

  @Override
  public String migrationLock() {
    // The name is one of the whole server, and at most 64 characters long.
    return "SELECT GET_LOCK(CONCAT('fss migrations ', MD5(DATABASE())), 60)";
  }

  @Override
  public Future<Void> close() {
    Promise<Void> closed = Promise.promise();
    factory.close(closed);
    return closed.future();
  }
}
