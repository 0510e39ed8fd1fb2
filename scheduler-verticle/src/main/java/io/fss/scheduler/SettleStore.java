package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Clock;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.fss.kernel.Dialect;
import io.fss.kernel.GuardedDelete;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.Ids;
import io.fss.kernel.Tx;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One transaction writes how attempts ended and what follows: history or the next try, the group's
 * counters, data and next task. A change whose attempt the row no longer names is STALE.
 */
final class SettleStore {
  private static final GuardedUpdate PROGRESS =
      new GuardedUpdate(
          "task",
          List.of(
              "status = b.status",
              "progress = b.percent",
              "message = b.message",
              "progress_at = b.now",
              "check_at = b.check_at"),
          Columns.of(
              "id BIGINT",
              "attempt INT",
              "status INT",
              "percent INT",
              "message TEXT",
              "now BIGINT",
              "check_at BIGINT"),
          "task.id = b.id AND task.attempt = b.attempt AND " + TaskRow.BOOKED,
          List.of("task.id"));

  private static final GuardedUpdate START =
      new GuardedUpdate(
          "task",
          List.of("status = 3"),
          Columns.of("id BIGINT", "attempt INT"),
          "task.id = b.id AND task.attempt = b.attempt AND task.status = 2",
          List.of("task.id"));

  private static final GuardedUpdate DATA =
      new GuardedUpdate(
          "task_group",
          List.of("data = b.data", "data_version = task_group.data_version + 1"),
          Columns.of("id BIGINT", "seen BIGINT", "data TEXT"),
          "task_group.id = b.id AND task_group.data_version = b.seen",
          List.of("task_group.id"));

  private static final GuardedUpdate COUNT =
      new GuardedUpdate(
          "task_group",
          List.of(
              "runs = task_group.runs + b.runs",
              "successes = task_group.successes + b.successes",
              "failures = task_group.failures + b.failures",
              "total_duration_us = task_group.total_duration_us + b.duration",
              "tasks = task_group.tasks - b.ended",
              "last_task_id = b.task",
              "last_run_at = b.booked",
              "last_status = b.status",
              "skip_row = 0",
              "next_run_at = CASE WHEN b.gone = 1 THEN 0 ELSE task_group.next_run_at END",
              "next_task_id = CASE WHEN b.gone = 1 THEN 0 ELSE task_group.next_task_id END"),
          Columns.of(
              "id BIGINT",
              "runs BIGINT",
              "successes BIGINT",
              "failures BIGINT",
              "duration BIGINT",
              "ended INT",
              "task BIGINT",
              "booked BIGINT",
              "status INT",
              "gone INT"),
          "task_group.id = b.id",
          List.of("task_group.id"));

  private static final String HISTORY =
      """
      INSERT INTO task_history (id, group_id, occurrence_key, namespace, group_name, app, job,
        status, planned_at, due_at, last_planned_at, occurrences, attempt, tries, params, session,
        client, booked_at, started_at, ended_at, duration_us, progress, message, remark, settled_at,
        parent, children)
      SELECT t.id, t.group_id, t.occurrence_key, t.namespace, t.group_name, t.app, t.job,
        b.status, t.planned_at, t.due_at, t.planned_at, 1, t.attempt, t.tries + b.tried, t.params,
        t.session, t.client, t.booked_at, b.started, b.ended, b.duration,
        CASE WHEN b.status = 5 THEN 100 ELSE t.progress END, b.message,
        CASE WHEN b.remark = '' THEN t.remark ELSE b.remark END, b.now,
        t.parent, t.children
      FROM {b} JOIN task t ON t.id = b.id
      WHERE true
      """;

  private static final String STALE_DATA =
      "the job's change of the data was not kept: the data had been changed since it was read";

  private final Database database;
  private final Clock clock;
  private final Planning planning;
  private final Lines lines;
  private final TriesAgain triesAgain;
  private final Families families;
  private final TallySheets tallies;
  private final BatchStatement owners;
  private final GroupLocks locks;
  private final BatchStatement live;
  private final BatchStatement history;
  private final BatchDeed started;
  private final BatchDeed progressed;
  private final BatchDeed data;
  private final BatchDeed count;
  private final BatchDeed remove;

  SettleStore(Database database, Clock clock, Ids ids) {
    Dialect dialect = database.dialect();
    this.database = database;
    this.clock = clock;
    this.planning = new Planning(dialect, ids);
    this.lines = new Lines(dialect);
    this.triesAgain = new TriesAgain(dialect);
    this.families = new Families(dialect);
    this.tallies = new TallySheets(dialect);
    this.owners =
        dialect.over(
            "SELECT task.group_id FROM {b} JOIN task ON task.id = b.id", Columns.of("id BIGINT"));
    this.locks = GroupLocks.withoutData(dialect);
    this.live =
        dialect.over(
            // Not locked: their groups are, and who changes a task locks those first.
            "SELECT %s FROM {b} JOIN task ON task.id = b.id WHERE task.attempt = b.attempt AND task.session = b.session AND %s"
                .formatted(TaskRow.COLUMNS, TaskRow.BOOKED),
            Columns.of("id BIGINT", "attempt INT", "session TEXT"));
    this.history =
        dialect.over(
            HISTORY,
            Columns.of(
                "id BIGINT",
                "status INT",
                "tried INT",
                "started BIGINT",
                "ended BIGINT",
                "duration BIGINT",
                "message TEXT",
                "remark TEXT",
                "now BIGINT"));
    this.started = dialect.updateUnasked(START);
    this.progressed = dialect.updateUnasked(PROGRESS);
    this.data = dialect.update(DATA);
    this.count = dialect.updateUnasked(COUNT);
    this.remove =
        dialect.delete(new GuardedDelete("task", Columns.of("id BIGINT"), "task.id = b.id"));
  }

