package io.fss.kernel;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * One connection to a server, made again when it is lost: at once the first time, then after pauses
 * that grow to a second. It does one job at a time. A job that takes too long, or whose connection
 * is lost, fails; what it left open the server rolls back. Used on its context alone.
 */
final class ServerWire {
  private static final long FIRST_PAUSE_MS = 50;
  private static final long LONGEST_PAUSE_MS = 1_000;
  // A peer that vanished is noticed although nobody asks it anything.
  private static final long ASK_AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** A job for the connection. */
  interface Deed<T> {
    Future<T> on(ServerWire wire, SqlConnection connection);
  }

  /** Who gives the jobs, and wants to know how the connection is. */
  interface Line {
    ContextInternal context();

    /** It can take a job. */
    void ready(ServerWire wire);

    /** An attempt to connect failed. */
    void unreachable(Throwable cause);
  }

  private final Vertx vertx;
  private final DatabaseServer server;
  private final DatabaseServer.Use use;
  private final Line line;
  private final long limitMs;
  private final long connectLimitMs;

  private final PlanAge plans = new PlanAge();
  private SqlConnection connection;
  private Future<Void> connecting = Future.succeededFuture();
  private Job<?> job;
  private long watchdog = -1;
  private long pauseMs;
  private long idleSince;
  private boolean closed;

  ServerWire(
      Vertx vertx,
      DatabaseServer server,
      DatabaseServer.Use use,
      Line line,
      DatabaseOptions options) {
    this.vertx = vertx;
    this.server = server;
    this.use = use;
    this.line = line;
    this.limitMs = options.transactionLimit().toMillis();
    this.connectLimitMs = options.connectLimit().toMillis();
  }

  /** A deed with whoever waits for it. */
  static final class Job<T> {
    private final Deed<T> deed;
    private final Promise<T> answer;

    Job(Deed<T> deed, Promise<T> answer) {
      this.deed = deed;
      this.answer = answer;
    }

    private Future<T> on(ServerWire wire, SqlConnection connection) {
      try {
        return deed.on(wire, connection).onSuccess(answer::tryComplete);
      } catch (RuntimeException | Error thrown) {
        return Future.failedFuture(thrown);
      }
    }

    void fail(Throwable cause) {
      answer.tryFail(cause);
    }
  }

  ContextInternal context() {
    return line.context();
  }

  boolean connected() {
    return connection != null;
  }

  boolean idle() {
    return connection != null && job == null;
  }

  boolean busy() {
    return job != null;
  }

  void connect() {
    if (closed) {
      return;
    }
    Future<SqlConnection> attempt =
        Future.succeededFuture().compose(now -> server.connect(line.context(), use));
    connecting =
        attempt
            .timeout(connectLimitMs, TimeUnit.MILLISECONDS)
            .transform(
                done -> {
                  if (done.succeeded()) {
                    connected(done.result());
                  } else {
                    // It may still come, too late to be of use.
                    attempt.onSuccess(ServerWire::closeNow);
                    failed(done.cause());
                  }
                  return Future.succeededFuture();
                });
  }

  private void connected(SqlConnection made) {
    if (closed) {
      closeNow(made);
      return;
    }
    connection = made;
    pauseMs = 0;
    idleSince = Clock.system().nanos();
    plans.begin(idleSince, server.rowsWritten());
    made.exceptionHandler(failure -> cut(made, failure.getMessage()));
    made.closeHandler(gone -> cut(made, "the connection was closed"));
    if (((SqlConnectionInternal) made).unwrap().isValid()) {
      line.ready(this);
    } else {
      cut(made, "the connection was closed");
    }
  }

  private void failed(Throwable cause) {
    if (closed) {
      return;
    }
    pauseMs = pauseMs == 0 ? FIRST_PAUSE_MS : Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    long jitter = ThreadLocalRandom.current().nextLong(pauseMs / 2 + 1);
    vertx.setTimer(pauseMs / 2 + jitter, again -> connect());
    line.unreachable(cause);
  }

  /** Does the job; the connection must be idle. */
  void take(Job<?> next) {
    job = next;
    watch(connection);
    next.on(this, connection).onComplete(done -> finished(next, done.cause()));
  }

  private void finished(Job<?> done, Throwable failure) {
    if (job != done) {
      return;
    }
    // The failure is told before the next job is taken, as the success was.
    if (failure != null) {
      done.fail(failure);
    }
    release();
    line.ready(this);
  }

  private void release() {
    job = null;
    idleSince = Clock.system().nanos();
    if (watchdog >= 0) {
      vertx.cancelTimer(watchdog);
      watchdog = -1;
    }
  }

  /**
   * Gives the job that runs on a connection its full time, from now on.
   *
   * @return whether that connection still is the one
   */
  boolean watch(SqlConnection which) {
    if (connection != which) {
      return false;
    }
    if (watchdog >= 0) {
      vertx.cancelTimer(watchdog);
    }
    watchdog =
        vertx.setTimer(
            limitMs,
            over -> {
              watchdog = -1;
              cut(which, "it took longer than %d ms and was cut off".formatted(limitMs));
            });
    return true;
  }

  /** Whether the session is to make its plans anew, before the next statement. */
  boolean plansAreOld() {
    return plans.isOver(Clock.system().nanos(), server.rowsWritten());
  }

  Future<Void> pause(long millis) {
    Promise<Void> over = Promise.promise();
    vertx.setTimer(millis, fired -> over.complete());
    return over.future();
  }

  /** Asks the server for a sign of life when the connection has been idle for long. */
  void ask() {
    if (idle() && Clock.system().nanos() - idleSince > ASK_AFTER_NANOS) {
      take(
          new Job<>(
              (wire, open) -> open.query("SELECT 1").execute().<Void>mapEmpty(),
              Promise.promise()));
    }
  }

  /** Drops a connection, if it still is the one, and fails the job that runs on it. */
  void cut(SqlConnection which, String why) {
    if (connection != which) {
      return;
    }
    connection = null;
    closeNow(which);
    Job<?> broken = job;
    release();
    if (broken != null) {
      broken.fail(Refusal.unavailable("database: " + why));
    }
    connect();
  }

  /** Closes for good; there must be no job. */
  Future<Void> close() {
    closed = true;
    SqlConnection open = connection;
    connection = null;
    if (open == null) {
      // The driver closes never where it is still connecting.
      return connecting;
    }
    return open.close()
        .timeout(connectLimitMs, TimeUnit.MILLISECONDS)
        .onFailure(failure -> closeNow(open))
        .otherwiseEmpty();
  }

  /**
   * Closes the socket itself: the client's own close says goodbye first and waits for the other
   * side, which may be gone.
   */
  private static void closeNow(SqlConnection connection) {
    if (((SqlConnectionInternal) connection).unwrap() instanceof SocketConnectionBase socket) {
      closeNow(socket.socket());
    } else {
      connection.close();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for it
  private static void closeNow(NetSocketInternal socket) {
    ChannelHandlerContext first = socket.channelHandlerContext().pipeline().firstContext();
    if (first != null) {
      first.close();
    }
  }
}
