package io.fss.kernel;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Jobs in line for one or more connections. While the server cannot be reached a job waits for the
 * next attempt to connect and fails with it: nothing waits for longer, nothing piles up.
 */
final class ServerLine implements ServerWire.Line {
  private static final long ASK_EVERY_MS = 5_000;

  private final String name;
  private final Vertx vertx;
  private final ContextInternal context;
  private final ServerReach reach;
  private final int room;
  private final AtomicInteger waiting = new AtomicInteger();
  // From here on touched on the context alone.
  private final ArrayDeque<ServerWire.Job<?>> jobs = new ArrayDeque<>();
  private final List<ServerWire> wires = new ArrayList<>();
  private final Promise<Void> drained = Promise.promise();
  private boolean closing;
  private boolean cut;
  private long asking;

  private ServerLine(String name, Vertx vertx, ServerReach reach, int room) {
    this.name = name;
    this.vertx = vertx;
    // An event loop of its own choice: encoding and decoding batches is work.
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.reach = reach;
    this.room = room;
  }

  /** A line with this many connections, which are being made when it is returned. */
  static ServerLine open(
      String name,
      Vertx vertx,
      DatabaseServer server,
      DatabaseServer.Use use,
      int connections,
      DatabaseOptions options,
      ServerReach reach) {
    ServerLine line = new ServerLine(name, vertx, reach, options.waiting());
    line.context.runOnContext(
        turn -> {
          for (int i = 0; i < connections; i++) {
            line.wires.add(new ServerWire(vertx, server, use, line, options));
          }
          line.wires.forEach(ServerWire::connect);
          line.asking =
              vertx.setPeriodic(ASK_EVERY_MS, tick -> line.wires.forEach(ServerWire::ask));
        });
    return line;
  }

  /** Does it when its turn has come; the answer arrives on the caller's context. */
  <T> Future<T> ask(ServerWire.Deed<T> deed) {
    if (waiting.incrementAndGet() > room) {
      waiting.decrementAndGet();
      return Future.failedFuture(
          Refusal.unavailable("database: %s has %d waiting".formatted(name, room)));
    }
    Promise<T> answer = ((ContextInternal) vertx.getOrCreateContext()).promise();
    ServerWire.Job<T> job = new ServerWire.Job<>(deed, answer);
    context.runOnContext(turn -> add(job));
    return answer.future();
  }

  private void add(ServerWire.Job<?> job) {
    if (closing) {
      waiting.decrementAndGet();
      job.fail(Refusal.unavailable("database: %s is closed".formatted(name)));
      return;
    }
    jobs.add(job);
    for (ServerWire wire : wires) {
      if (wire.idle()) {
        ready(wire);
        return;
      }
    }
  }

  @Override
  public ContextInternal context() {
    return context;
  }

  @Override
  public void ready(ServerWire wire) {
    if (cut) {
      cut = false;
      reach.reached();
    }
    ServerWire.Job<?> next = wire.idle() ? jobs.poll() : null;
    if (next != null) {
      waiting.decrementAndGet();
      wire.take(next);
    }
    drainedIfEmpty();
  }

  @Override
  public void unreachable(Throwable cause) {
    if (wires.stream().noneMatch(ServerWire::connected)) {
      if (!cut && !closing) {
        cut = true;
        reach.missed(cause);
      }
      refuseAll(cause);
    }
    drainedIfEmpty();
  }

  private void refuseAll(Throwable cause) {
    ServerWire.Job<?> job;
    while ((job = jobs.poll()) != null) {
      waiting.decrementAndGet();
      job.fail(Refusal.unavailable("database cannot be reached: %s".formatted(cause.getMessage())));
    }
  }

  private void drainedIfEmpty() {
    if (closing && jobs.isEmpty() && wires.stream().noneMatch(ServerWire::busy)) {
      drained.tryComplete();
    }
  }

  /** Closes after what is in line. */
  Future<Void> close() {
    Promise<Void> closed = ((ContextInternal) vertx.getOrCreateContext()).promise();
    context.runOnContext(
        turn -> {
          closing = true;
          if (cut) {
            cut = false;
            reach.forget();
          }
          vertx.cancelTimer(asking);
          drainedIfEmpty();
          drained
              .future()
              .compose(done -> Future.join(wires.stream().map(ServerWire::close).toList()))
              .<Void>mapEmpty()
              .onComplete(closed);
        });
    return closed.future();
  }
}