  /**
   * What one transaction did.
   *
   * @param verdicts one a change, in order
   * @param waiting tasks that now wait: planned ones, those that are tried again, the next in line
   * @param changed tasks as others are told of them
   * @param parents tasks that were split and of which a part has ended
   */
  record Outcome(
      List<Verdict> verdicts, List<Staged> waiting, List<TaskInfo> changed, Set<Long> parents) {}

  /**
   * Writes the changes; at most one end or release an attempt: the first one counts, and is all
   * that is called committed.
   *
   * @param groups of the tasks, as far as they are known
   */
  Future<Outcome> settle(List<Change> changes, Map<Long, Long> groups) {
    return database.transact("settle", tx -> settle(tx, changes, groups, clock.millis()));
  }

  private Future<Outcome> settle(Tx tx, List<Change> changes, Map<Long, Long> known, long now) {
    // Groups are locked before their tasks, everywhere; so it must be known first whose they are.
    return owners(tx, changes, known)
        .compose(
            owners -> {
              Future<Map<Long, GroupRow>> locked = locks.take(tx, owners);
              Future<Map<Long, TaskRow>> rows = readTasks(tx, changes);
              return locked.compose(g -> rows.compose(t -> settle(tx, changes, g, t, now)));
            });
  }

  private Future<Set<Long>> owners(Tx tx, List<Change> changes, Map<Long, Long> known) {
    Set<Long> found = new TreeSet<>();
    Set<Long> tasks = new TreeSet<>();
    for (Change change : changes) {
      Long group = known.get(change.taskId());
      if (group == null) {
        tasks.add(change.taskId());
      } else {
        found.add(group);
      }
    }
    Batch batch = owners.batch();
    tasks.forEach(batch::add);
    return tx.run(owners, batch)
        .map(
            rows -> {
              for (Row row : rows) {
                found.add(row.getLong("group_id"));
              }
              return found;
            });
  }

