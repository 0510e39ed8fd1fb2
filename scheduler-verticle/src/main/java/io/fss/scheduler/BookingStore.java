package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Clock;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.fss.kernel.Dialect;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.Ids;
import io.fss.kernel.Tx;
import io.fss.proto.bus.v1.Wait;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * LAW: one transaction writes who may run each task (WAITING to DISPATCHED), ends those that must
 * not run, holds back those that must wait, and plans the next task of each fixed schedule.
 */
final class BookingStore {
  private static final GuardedUpdate BOOK =
      new GuardedUpdate(
          "task",
          List.of(
              "status = 2",
              "wait = 0",
              "session = b.session",
              "client = b.client",
              "booked_at = b.now",
              "progress_at = b.now",
              "check_at = b.check_at"),
          Columns.of(
              "id BIGINT",
              "attempt INT",
              "session TEXT",
              "client TEXT",
              "now BIGINT",
              "check_at BIGINT"),
          "task.id = b.id AND task.attempt = b.attempt AND " + TaskRow.WAITING,
          List.of("task.id"));

  private static final GuardedUpdate HOLD =
      new GuardedUpdate(
          "task",
          List.of(
              "wait = b.wait",
              "excused = CASE WHEN task.excused = 0 THEN 1 ELSE task.excused END",
              "check_at = b.check_at"),
          Columns.of("id BIGINT", "attempt INT", "wait INT", "check_at BIGINT"),
          "task.id = b.id AND task.attempt = b.attempt AND " + TaskRow.WAITING,
          List.of("task.id"));

  private final Database database;
  private final Clock clock;
  private final String node;
  private final long graceMs;
  private final long startedAt;
  private final Planning planning;
  private final Skips skips;
  private final Endings endings;
  private final Lines lines;
  private final Stops stops;
  private final Halts halts;
  private final Replacements replacements;
  private final Splits splits;
  private final GroupLocks locks;
  private final BatchStatement tasks;
  private final BatchDeed book;
  private final BatchDeed hold;

  BookingStore(Database database, Clock clock, Ids ids, String node, SchedulerOptions options) {
    Dialect dialect = database.dialect();
    this.database = database;
    this.clock = clock;
    this.node = node;
    this.graceMs = options.misfireGrace().toMillis();
    this.startedAt = clock.millis();
    this.planning = new Planning(dialect, ids);
    this.skips = new Skips(dialect, ids);
    this.endings = new Endings(dialect);
    this.lines = new Lines(dialect);
    this.stops = new Stops(dialect);
    this.halts = new Halts(database, clock, ids);
    this.replacements = new Replacements(dialect, halts);
    this.splits = new Splits(dialect, ids);
    this.locks = GroupLocks.withData(dialect);
    this.tasks =
        dialect.over(
            // Not locked: who changes a task has locked its group before, as we have.
            "SELECT %s FROM {b} JOIN task ON task.id = b.id WHERE task.attempt = b.attempt AND %s"
                .formatted(TaskRow.COLUMNS, TaskRow.WAITING),
            Columns.of("id BIGINT", "attempt INT"));
    this.book = dialect.updateUnasked(BOOK);
    this.hold = dialect.updateUnasked(HOLD);
  }

  /**
   * What one transaction did.
   *
   * @param booked attempts to send
   * @param waiting tasks that now wait for their time
   * @param parked tasks that now wait for a client
   * @param later tasks that are not due yet and must be asked for again when they are
   * @param rerouted tasks whose client is to be chosen once more
   * @param stopped attempts whose clients are to be asked to stop
   * @param ended tasks that ended while they waited
   * @param paused namespaces in which tasks wait because they are paused
   */
  record Outcome(
      List<Booked> booked,
      List<Staged> waiting,
      List<Staged> parked,
      List<Staged> later,
      List<Staged> rerouted,
      List<Stops.Stop> stopped,
      List<TaskRow> ended,
      Set<String> paused,
      int skipped) {

    /** With more tasks that wait. */
    private Outcome and(List<Staged> more) {
      List<Staged> all = new ArrayList<>(waiting);
      all.addAll(more);
      return new Outcome(booked, all, parked, later, rerouted, stopped, ended, paused, skipped);
    }
  }

