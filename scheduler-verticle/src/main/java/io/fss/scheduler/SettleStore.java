package io.fss.scheduler;

import static io.fss.kernel.Database.run;

import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.Ids;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.v1.Verdict;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One transaction writes how attempts ended and what follows: history or the next try, the group's
 * counters, data and next task. A change whose attempt the row no longer names is STALE.
 */
final class SettleStore {
  private static final GuardedUpdate PROGRESS =
      new GuardedUpdate(
          "task",
          "status = CASE WHEN status = 2 THEN 3 ELSE status END, progress = b.percent,"
              + " message = b.message",
          List.of("id BIGINT", "attempt INT", "percent INT", "message TEXT"),
          "task.id = b.id AND task.attempt = b.attempt AND task.status IN (2, 3, 4)",
          "id");

  private static final GuardedUpdate START =
      new GuardedUpdate(
          "task",
          "status = 3",
          List.of("id BIGINT", "attempt INT"),
          "task.id = b.id AND task.attempt = b.attempt AND task.status = 2",
          "id");

  private static final GuardedUpdate AGAIN =
      new GuardedUpdate(
          "task",
          "status = 1, parked = 0, attempt = task.attempt + 1, tries = task.tries + b.tried,"
              + " due_at = b.due, session = '', client = '', booked_at = 0, progress = 0,"
              + " message = b.message",
          List.of("id BIGINT", "attempt INT", "tried INT", "due BIGINT", "message TEXT"),
          "task.id = b.id AND task.attempt = b.attempt AND task.status IN (2, 3, 4)",
          "id");

  private static final GuardedUpdate DATA =
      new GuardedUpdate(
          "task_group",
          "data = b.data, data_version = task_group.data_version + 1",
          List.of("id BIGINT", "seen BIGINT", "data TEXT"),
          "task_group.id = b.id AND task_group.data_version = b.seen",
          "id");

  private static final String STALE_DATA =
      "the job's change of the data was not kept: the data had been changed since it was read";

  private final Database database;
  private final Clock clock;
  private final Planning planning;
  private final String live;
  private final String groups;
  private final String history;
  private final String attempts;
  private final String remove;
  private final String counters;

  SettleStore(Database database, Clock clock, Ids ids) {
    this.database = database;
    this.clock = clock;
    this.planning = new Planning(database.dialect(), ids);
    this.live =
        "SELECT %s FROM %s JOIN task ON task.id = b.id WHERE task.attempt = b.attempt AND task.session = b.session AND task.status IN (2, 3, 4)"
            .formatted(TaskRow.COLUMNS, rows("id BIGINT", "attempt INT", "session TEXT"));
    this.groups =
        """
        SELECT g.id, g.namespace, g.app, g.job, g.enabled, g.version, g.planned_to, g.next_task_id, g.trigger_spec, '' AS data,
          g.data_version, g.skip_row, 0 AS live
        FROM task_group g WHERE g.id IN (SELECT id FROM %s) AND g.follows = 1 ORDER BY g.id%s
        """
            .formatted(rows("id BIGINT"), database.dialect().forUpdate());
    this.history =
        """
        INSERT INTO task_history (id, group_id, occurrence_key, namespace, group_name, app, job,
          status, planned_at, last_planned_at, occurrences, attempt, tries, params, session, client,
          booked_at, started_at, ended_at, duration_us, progress, message, remark, settled_at)
        SELECT t.id, t.group_id, t.occurrence_key, t.namespace, t.group_name, t.app, t.job,
          b.status, t.planned_at, t.planned_at, 1, t.attempt, t.tries + 1, t.params, t.session,
          t.client, t.booked_at, b.started, b.ended, b.duration,
          CASE WHEN b.status = 5 THEN 100 ELSE t.progress END, b.message,
          CASE WHEN b.remark = '' THEN t.remark ELSE b.remark END, b.now
        FROM %s JOIN task t ON t.id = b.id
        WHERE true
        """
            .formatted(
                rows(
                    "id BIGINT",
                    "status INT",
                    "started BIGINT",
                    "ended BIGINT",
                    "duration BIGINT",
                    "message TEXT",
                    "remark TEXT",
                    "now BIGINT"));
    this.attempts =
        """
        INSERT INTO task_attempt
          (task_id, attempt, status, session, client, booked_at, started_at, ended_at, message)
        SELECT t.id, t.attempt, b.status, t.session, t.client, t.booked_at, b.started, b.ended,
          b.message
        FROM %s JOIN task t ON t.id = b.id
        WHERE true
        """
            .formatted(
                rows("id BIGINT", "status INT", "started BIGINT", "ended BIGINT", "message TEXT"));
    this.remove = "DELETE FROM task WHERE id IN (SELECT id FROM %s)".formatted(rows("id BIGINT"));
    this.counters =
        """
        UPDATE task_group SET runs = task_group.runs + b.runs,
          successes = task_group.successes + b.successes,
          failures = task_group.failures + b.failures,
          total_duration_us = total_duration_us + b.duration,
          last_task_id = b.task, last_run_at = b.booked, last_status = b.status, skip_row = 0,
          next_run_at = CASE WHEN EXISTS (SELECT 1 FROM task WHERE task.id = next_task_id)
            THEN next_run_at ELSE 0 END,
          next_task_id = CASE WHEN EXISTS (SELECT 1 FROM task WHERE task.id = next_task_id)
            THEN next_task_id ELSE 0 END
        FROM %s WHERE task_group.id = b.id
        """
            .formatted(
                rows(
                    "id BIGINT",
                    "runs BIGINT",
                    "successes BIGINT",
                    "failures BIGINT",
                    "duration BIGINT",
                    "task BIGINT",
                    "booked BIGINT",
                    "status INT"));
  }

