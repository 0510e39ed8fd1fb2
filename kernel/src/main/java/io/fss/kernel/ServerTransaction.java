package io.fss.kernel;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * A transaction on a connection, from its beginning to its end: repeated when it fell victim to
 * another one, never when its commit was not answered.
 */
final class ServerTransaction<T> implements ServerWire.Deed<T> {
  private static final int ATTEMPTS = 6;
  // Two that collided must not collide again: each waits for a random part of a growing time.
  private static final int FIRST_WAIT_MS = 4;

  private final DatabaseServer server;
  private final Function<Tx, Future<T>> work;
  private final Runnable committed;

  ServerTransaction(DatabaseServer server, Function<Tx, Future<T>> work, Runnable committed) {
    this.server = server;
    this.work = work;
    this.committed = committed;
  }

  @Override
  public Future<T> on(ServerWire wire, SqlConnection connection) {
    return attempt(wire, connection, 1);
  }

  private Future<T> attempt(ServerWire wire, SqlConnection connection, int number) {
    if (!wire.watch(connection)) {
      return Future.failedFuture("the connection was lost");
    }
    ServerTx tx = new ServerTx(server, connection, wire.context(), wire.plansAreOld());
    return tx.run(work)
        .compose(result -> commit(tx, connection).map(result))
        .recover(failure -> rollBack(tx, wire, connection, failure))
        .recover(
            failure -> {
              Throwable first = tx.failure() == null ? failure : tx.failure();
              if (number < ATTEMPTS && server.isRepeatable(first)) {
                return pause(wire, number).compose(waited -> attempt(wire, connection, number + 1));
              }
              return Future.failedFuture(server.isConsequence(failure) ? first : failure);
            });
  }

  private Future<Void> commit(ServerTx tx, SqlConnection connection) {
    if (!tx.begun()) {
      return Future.succeededFuture();
    }
    return connection.query("COMMIT").execute().<Void>mapEmpty().onSuccess(done -> committed.run());
  }

  /** Fails as the transaction did, once the connection has none open any more. */
  private Future<T> rollBack(
      ServerTx tx, ServerWire wire, SqlConnection connection, Throwable failure) {
    if (!tx.begun()) {
      return Future.failedFuture(failure);
    }
    return connection
        .query("ROLLBACK")
        .execute()
        // What the connection is in the middle of is not known any more.
        .onFailure(lost -> wire.cut(connection, lost.getMessage()))
        .transform(done -> Future.failedFuture(failure));
  }

  private static Future<Void> pause(ServerWire wire, int number) {
    int longest = FIRST_WAIT_MS << number;
    return wire.pause(1 + ThreadLocalRandom.current().nextInt(longest));
  }
}