  /** Does with each task what is to be done; a task the outcome does not name was not ours. */
  Future<Outcome> book(List<Candidate> candidates) {
    return database.transact(
        "book",
        tx -> {
          // Two questions, one trip: groups are locked before their tasks, everywhere.
          Future<Map<Long, GroupRow>> locked = locks.take(tx, groupIds(candidates));
          Future<Map<Long, TaskRow>> rows = readTasks(tx, candidates);
          return locked.compose(
              g ->
                  lines
                      .read(tx, shared(g))
                      .compose(l -> rows.compose(t -> write(tx, plan(candidates, g, t, l)))));
        });
  }

  /** Cancels one task of a group: if it waits it ends at once, or else it is to be stopped. */
  Future<Outcome> cancelOne(long groupId, long taskId, String reason) {
    return database.transact(
        "book",
        tx ->
            locks
                .take(tx, Set.of(groupId))
                .compose(
                    groups ->
                        stops
                            .named(tx, Set.of(taskId))
                            .compose(tasks -> cancel(tx, groups.get(groupId), tasks, reason))));
  }

  /**
   * What cancelling all of a group did.
   *
   * @param occurrences of the group's trigger
   * @param runs the first page of the runs by hand
   */
  record Cancelled(Outcome occurrences, Halts.Page runs) {}

  /**
   * Cancels all tasks of a group that have not ended, but for the next moment of the group's
   * trigger if that is still to come.
   */
  Future<Cancelled> cancelAll(long groupId, String reason) {
    return database.transact(
        "book",
        tx ->
            locks
                .take(tx, Set.of(groupId))
                .compose(
                    groups ->
                        stops
                            .members(tx, Set.of(groupId))
                            .compose(
                                tasks ->
                                    cancel(
                                        tx,
                                        groups.get(groupId),
                                        tasks.stream()
                                            .filter(task -> !task.isAhead(clock.millis()))
                                            .toList(),
                                        reason)))
                .compose(
                    occurrences ->
                        halts
                            .begin(tx, new Halts.Deed(groupId, reason, true, false), clock.millis())
                            .map(runs -> new Cancelled(occurrences, runs))));
  }

  private Future<Outcome> cancel(Tx tx, GroupRow group, List<TaskRow> tasks, String reason) {
    BookingPlan plan = new BookingPlan(new HashMap<>(), graceMs, startedAt, clock.millis());
    if (group != null) {
      tasks.forEach(task -> plan.cancel(task, group, reason));
    }
    return write(tx, plan);
  }

  private static Set<Long> groupIds(Collection<Candidate> candidates) {
    Set<Long> ids = new TreeSet<>();
    candidates.forEach(candidate -> ids.add(candidate.task().groupId()));
    return ids;
  }

  /** Groups in which a task is not the only one; only there does somebody stand before it. */
  private static List<Long> shared(Map<Long, GroupRow> groups) {
    return groups.values().stream().filter(group -> group.tasks() > 1).map(GroupRow::id).toList();
  }

  private Future<Map<Long, TaskRow>> readTasks(Tx tx, List<Candidate> candidates) {
    Map<Long, Integer> attempts = new TreeMap<>();
    // Memory may hold an older attempt beside the one that counts.
    candidates.forEach(one -> attempts.merge(one.task().id(), one.task().attempt(), Math::max));
    Batch batch = tasks.batch();
    attempts.forEach(batch::add);
    return tx.run(tasks, batch)
        .map(
            rows -> {
              Map<Long, TaskRow> found = new HashMap<>();
              for (Row row : rows) {
                TaskRow task = TaskRow.of(row);
                found.put(task.id(), task);
              }
              return found;
            });
  }

