package io.fss.scheduler;

import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WHEN: brings what is due soon into memory, sets one alarm per distinct instant and hands over to
 * the booker what is due. Nothing leaves it before its time, not by a millisecond.
 */
final class Stager {
  private static final Logger log = LoggerFactory.getLogger(Stager.class);
  private static final int PAGE = 5_000;
  private static final long OVERDUE_MS = 2_000;

  // "due_at >= ?" says nothing new, but is what a database can find the place in the index by.
  private static final String PAGE_OF_DUE =
      "SELECT "
          + Staged.COLUMNS
          + " FROM task%s WHERE status = 1 AND wait = 0 AND due_at <= ? AND due_at >= ?"
          + " AND (due_at > ? OR id > ?) ORDER BY due_at, id LIMIT ?";

  /**
   * How much earlier than its time a task is booked, so that it leaves on time; it is never sent
   * earlier.
   */
  static final long LEAD_MS = 60;

  private final Vertx vertx;
  private final Database database;
  private final Clock clock;
  private final SchedulerOptions options;
  private final Backlog backlog;
  private final Alarm alarm;
  private final String page;
  private final Runnable due;
  // Everything due up to the cursor has been read once; later inserts are offered by who made them.
  private long cursorDue = Long.MIN_VALUE;
  private long cursorId;
  private long horizon = Long.MIN_VALUE;
  // From where the next page is to be read, if not from the cursor.
  private long again = Long.MAX_VALUE;
  private long overdueDue = Long.MIN_VALUE;
  private long overdueId;
  private boolean reading;
  private long timer = -1;

  /**
   * Makes one.
   *
   * @param due called when tasks have become due
   */
  Stager(
      Vertx vertx,
      Database database,
      Clock clock,
      SchedulerOptions options,
      Backlog backlog,
      Alarm alarm,
      Runnable due) {
    this.vertx = vertx;
    this.database = database;
    this.clock = clock;
    this.options = options;
    this.backlog = backlog;
    this.alarm = alarm;
    this.page = PAGE_OF_DUE.formatted(database.dialect().inOrderOf("task_due"));
    this.due = due;
  }

  /** Reads on from the cursor until the window is full or memory is. */
  Future<Void> read() {
    int room = Math.min(PAGE, options.stagedTasks() - backlog.size());
    if (reading || room < 1) {
      return Future.succeededFuture();
    }
    reading = true;
    goBack();
    long until = clock.millis() + options.stagingWindow().toMillis();
    // Set before the statement sees its snapshot: what is inserted meanwhile is offered to us.
    horizon = Math.max(horizon, until);
    return database
        .read(page, at(until, cursorDue, cursorId, room))
        .compose(
            rows -> {
              reading = false;
              List<Staged> tasks = new ArrayList<>(rows.size());
              for (Row row : rows) {
                tasks.add(Staged.of(row));
              }
              if (!tasks.isEmpty()) {
                Staged last = tasks.get(tasks.size() - 1);
                cursorDue = last.dueAt();
                cursorId = last.id();
              }
              boolean more = tasks.size() == room;
              if (!more && until > cursorDue) {
                // What is made from now on with a time before that is offered to us.
                cursorDue = until;
                cursorId = Long.MAX_VALUE;
              }
              // After a backward step of the clock the cursor may lie beyond the window.
              horizon = more ? cursorDue : Math.max(until, cursorDue);
              stage(tasks);
              return more ? read() : Future.succeededFuture();
            })
        .onFailure(failure -> reading = false);
  }

  /**
   * Looks once more at what is due from then on: tasks may have been made that nobody was told of.
   */
  void readAgain(long from) {
    again = Math.min(again, from);
  }

  private void goBack() {
    if (again <= cursorDue) {
      cursorDue = again - 1;
      cursorId = Long.MAX_VALUE;
    }
    again = Long.MAX_VALUE;
  }

  private static Tuple at(long until, long due, long id, int limit) {
    return Tuple.of(until, due, due, id, limit);
  }

  /** Takes over tasks that were just committed; what is due later is read when its time is near. */
  void offer(List<Staged> tasks) {
    List<Staged> near = new ArrayList<>();
    for (Staged task : tasks) {
      if (task.dueAt() <= horizon) {
        near.add(task);
      }
    }
    stage(near);
  }

  private void stage(List<Staged> tasks) {
    List<Staged> added = new ArrayList<>(tasks.size());
    for (Staged task : tasks) {
      if (backlog.size() >= options.stagedTasks() + PAGE) {
        // Full: the overdue sweep finds the rest in the database when there is room again.
        break;
      }
      if (backlog.add(task)) {
        added.add(task);
      }
    }
    long now = clock.millis();
    List<Staged> later = added.stream().filter(task -> task.dueAt() > now + LEAD_MS).toList();
    alarm.set(Backlog.instants(later, LEAD_MS));
    if (later.size() < added.size()) {
      ring();
    }
  }

  /** Hands over what is due by now; called by the alarm and by the sweep. */
  void ring() {
    long now = clock.millis();
    backlog.drain(now, LEAD_MS);
    due.run();
    long next = backlog.nextDrain(LEAD_MS);
    if (next - now <= LEAD_MS && timer < 0) {
      // The alarm rang early, or something waits for its exact time: come back when it is so far.
      timer =
          vertx.setTimer(
              Math.max(1, next - now),
              fired -> {
                timer = -1;
                ring();
              });
    }
  }

  /**
   * Finds what is overdue and not in memory: left by a full memory, a lost race, a dead node. Walks
   * the overdue tasks page by page, so that a long backlog costs no more than a short one.
   */
  Future<Void> readOverdue() {
    int room = Math.min(PAGE, options.stagedTasks() - backlog.size());
    if (room < 1 || backlog.ready() > PAGE) {
      // There is more to do than can be done now.
      return Future.succeededFuture();
    }
    return database
        .read(page, at(clock.millis() - OVERDUE_MS, overdueDue, overdueId, room))
        .map(
            rows -> {
              overdueDue = Long.MIN_VALUE;
              List<Staged> missing = new ArrayList<>();
              for (Row row : rows) {
                if (rows.size() == room) {
                  overdueDue = row.getLong("due_at");
                  overdueId = row.getLong("id");
                }
                if (!backlog.knows(row.getLong("id"))) {
                  missing.add(Staged.of(row));
                }
              }
              if (!missing.isEmpty()) {
                log.info("{} overdue tasks taken up", missing.size());
              }
              stage(missing);
              return null;
            });
  }

  Future<Void> start() {
    return alarm.start().compose(started -> read());
  }

  Future<Void> stop() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
    }
    return alarm.stop();
  }
}