  private String rows(String... columns) {
    return database.dialect().rows("b", List.of(columns));
  }

  /**
   * What one transaction did.
   *
   * @param verdicts one a change, in order
   * @param waiting tasks that now wait: planned ones and those that are tried again
   * @param changed tasks as others are told of them
   */
  record Outcome(List<Verdict> verdicts, List<Staged> waiting, List<TaskInfo> changed) {}

  /** Writes the changes; at most one end or release an attempt, the first one counts. */
  Future<Outcome> settle(List<Change> changes) {
    return database.transact("settle", tx -> settle(tx, changes, clock.millis()));
  }

  private Future<Outcome> settle(SqlConnection tx, List<Change> changes, long now) {
    JsonArray refs = new JsonArray();
    for (Change change : changes) {
      refs.add(new JsonArray().add(change.taskId()).add(change.attempt()).add(change.session()));
    }
    return run(tx, live, Tuple.of(refs.encode()))
        .compose(
            found -> {
              Map<Long, TaskRow> tasks = new HashMap<>();
              for (Row row : found) {
                tasks.put(row.getLong("id"), TaskRow.of(row));
              }
              SettleBatch batch = sort(changes, tasks, now);
              return write(tx, batch, now)
                  .map(waiting -> new Outcome(batch.verdicts, waiting, batch.changed));
            });
  }

  private static SettleBatch sort(List<Change> changes, Map<Long, TaskRow> tasks, long now) {
    SettleBatch batch = new SettleBatch();
    for (Change change : changes) {
      TaskRow task = tasks.get(change.taskId());
      boolean ours =
          task != null
              && task.attempt() == change.attempt()
              && task.session().equals(change.session());
      batch.verdicts.add(ours ? Verdict.COMMITTED : Verdict.STALE);
      if (ours) {
        batch.put(change, task, now);
      }
    }
    return batch;
  }

  private Future<List<Staged>> write(SqlConnection tx, SettleBatch batch, long now) {
    return guarded(tx, START, batch.started)
        .compose(done -> guarded(tx, PROGRESS, batch.progressed))
        .compose(done -> again(tx, batch))
        .compose(done -> ended(tx, batch, now))
        .map(
            planned -> {
              List<Staged> waiting = new ArrayList<>(planned);
              waiting.addAll(batch.waiting);
              return waiting;
            });
  }

  private Future<Void> guarded(SqlConnection tx, GuardedUpdate update, JsonArray rows) {
    return rows.isEmpty()
        ? Future.succeededFuture()
        : database.dialect().guarded(tx, update, rows).mapEmpty();
  }

  private Future<Void> again(SqlConnection tx, SettleBatch batch) {
    if (batch.again.isEmpty()) {
      return Future.succeededFuture();
    }
    return run(tx, attempts, Tuple.of(batch.kept.encode()))
        .compose(kept -> guarded(tx, AGAIN, batch.again));
  }

