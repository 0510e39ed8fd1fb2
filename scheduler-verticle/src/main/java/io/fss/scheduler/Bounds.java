package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.Clock;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.Tx;
import io.fss.proto.bus.v1.TaskStatus;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the bounds of time of single tasks: what waits too long is decided on anew, what is
 * with a client too long is stopped. It reads the rows, so it works for tasks of any scheduler and
 * after any restart.
 */
final class Bounds {
  private static final Logger log = LoggerFactory.getLogger(Bounds.class);
  private static final int PAGE = 1_000;
  private static final String DUE =
      "SELECT %s FROM task WHERE check_at > 0 AND check_at <= ? ORDER BY check_at LIMIT ?"
          .formatted(TaskRow.COLUMNS);

  // The earlier look of another scheduler moved it on: then this one has nothing to say.
  private static final GuardedUpdate LOOK_AGAIN =
      new GuardedUpdate(
          "task",
          List.of("check_at = b.next"),
          Columns.of("id BIGINT", "attempt INT", "status INT", "next BIGINT"),
          "task.id = b.id AND task.attempt = b.attempt AND task.status = b.status",
          List.of("task.id"));

  private final Database database;
  private final Clock clock;
  private final InFlight inFlight;
  private final Stops stops;
  private final BatchDeed lookAgain;
  private final Consumer<List<Staged>> reconsider;
  private final Consumer<List<Stops.Stop>> cancel;

  /**
   * Makes one.
   *
   * @param reconsider called with waiting tasks one of whose bounds has passed
   * @param cancel called with attempts whose clients are to be asked to stop
   */
  Bounds(
      Database database,
      Clock clock,
      InFlight inFlight,
      Consumer<List<Staged>> reconsider,
      Consumer<List<Stops.Stop>> cancel) {
    this.database = database;
    this.clock = clock;
    this.inFlight = inFlight;
    this.stops = new Stops(database.dialect());
    this.lookAgain = database.dialect().updateUnasked(LOOK_AGAIN);
    this.reconsider = reconsider;
    this.cancel = cancel;
  }

  /** Looks at everything whose time for a look has come; page after page while there is more. */
  Future<Void> look() {
    long now = clock.millis();
    return database
        .read(DUE, Tuple.of(now, PAGE))
        .compose(
            rows -> {
              List<Staged> waiting = new ArrayList<>();
              List<TaskRow> booked = new ArrayList<>();
              for (Row row : rows) {
                TaskRow task = TaskRow.of(row);
                if (task.isWaiting()) {
                  waiting.add(task.staged());
                } else {
                  booked.add(task);
                }
              }
              reconsider.accept(waiting);
              return booked.isEmpty() ? Future.succeededFuture() : look(booked, now);
            });
  }

  private Future<Void> look(List<TaskRow> booked, long now) {
    List<Stops.Stop> exceeded = new ArrayList<>();
    List<Stops.Stop> again = new ArrayList<>();
    Batch later = LOOK_AGAIN.columns().batch();
    for (TaskRow task : booked) {
      if (task.isStopping()) {
        again.add(new Stops.Stop(task, task.stopStatus(), task.message()));
        later.add(task.id(), task.attempt(), task.status().getNumber(), now + Stops.ASK_AGAIN_MS);
        continue;
      }
      String reason = Deadlines.exceeded(task, isTaken(task), now);
      if (reason.isEmpty()) {
        later.add(task.id(), task.attempt(), task.status().getNumber(), Deadlines.next(task, now));
      } else {
        exceeded.add(new Stops.Stop(task, TaskStatus.TIMED_OUT, reason));
      }
    }
    return database
        .transact("book", tx -> write(tx, exceeded, later, now))
        .map(
            stopped -> {
              stopped.forEach(
                  one ->
                      log.warn(
                          "task {} attempt {} is to stop: {}",
                          one.task().id(),
                          one.task().attempt(),
                          one.reason()));
              again.addAll(stopped);
              cancel.accept(again);
              return null;
            });
  }

  private boolean isTaken(TaskRow task) {
    InFlight.Attempt known = inFlight.get(task.id(), task.attempt());
    return task.status() == TaskStatus.RUNNING || (known != null && known.accepted);
  }

  private Future<List<Stops.Stop>> write(Tx tx, List<Stops.Stop> exceeded, Batch later, long now) {
    return lookAgain.run(tx, later).compose(done -> stops.write(tx, exceeded, now));
  }
}
