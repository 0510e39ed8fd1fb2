package io.fss.kernel;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/** One module's tables on a database server: a connection for every lane, a few for the reads. */
final class ServerDatabase implements Database {
  private final String module;
  private final Vertx vertx;
  private final DatabaseServer server;
  private final DatabaseOptions options;
  private final ServerReach reach;
  private final LongAdder commits = new LongAdder();
  private final Map<String, ServerLine> lanes = new ConcurrentHashMap<>();
  private final ServerLine reads;
  private volatile Future<Void> closed;

  ServerDatabase(
      String module,
      Vertx vertx,
      DatabaseServer server,
      DatabaseOptions options,
      ServerReach reach) {
    this.module = module;
    this.vertx = vertx;
    this.server = server;
    this.options = options;
    this.reach = reach;
    this.reads = line("reads", DatabaseServer.Use.READS, options.readers());
  }

  private ServerLine line(String name, DatabaseServer.Use use, int connections) {
    return ServerLine.open(module + " " + name, vertx, server, use, connections, options, reach);
  }

  @Override
  public Dialect dialect() {
    return server.dialect();
  }

  @Override
  public <T> Future<T> transact(String lane, Function<Tx, Future<T>> work) {
    if (closed != null) {
      return Future.failedFuture(Refusal.unavailable("database: %s is closed".formatted(module)));
    }
    return lanes
        .computeIfAbsent(lane, name -> line("lane " + name, DatabaseServer.Use.TRANSACTIONS, 1))
        .ask(new ServerTransaction<>(server, work, commits::increment));
  }

  @Override
  public Future<RowSet<Row>> read(String sql, Tuple parameters) {
    return reads.ask(
        (wire, connection) -> {
          if (wire.plansAreOld()) {
            server.planAnew(connection);
          }
          return server
              .run(connection, sql, parameters)
              .recover(
                  failure ->
                      server.isRepeatable(failure)
                          ? server.run(connection, sql, parameters)
                          : Future.failedFuture(failure));
        });
  }

  @Override
  public Future<Long> time() {
    return read(server.time(), Tuple.tuple()).map(rows -> rows.iterator().next().getLong(0));
  }

  @Override
  public boolean isFaultOfData(Throwable failure) {
    return server.isFaultOfData(failure);
  }

  @Override
  public long commits() {
    return commits.sum();
  }

  @Override
  public synchronized Future<Void> close() {
    if (closed == null) {
      List<Future<Void>> closing = new ArrayList<>();
      lanes.values().forEach(lane -> closing.add(lane.close()));
      closing.add(reads.close());
      closed = Future.join(closing).<Void>mapEmpty().eventually(server::close);
    }
    return closed;
  }
}