  private Future<List<Staged>> ended(SqlConnection tx, SettleBatch batch, long now) {
    if (batch.ended.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    JsonArray ids = new JsonArray();
    Set<Long> groupIds = new HashSet<>();
    batch.ended.forEach(
        (task, end) -> {
          ids.add(new JsonArray().add(task.id()));
          groupIds.add(task.groupId());
        });
    JsonArray groupRows = new JsonArray();
    groupIds.forEach(id -> groupRows.add(new JsonArray().add(id)));
    return run(tx, groups, Tuple.of(groupRows.encode()))
        .compose(
            following ->
                keepData(tx, batch)
                    .compose(refused -> run(tx, history, historyRows(batch, refused, now)))
                    .compose(done -> run(tx, remove, Tuple.of(ids.encode())))
                    .compose(done -> run(tx, counters, counterRows(batch)))
                    .compose(
                        done -> {
                          List<Planning.Next> nexts = new ArrayList<>();
                          for (Row row : following) {
                            next(GroupRow.of(row), batch, now, nexts);
                          }
                          return planning.plan(tx, nexts);
                        }));
  }

  /** Answers the tasks whose change of the data came after somebody else's. */
  private Future<Set<Long>> keepData(SqlConnection tx, SettleBatch batch) {
    JsonArray rows = new JsonArray();
    Map<Long, Long> first = new HashMap<>();
    Set<Long> refused = new HashSet<>();
    batch.ended.forEach(
        (task, end) -> {
          if (end.data().isEmpty()) {
            return;
          }
          refused.add(task.id());
          if (first.putIfAbsent(task.groupId(), task.id()) == null) {
            rows.add(new JsonArray().add(task.groupId()).add(end.dataVersion()).add(end.data()));
          }
        });
    if (rows.isEmpty()) {
      return Future.succeededFuture(Set.of());
    }
    return database
        .dialect()
        .guarded(tx, DATA, rows)
        .map(
            kept -> {
              for (Row row : kept) {
                refused.remove(first.get(row.getLong("id")));
              }
              return refused;
            });
  }

  private static Tuple historyRows(SettleBatch batch, Set<Long> staleData, long now) {
    JsonArray rows = new JsonArray();
    batch.ended.forEach(
        (task, end) ->
            rows.add(
                new JsonArray()
                    .add(task.id())
                    .add(end.status().getNumber())
                    .add(end.startedAt())
                    .add(end.endedAt())
                    .add(end.durationUs())
                    .add(end.message())
                    .add(staleData.contains(task.id()) ? STALE_DATA : "")
                    .add(now)));
    return Tuple.of(rows.encode());
  }

  private static Tuple counterRows(SettleBatch batch) {
    Map<Long, Tally> tallies = new LinkedHashMap<>();
    batch.ended.forEach(
        (task, end) -> tallies.computeIfAbsent(task.groupId(), id -> new Tally()).count(task, end));
    JsonArray rows = new JsonArray();
    tallies.forEach((group, tally) -> rows.add(tally.row(group)));
    return Tuple.of(rows.encode());
  }

  private static void next(GroupRow group, SettleBatch batch, long now, List<Planning.Next> nexts) {
    if (!group.enabled()) {
      return;
    }
    for (Map.Entry<TaskRow, Change.Ended> one : batch.ended.entrySet()) {
      TaskRow task = one.getKey();
      // The task in line plans the next one; a run by hand beside it does only where none is left,
      // as in a dynamic group that rests.
      boolean inLine = group.nextTaskId() == task.id() || group.nextTaskId() == 0;
      if (task.groupId() != group.id() || !inLine) {
        continue;
      }
      OptionalLong due = group.schedule().afterEnd(now, asked(task, one.getValue(), now));
      if (due.isPresent()) {
        String key = OccurrenceKey.after(task.id());
        nexts.add(new Planning.Next(group, due.getAsLong(), key));
        return;
      }
    }
  }

  /**
   * The next time the job asked for. An instant that was not over when the job started counts, also
   * if it is over now because the report came late; an earlier one is no answer.
   */
  private static long asked(TaskRow task, Change.Ended end, long now) {
    long began = end.startedAt() > 0 ? end.startedAt() : task.bookedAt();
    return end.nextAt() > 0 && end.nextAt() >= began ? Math.max(end.nextAt(), now) : 0;
  }
}