  private Future<Map<Long, TaskRow>> readTasks(Tx tx, List<Change> changes) {
    // One change may be said by two sessions: the row tells whose it is.
    Map<Long, Set<Ref>> refs = new TreeMap<>();
    for (Change change : changes) {
      refs.computeIfAbsent(change.taskId(), id -> new HashSet<>())
          .add(new Ref(change.attempt(), change.session()));
    }
    Batch batch = live.batch();
    refs.forEach((id, all) -> all.forEach(ref -> batch.add(id, ref.attempt(), ref.session())));
    return tx.run(live, batch)
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

  private record Ref(int attempt, String session) {}

  private Future<Outcome> settle(
      Tx tx, List<Change> changes, Map<Long, GroupRow> locked, Map<Long, TaskRow> tasks, long now) {
    SettleBatch batch = new SettleBatch(now);
    for (Change change : changes) {
      TaskRow task = tasks.get(change.taskId());
      boolean ours =
          task != null
              && task.attempt() == change.attempt()
              && task.session().equals(change.session())
              // What was split is with no client: nobody but its parts says anything of it.
              && task.family().isParent() == (change instanceof Change.Gathered);
      batch.verdicts.add(ours && batch.put(change, task) ? Verdict.COMMITTED : Verdict.STALE);
    }
    return started
        .run(tx, startRows(batch))
        .compose(done -> progressed.run(tx, progressRows(batch, now)))
        .compose(done -> triesAgain.write(tx, batch.again))
        .compose(done -> ended(tx, batch, locked, now))
        .map(waiting -> outcome(batch, waiting));
  }

  private static Outcome outcome(SettleBatch batch, List<Staged> waiting) {
    List<Staged> all = new ArrayList<>(waiting);
    batch.again.forEach(one -> all.add(one.task().again(one.due(), one.notFirst())));
    return new Outcome(batch.verdicts, all, batch.changed, batch.parents());
  }

  private static Batch startRows(SettleBatch batch) {
    Batch rows = START.columns().batch();
    batch.started.forEach(task -> rows.add(task.id(), task.attempt()));
    return rows;
  }

  private static Batch progressRows(SettleBatch batch, long now) {
    // The last word of each attempt: some databases take but one row of a batch for each task.
    Map<Long, SettleBatch.Progress> last = new TreeMap<>();
    batch.progressed.forEach(one -> last.put(one.task().id(), one));
    Batch rows = PROGRESS.columns().batch();
    for (SettleBatch.Progress one : last.values()) {
      TaskRow task = one.task();
      // What is stopping keeps its reason, and is asked again when that was to be.
      TaskStatus status = task.isStopping() ? TaskStatus.STOPPING : TaskStatus.RUNNING;
      rows.add(
          task.id(),
          task.attempt(),
          status.getNumber(),
          one.said().percent(),
          task.isStopping() ? task.message() : one.said().message(),
          now,
          one.checkAt());
    }
    return rows;
  }

  private Future<List<Staged>> ended(
      Tx tx, SettleBatch batch, Map<Long, GroupRow> locked, long now) {
    if (batch.ended.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    Batch gone = Columns.of("id BIGINT").batch();
    batch.ended.keySet().forEach(task -> gone.add(task.id()));
    Map<TaskRow, SettleBatch.End> counted = batch.counted();
    return keepData(tx, batch, locked)
        .compose(
            refused -> {
              // Asked for in one go: none of them needs the answer of another.
              Future<?> written = tx.run(history, historyRows(batch, refused, now));
              Future<?> removed = remove.run(tx, gone);
              Future<Void> gathered = families.ended(tx, parts(batch));
              Future<?> kept = count.run(tx, counterRows(counted, locked));
              List<Planning.Rest> rests = new ArrayList<>();
              Future<List<Staged>> planned =
                  planning.plan(tx, Followers.of(counted, locked, now, rests));
              Future<Void> rested = planning.rest(tx, rests);
              Future<List<Staged>> freed = lines.release(tx, groupsOf(counted));
              Future<Void> tallied = tallies.write(tx, tallyEntries(counted), now);
              return written
                  .compose(done -> removed)
                  .compose(done -> gathered)
                  .compose(done -> kept)
                  .compose(done -> planned)
                  .compose(done -> rested)
                  .compose(done -> tallied)
                  .compose(done -> freed)
                  .map(
                      next -> {
                        List<Staged> waiting = new ArrayList<>(planned.result());
                        waiting.addAll(next);
                        return waiting;
                      });
            });
  }

  /** Answers the tasks whose change of the data came after somebody else's. */
  private Future<Set<Long>> keepData(Tx tx, SettleBatch batch, Map<Long, GroupRow> locked) {
    Batch rows = DATA.columns().batch();
    Map<Long, Long> first = new HashMap<>();
    Set<Long> refused = new HashSet<>();
    batch.ended.forEach(
        (task, end) -> {
          Change.Ended change = end.change();
          if (change.data().isEmpty()) {
            return;
          }
          refused.add(task.id());
          GroupRow group = locked.get(task.groupId());
          boolean current = group != null && group.dataVersion() == change.dataVersion();
          // One that is stale must not stand in the way of one that is not.
          if (current && first.putIfAbsent(task.groupId(), task.id()) == null) {
            rows.add(task.groupId(), change.dataVersion(), change.data());
          }
        });
    return data.run(tx, rows)
        .map(
            kept -> {
              for (Row row : kept) {
                refused.remove(first.get(row.getLong("id")));
              }
              return refused;
            });
  }

  private Batch historyRows(SettleBatch batch, Set<Long> staleData, long now) {
    Batch rows = history.batch();
    batch.ended.forEach(
        (task, end) -> {
          Change.Ended change = end.change();
          rows.add(
              task.id(),
              change.status().getNumber(),
              change.tried() ? 1 : 0,
              change.startedAt(),
              change.endedAt(),
              change.durationUs(),
              change.message(),
              staleData.contains(task.id()) ? STALE_DATA : end.remark(),
              now);
        });
    return rows;
  }

  private static Batch counterRows(
      Map<TaskRow, SettleBatch.End> counted, Map<Long, GroupRow> locked) {
    Map<Long, Tally> tallies = new TreeMap<>();
    Set<Long> gone = new HashSet<>();
    counted.forEach(
        (task, end) -> {
          tallies.computeIfAbsent(task.groupId(), id -> new Tally()).count(task, end.change());
          GroupRow group = locked.get(task.groupId());
          if (group != null && group.nextTaskId() == task.id()) {
            gone.add(task.groupId());
          }
        });
    Batch rows = COUNT.columns().batch();
    tallies.forEach((group, tally) -> rows.add(tally.row(group, gone.contains(group))));
    return rows;
  }

  private static List<Families.End> parts(SettleBatch batch) {
    List<Families.End> parts = new ArrayList<>();
    batch.ended.forEach(
        (task, end) -> {
          if (task.family().isChild()) {
            parts.add(new Families.End(task.family().parent(), end.change().status()));
          }
        });
    return parts;
  }

  private static List<TallySheets.Entry> tallyEntries(Map<TaskRow, SettleBatch.End> counted) {
    List<TallySheets.Entry> entries = new ArrayList<>(counted.size());
    counted.forEach(
        (task, end) ->
            entries.add(
                new TallySheets.Entry(
                    task.id(), task.job().namespace(), TallyLine.ended(task, end.change()))));
    return entries;
  }

  private static Set<Long> groupsOf(Map<TaskRow, SettleBatch.End> counted) {
    Set<Long> groups = new TreeSet<>();
    counted.keySet().forEach(task -> groups.add(task.groupId()));
    return groups;
  }
}
