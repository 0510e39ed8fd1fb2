package io.fss.kernel;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A connection with the one thread that uses it; what it is asked meanwhile waits in line. */
final class SqliteThread {
  // Whoever asks waits for the answer, so a line of this length means that something is stuck.
  private static final int LINE = 10_000;
  private static final long IDLE_SECONDS = 30;

  private final Vertx vertx;
  private final String name;
  private final SqliteConnection connection;
  private final ThreadPoolExecutor thread;
  private volatile boolean closing;

  SqliteThread(Vertx vertx, String name, SqliteConnection connection) {
    this.vertx = vertx;
    this.name = name;
    this.connection = connection;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(LINE),
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
    // A file that nobody asks costs no stack.
    this.thread.allowCoreThreadTimeOut(true);
  }

  /** Something to be done with the connection. */
  interface Work<T> {
    T with(SqliteConnection connection) throws Exception;
  }

  /** Does it when its turn has come; the answer arrives on the caller's context. */
  <T> Future<T> ask(Work<T> work) {
    Context context = vertx.getOrCreateContext();
    Promise<T> answer = Promise.promise();
    if (closing) {
      return Future.failedFuture(Refusal.unavailable("database: %s is closed".formatted(name)));
    }
    try {
      thread.execute(
          () -> {
            try {
              T result = work.with(connection);
              context.runOnContext(turn -> answer.complete(result));
            } catch (Exception | Error failure) {
              context.runOnContext(turn -> answer.fail(failure));
            }
          });
    } catch (RejectedExecutionException full) {
      return Future.failedFuture(
          Refusal.unavailable("database: %s has %d waiting".formatted(name, LINE)));
    }
    return answer.future();
  }

  int waiting() {
    return thread.getQueue().size();
  }

  /** Closes after what is in line; takes no more. */
  Future<Void> close() {
    return closeAfter(Future.succeededFuture());
  }

  /** Takes no more; closes after what is in line, and after the others. */
  Future<Void> closeAfter(Future<?> others) {
    closing = true;
    Promise<Void> done = Promise.promise();
    others.onComplete(
        closed -> {
          thread.execute(
              () -> {
                try {
                  connection.close();
                  done.complete();
                } catch (SQLException failure) {
                  done.fail(failure);
                }
              });
          thread.shutdown();
        });
    return done.future();
  }
}
