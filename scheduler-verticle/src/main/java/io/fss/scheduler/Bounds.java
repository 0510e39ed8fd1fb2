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
import java.util.concurrent.atomic.AtomicInteger;
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
  // Pages of one look; the next one goes on behind them, so that nobody is starved.
  private static final int PAGES = 10;
  // The last condition says once more what the one before it implies: the index is entered by it.
  private static final String DUE =
      "SELECT %s, task.check_at FROM task WHERE check_at > 0 AND check_at <= ?"
          + " AND (check_at > ? OR (check_at = ? AND id > ?)) AND check_at >= ?"
          + " ORDER BY check_at, id LIMIT ?";

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
  private final GroupLocks locks;
  private final Stops stops;
  private final BatchDeed lookAgain;
  private final String due;
  private final Consumer<List<Staged>> reconsider;
  private final Consumer<List<Stops.Stop>> cancel;
  private final Consumer<List<Long>> gather;
  // Where the last look stopped.
  private long seenAt;
  private long seenId;

  /**
   * Makes one.
   *
   * @param reconsider called with waiting tasks one of whose bounds has passed
   * @param cancel called with attempts whose clients are to be asked to stop
   * @param gather called with tasks that were split and whose last part has ended
   */
  Bounds(
      Database database,
      Clock clock,
      InFlight inFlight,
      Consumer<List<Staged>> reconsider,
      Consumer<List<Stops.Stop>> cancel,
      Consumer<List<Long>> gather) {
    this.database = database;
    this.clock = clock;
    this.inFlight = inFlight;
    this.locks = GroupLocks.withoutData(database.dialect());
    this.stops = new Stops(database.dialect());
    this.due = DUE.formatted(Stops.COLUMNS);
    this.lookAgain = database.dialect().updateUnasked(LOOK_AGAIN);
    this.reconsider = reconsider;
    this.cancel = cancel;
    this.gather = gather;
  }

  /** Looks at what a look is due at, page after page while there is more, up to a bound. */
  Future<Void> look() {
    AtomicInteger pages = new AtomicInteger(PAGES);
    return Repeat.whileTrue(() -> page().map(more -> more && pages.decrementAndGet() > 0));
  }

  private Future<Boolean> page() {
    long now = clock.millis();
    return database
        .read(due, Tuple.of(now, seenAt, seenAt, seenId, seenAt, PAGE))
        .compose(
            rows -> {
              List<Staged> waiting = new ArrayList<>();
              List<TaskRow> booked = new ArrayList<>();
              List<Long> gathered = new ArrayList<>();
              for (Row row : rows) {
                TaskRow task = TaskRow.of(row);
                seenAt = row.getLong("check_at");
                seenId = task.id();
                if (task.isWaiting()) {
                  waiting.add(task.staged());
                } else if (task.family().isParent()) {
                  gathered.add(task.id());
                } else {
                  booked.add(task);
                }
              }
              boolean more = rows.size() == PAGE;
              if (!more) {
                seenAt = 0;
                seenId = 0;
              }
              reconsider.accept(waiting);
              gather.accept(gathered);
              return (booked.isEmpty() ? Future.<Void>succeededFuture() : look(booked, now))
                  .map(more);
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
      boolean known = isKnown(task);
      String reason = Deadlines.exceeded(task, !known || isTaken(task), now);
      if (reason.isEmpty() && !known && Deadlines.isDispatchOver(task, now)) {
        // Left as it is: the client is asked (law 6), and says that it runs, or gives it back.
        continue;
      }
      if (reason.isEmpty()) {
        later.add(task.id(), task.attempt(), task.status().getNumber(), Deadlines.next(task, now));
      } else {
        exceeded.add(new Stops.Stop(task, TaskStatus.TIMED_OUT, reason));
      }
    }
    return database
        .transact("book", tx -> write(tx, booked, exceeded, later, now))
        .map(
            stopped -> {
              stopped.forEach(
                  one ->
                      log.atWarn()
                          .addKeyValue("task", one.task().id())
                          .addKeyValue("attempt", one.task().attempt())
                          .log(
                              "task {} attempt {} is to stop: {}",
                              one.task().id(),
                              one.task().attempt(),
                              one.reason()));
              again.addAll(stopped);
              cancel.accept(again);
              return null;
            });
  }

  /** Whether it is known here if the client has taken it: only who sent it got its answer. */
  private boolean isKnown(TaskRow task) {
    InFlight.Attempt sent = inFlight.get(task.id(), task.attempt());
    return task.status() == TaskStatus.RUNNING || (sent != null && !sent.inherited);
  }

  private boolean isTaken(TaskRow task) {
    return task.status() == TaskStatus.RUNNING || inFlight.get(task.id(), task.attempt()).accepted;
  }

  private Future<List<Stops.Stop>> write(
      Tx tx, List<TaskRow> booked, List<Stops.Stop> exceeded, Batch later, long now) {
    return locks
        .hold(tx, booked.stream().map(TaskRow::groupId).toList())
        .compose(held -> lookAgain.run(tx, later))
        .compose(done -> stops.write(tx, exceeded, now));
  }
}