  private BookingPlan plan(
      List<Candidate> candidates,
      Map<Long, GroupRow> locked,
      Map<Long, TaskRow> rows,
      Map<Long, Line> standing) {
    BookingPlan plan = new BookingPlan(standing, graceMs, startedAt, clock.millis());
    Set<Long> decided = new HashSet<>();
    for (Candidate candidate : candidates) {
      Staged task = candidate.task();
      TaskRow row = rows.get(task.id());
      GroupRow group = locked.get(task.groupId());
      boolean current = row != null && row.attempt() == task.attempt() && group != null;
      // A task is decided on once, however often it was offered: two bookings would both be sent.
      if (current && decided.add(task.id())) {
        plan.add(candidate, row, group);
      }
    }
    return plan;
  }

  private Future<Outcome> write(Tx tx, BookingPlan plan) {
    long now = plan.now();
    // What needs no answer travels with what comes after it.
    Future<?> unasked =
        Future.all(
            book.run(tx, bookRows(plan, now)),
            planning.begin(tx, plan.begun),
            hold.run(tx, holdRows(plan)));
    Future<List<Staged>> parts = splits.split(tx, plan.splits, now);
    return skips
        .write(tx, plan.skips, plan.missed, now)
        .compose(done -> endings.write(tx, plan.endings, now))
        .compose(done -> stops.write(tx, plan.stops, now))
        .compose(
            stopped ->
                replacements
                    .make(tx, plan.cancelOthers, now)
                    .map(
                        made -> {
                          made.stopped().addAll(stopped);
                          return made;
                        }))
        .compose(
            replaced ->
                planning
                    .rest(tx, plan.rests)
                    .compose(done -> planning.plan(tx, plan.nexts))
                    .compose(
                        planned ->
                            lines
                                .release(tx, freed(plan))
                                .map(freed -> outcome(plan, replaced, planned, freed, now))))
        .compose(outcome -> unasked.compose(done -> parts).map(outcome::and));
  }

  /** Groups in whose line somebody may have become the next. */
  private static Set<Long> freed(BookingPlan plan) {
    Set<Long> freed = new TreeSet<>(plan.cancelOthers);
    plan.skips.forEach(one -> freed.add(one.group().id()));
    plan.endings.forEach(one -> freed.add(one.task().groupId()));
    return freed;
  }

  private static Batch bookRows(BookingPlan plan, long now) {
    Batch rows = BOOK.columns().batch();
    for (BookingPlan.Booking one : plan.bookings) {
      rows.add(
          one.row().id(),
          one.row().attempt(),
          one.candidate().client().getSession(),
          one.candidate().client().getClient(),
          now,
          Deadlines.next(one.row().booked(now), now));
    }
    return rows;
  }

  private static Batch holdRows(BookingPlan plan) {
    Batch rows = HOLD.columns().batch();
    for (BookingPlan.Hold one : plan.holds) {
      Wait wait = one.buffered() ? Wait.PREDECESSOR : Wait.CLIENT;
      rows.add(one.task().id(), one.task().attempt(), wait.getNumber(), one.checkAt());
    }
    return rows;
  }

  private Outcome outcome(
      BookingPlan plan,
      Replacements.Made replaced,
      List<Staged> planned,
      List<Staged> freed,
      long now) {
    List<Booked> booked = new ArrayList<>(plan.bookings.size());
    for (BookingPlan.Booking one : plan.bookings) {
      booked.add(
          new Booked(
              one.candidate().client(),
              one.candidate().task().job(),
              one.candidate().task().dueAt(),
              one.execution(node, now)));
    }
    List<Staged> waiting = new ArrayList<>(planned);
    waiting.addAll(freed);
    waiting.addAll(replaced.waiting());
    List<Staged> parked =
        plan.holds.stream().filter(one -> !one.buffered()).map(BookingPlan.Hold::task).toList();
    List<TaskRow> ended = plan.endings.stream().map(Endings.Ending::task).toList();
    int skipped = plan.skips.size();
    return new Outcome(
        booked,
        waiting,
        parked,
        plan.later,
        plan.rerouted,
        replaced.stopped(),
        ended,
        plan.paused,
        skipped);
  }
}
