package io.fss.scheduler;

import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
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
  // So late, a task is anybody's: whoever should look after it does not.
  private static final long ABANDONED_MS = 10_000;
  private static final String WAITING = "status = 1 AND wait = 0";

  /**
   * How much earlier than its time a task is booked, so that it leaves on time; it is never sent
   * earlier.
   */
  static final long LEAD_MS = 60;

  private final Vertx vertx;
  private final Clock clock;
  private final SchedulerOptions options;
  private final Backlog backlog;
  private final Alarm alarm;
  private final Runnable due;
  // What it has passed has been read once; later inserts are offered by who made them.
  private final DuePages ahead;
  private final DuePages overdue;
  private final DuePages abandoned;
  private Shards shards;
  private long horizon = Long.MIN_VALUE;
  // From where the next page is to be read, if not from where the last one ended.
  private long again = Long.MAX_VALUE;
  private boolean reading;
  private long timer = -1;

  /**
   * Makes one.
   *
   * @param shards to look after
   * @param due called when tasks have become due
   */
  Stager(
      Vertx vertx,
      Database database,
      Clock clock,
      SchedulerOptions options,
      Backlog backlog,
      Alarm alarm,
      Shards shards,
      Runnable due) {
    this.vertx = vertx;
    this.clock = clock;
    this.options = options;
    this.backlog = backlog;
    this.alarm = alarm;
    this.shards = shards;
    this.due = due;
    this.ahead = new DuePages(database, Staged.COLUMNS, WAITING);
    this.overdue = new DuePages(database, Staged.COLUMNS, WAITING);
    this.abandoned = new DuePages(database, Staged.COLUMNS, WAITING);
  }

  /** Reads on until the window is full or memory is. */
  Future<Void> read() {
    int room = Math.min(PAGE, options.stagedTasks() - backlog.size());
    if (reading || room < 1) {
      return Future.succeededFuture();
    }
    reading = true;
    ahead.backTo(again);
    again = Long.MAX_VALUE;
    long until = clock.millis() + options.stagingWindow().toMillis();
    // Set before the statement sees its snapshot: what is inserted meanwhile is offered to us.
    horizon = Math.max(horizon, until);
    return ahead
        .next(until, room, shards.condition())
        .compose(
            rows -> {
              reading = false;
              List<Staged> tasks = new ArrayList<>(rows.size());
              rows.forEach(row -> tasks.add(Staged.of(row)));
              boolean more = tasks.size() == room;
              if (!more) {
                // What is made from now on with a time before that is offered to us.
                ahead.passTo(until);
              }
              // After a backward step of the clock it may lie beyond the window.
              horizon = ahead.place();
              stage(tasks);
              return more || again != Long.MAX_VALUE ? read() : Future.succeededFuture();
            })
        .onFailure(failure -> reading = false);
  }

  /**
   * Looks once more at what is due from then on: tasks may have been made that nobody was told of.
   */
  void readAgain(long from) {
    again = Math.min(again, from);
  }

  /**
   * Looks after these shards from now on. What is due later in others is let go of: it is read by
   * whom it belongs to now, after he has heard that it is seen so here.
   */
  void look(Shards now) {
    shards = now;
    backlog.letGo(task -> !now.have(task.groupId()), clock.millis() + LEAD_MS);
    overdue.rewind();
    abandoned.rewind();
    readAgain(0);
    read().onFailure(failure -> log.debug("what is due is left to the sweep", failure));
  }

  /**
   * Takes over tasks that were just committed, of whatever shard; what is due later is read when
   * its time is near.
   */
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
    return takeUp(overdue, OVERDUE_MS, shards.condition())
        .compose(
            own ->
                shards.size() == Shards.COUNT
                    ? Future.succeededFuture()
                    : takeUp(abandoned, ABANDONED_MS, ""));
  }

  private Future<Void> takeUp(DuePages pages, long lateMs, String among) {
    int room = Math.min(PAGE, options.stagedTasks() - backlog.size());
    if (room < 1 || backlog.ready() > PAGE) {
      // There is more to do than can be done now.
      return Future.succeededFuture();
    }
    return pages
        .next(clock.millis() - lateMs, room, among)
        .map(
            rows -> {
              if (rows.size() < room) {
                pages.rewind();
              }
              List<Staged> missing = new ArrayList<>();
              for (Row row : rows) {
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
