package io.fss.kernel;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The modules' tables in one database of a server, each with a history of its migrations. */
final class ServerDatabases implements Databases {
  private static final Logger LOG = LoggerFactory.getLogger(ServerDatabases.class);

  private final Vertx vertx;
  private final DatabaseUrl.Server place;
  private final DatabaseOptions options;
  private final ServerReach reach;
  private final AtomicBoolean warned = new AtomicBoolean();

  ServerDatabases(Vertx vertx, DatabaseUrl.Server place, DatabaseOptions options) {
    this.vertx = vertx;
    this.place = place;
    this.options = options;
    this.reach = new ServerReach(place.toString());
  }

  @Override
  public Future<Database> open(String module) {
    DatabaseServer server =
        switch (place.family()) {
          case POSTGRESQL -> new PgServer(vertx, place, options);
          case MYSQL -> new MysqlServer(vertx, place, options);
        };
    // Whoever opens it is called back where it asked; what it starts then lives on its context.
    Promise<Database> opened = ((ContextInternal) vertx.getOrCreateContext()).promise();
    open(server, module).onComplete(opened);
    return opened.future();
  }

  private Future<Database> open(DatabaseServer server, String module) {
    return inspect(server)
        .compose(done -> migrate(server, module))
        .<Database>map(done -> new ServerDatabase(module, vertx, server, options, reach))
        .recover(
            failure ->
                server
                    .close()
                    .transform(
                        closed ->
                            Future.failedFuture(
                                new IllegalStateException(
                                    "%s cannot be opened: %s"
                                        .formatted(place, failure.getMessage()),
                                    failure))));
  }

  private Future<Void> inspect(DatabaseServer server) {
    Context context = ((VertxInternal) vertx).createEventLoopContext();
    return server
        .connect(context, DatabaseServer.Use.READS)
        .timeout(options.connectLimit().toMillis(), TimeUnit.MILLISECONDS)
        .compose(
            connection ->
                server
                    .inspect(connection)
                    .onSuccess(this::warn)
                    .<Void>mapEmpty()
                    .eventually(connection::close));
  }

  private void warn(List<String> dangers) {
    if (!dangers.isEmpty() && warned.compareAndSet(false, true)) {
      dangers.forEach(danger -> LOG.warn("{}: {}", place, danger));
    }
  }

  private Future<Void> migrate(DatabaseServer server, String module) {
    return vertx.executeBlocking(
        () -> {
          DataSource source = server.migrations();
          // Flyway's own lock comes too late: two may make its table at once.
          try (Connection connection = source.getConnection();
              Statement statement = connection.createStatement()) {
            holdOthers(statement, server);
            migrate(source, server, module);
          }
          return null;
        },
        false);
  }

  private static void holdOthers(Statement statement, DatabaseServer server) throws SQLException {
    try (ResultSet held = statement.executeQuery(server.migrationLock())) {
      if (!held.next() || held.getInt(1) != 1) {
        throw new IllegalStateException("another process still brings the tables up to date");
      }
    }
  }

  private static void migrate(DataSource source, DatabaseServer server, String module) {
    Flyway.configure(ServerDatabases.class.getClassLoader())
        .dataSource(source)
        .initSql(server.migrationSession())
        .locations("classpath:db/%s/%s".formatted(module, server.dialect().name()))
        .table("flyway_schema_history_" + module)
        // The tables of the other modules are there already.
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .validateMigrationNaming(true)
        .load()
        .migrate();
  }
}
