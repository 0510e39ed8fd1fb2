package io.fss.kernel;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.impl.SqlClientInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/**
 * One attempt at a transaction. What is asked for at the same time travels in one packet, the
 * beginning of the transaction ahead of its first statement. Used on the connection's context
 * alone.
 */
final class ServerTx implements Tx {
  private final DatabaseServer server;
  private final SqlConnection connection;
  private final ContextInternal context;
  private final boolean anew;
  private final List<Statement<?>> asked = new ArrayList<>();
  private final Queue<Runnable> behind = new ArrayDeque<>();
  private boolean inDeed;
  private boolean begun;
  private boolean ended;
  private boolean sending;
  private Future<?> last = Future.succeededFuture();
  private Throwable failure;

  ServerTx(DatabaseServer server, SqlConnection connection, ContextInternal context, boolean anew) {
    this.server = server;
    this.connection = connection;
    this.context = context;
    this.anew = anew;
  }

  /** Whether any statement was asked for: without one there is nothing to commit. */
  boolean begun() {
    return begun;
  }

  /** The first statement that failed: the transaction cannot be committed any more; else null. */
  Throwable failure() {
    return failure;
  }

  /**
   * Runs the work.
   *
   * @return its outcome, once every statement it asked for is answered; succeeds only if all of
   *     them did
   */
  <T> Future<T> run(Function<Tx, Future<T>> work) {
    Future<T> outcome;
    sending = true;
    try {
      outcome = work.apply(this);
    } catch (RuntimeException | Error thrown) {
      outcome = Future.failedFuture(thrown);
    }
    send();
    // The work may have waited for something of another thread.
    Promise<T> here = context.promise();
    outcome.onComplete(here);
    return here.future()
        .transform(
            done -> {
              ended = true;
              // Answers come in order: when the last is there, all are.
              return last.transform(
                  answered ->
                      done.failed() || failure == null
                          ? asFuture(done)
                          : Future.failedFuture(failure));
            });
  }

  private static <T> Future<T> asFuture(AsyncResult<T> done) {
    return done.succeeded()
        ? Future.succeededFuture(done.result())
        : Future.failedFuture(done.cause());
  }

  @Override
  public Future<RowSet<Row>> run(String sql, Tuple parameters) {
    return ask(sql(sql, parameters));
  }

  @Override
  public Future<RowSet<Row>> run(BatchStatement statement, Batch rows) {
    if (rows.isEmpty()) {
      return Future.succeededFuture(ListedRows.NONE);
    }
    return ask(batch(statement, rows));
  }

  private Statement<RowSet<Row>> sql(String sql, Tuple parameters) {
    return new Statement<>(client -> server.run(client, sql, parameters));
  }

  private Statement<RowSet<Row>> batch(BatchStatement statement, Batch rows) {
    return new Statement<>(client -> server.run(client, statement, rows));
  }

  private <T> Future<T> ask(Statement<T> statement) {
    return inTurn(statement.answer, () -> add(statement));
  }

  @Override
  public <T> Future<T> inOrder(Function<Tx, Future<T>> deed) {
    Promise<T> answer = Promise.promise();
    return inTurn(answer, () -> begin(deed, answer));
  }

  private <T> Future<T> inTurn(Promise<T> answer, Runnable step) {
    if (ended) {
      return Future.failedFuture(new IllegalStateException("the transaction has ended"));
    }
    context.emit(
        turn -> {
          last = answer.future();
          if (inDeed) {
            behind.add(step);
          } else {
            step.run();
          }
        });
    return answer.future();
  }

  private <T> void begin(Function<Tx, Future<T>> deed, Promise<T> answer) {
    inDeed = true;
    Future<T> outcome = Future.succeededFuture().compose(now -> deed.apply(new Inside()));
    outcome.onComplete(
        done -> {
          if (done.failed()) {
            broken(done.cause());
          }
          inDeed = false;
          // They were asked for before whatever the answer leads to.
          for (Runnable next; !inDeed && (next = behind.poll()) != null; ) {
            next.run();
          }
          answer.handle(done);
        });
  }

  /** What a deed asks does not wait for the deed's end. */
  private final class Inside implements Tx {
    @Override
    public Future<RowSet<Row>> run(String sql, Tuple parameters) {
      Statement<RowSet<Row>> statement = sql(sql, parameters);
      add(statement);
      return statement.answer.future();
    }

    @Override
    public Future<RowSet<Row>> run(BatchStatement text, Batch rows) {
      if (rows.isEmpty()) {
        return Future.succeededFuture(ListedRows.NONE);
      }
      Statement<RowSet<Row>> statement = batch(text, rows);
      add(statement);
      return statement.answer.future();
    }
  }

  private void add(Statement<?> made) {
    asked.add(made);
    if (!sending) {
      sending = true;
      context.runOnContext(turn -> send());
    }
  }

  private void send() {
    sending = false;
    if (asked.isEmpty()) {
      return;
    }
    List<Statement<?>> now = List.copyOf(asked);
    asked.clear();
    ((SqlClientInternal) connection)
        .group(
            client -> {
              if (!begun) {
                begun = true;
                server.begin(client, anew).onFailure(this::broken);
              }
              now.forEach(statement -> statement.send(client));
            });
  }

  private void broken(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
  }

  private final class Statement<T> {
    private final Function<SqlClient, Future<T>> text;
    private final Promise<T> answer = Promise.promise();

    private Statement(Function<SqlClient, Future<T>> text) {
      this.text = text;
    }

    private void send(SqlClient client) {
      Future<T> sent;
      try {
        sent = text.apply(client);
      } catch (RuntimeException e) {
        sent = Future.failedFuture(e);
      }
      sent.onComplete(
          done -> {
            if (done.failed()) {
              broken(done.cause());
            }
            answer.handle(done);
          });
    }
  }
}
