package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.fss.kernel.Dialect;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.Ids;
import io.fss.kernel.Tx;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
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

/**
 * Corrects the history where a task was given up as lost and its client reports its success after
 * all: once, and only if no later attempt was booked. What followed the loss stays as it is.
 */
final class Corrections {
  static final String REMARK =
      "corrected: it had been given up as lost before its client reported its success";

  private static final GuardedUpdate CORRECT =
      new GuardedUpdate(
          "task_history",
          List.of(
              "status = 5",
              "started_at = b.started",
              "ended_at = b.ended",
              "duration_us = b.duration",
              "progress = 100",
              "message = b.message",
              "remark = b.remark"),
          Columns.of(
              "id BIGINT",
              "attempt INT",
              "session TEXT",
              "started BIGINT",
              "ended BIGINT",
              "duration BIGINT",
              "message TEXT",
              "remark TEXT"),
          "task_history.id = b.id AND task_history.attempt = b.attempt"
              + " AND task_history.session = b.session AND task_history.status = 10",
          List.of("task_history.id"));

  private static final GuardedUpdate COUNT =
      new GuardedUpdate(
          "task_group",
          List.of(
              "successes = task_group.successes + b.n",
              "failures = task_group.failures - b.n",
              "total_duration_us = task_group.total_duration_us + b.duration"),
          Columns.of("id BIGINT", "n BIGINT", "duration BIGINT"),
          "task_group.id = b.id",
          List.of("task_group.id"));

  // The task it is a part of has not ended: it learns of it, too.
  private static final GuardedUpdate PART =
      new GuardedUpdate(
          "task",
          List.of("bad_children = task.bad_children - b.n"),
          Columns.of("id BIGINT", "n INT"),
          "task.id = b.id AND task.bad_children >= b.n",
          List.of("task.id"));

  private static final GuardedUpdate LAST =
      new GuardedUpdate(
          "task_group",
          List.of("last_status = 5"),
          Columns.of("id BIGINT", "task BIGINT"),
          "task_group.id = b.id AND task_group.last_task_id = b.task",
          List.of("task_group.id"));

  private final Database database;
  private final Ids ids;
  private final TallySheets tallies;
  private final BatchStatement lost;
  private final GroupLocks locks;
  private final BatchDeed correct;
  private final BatchDeed count;
  private final BatchDeed last;
  private final BatchDeed part;

  Corrections(Database database, Ids ids) {
    Dialect dialect = database.dialect();
    this.database = database;
    this.ids = ids;
    this.tallies = new TallySheets(dialect);
    this.lost =
        dialect.over(
            "SELECT h.* FROM {b} JOIN task_history h ON h.id = b.id"
                + " WHERE h.attempt = b.attempt AND h.session = b.session AND h.status = 10",
            Columns.of("id BIGINT", "attempt INT", "session TEXT"));
    this.locks = GroupLocks.withoutData(dialect);
    this.correct = dialect.update(CORRECT);
    this.count = dialect.updateUnasked(COUNT);
    this.last = dialect.updateUnasked(LAST);
    this.part = dialect.updateUnasked(PART);
  }

  /** A row of the history and what its client says. */
  private record Late(Row row, Change.Ended end) {
    long id() {
      return end.taskId();
    }

    long group() {
      return row.getLong("group_id");
    }

    String remark() {
      String before = row.getString("remark");
      return before.isEmpty() ? REMARK : before + "; " + REMARK;
    }

    TaskInfo info() {
      return TaskInfo.newBuilder()
          .setId(id())
          .setGroupId(group())
          .setNamespace(row.getString("namespace"))
          .setGroup(row.getString("group_name"))
          .setApp(row.getString("app"))
          .setJob(row.getString("job"))
          .setOccurrenceKey(row.getString("occurrence_key"))
          .setStatus(TaskStatus.SUCCEEDED)
          .setPlannedAtMs(row.getLong("planned_at"))
          .setDueAtMs(row.getLong("due_at"))
          .setAttempt(end.attempt())
          .setTries(row.getInteger("tries"))
          .setClient(row.getString("client"))
          .setSession(end.session())
          .setBookedAtMs(row.getLong("booked_at"))
          .setStartedAtMs(end.startedAt())
          .setEndedAtMs(end.endedAt())
          .setDurationUs(end.durationUs())
          .setMessage(end.message())
          .setRemark(remark())
          .setCount(1)
          .build();
    }
  }

  /** Corrects what can be; answers the tasks that were, as others are told of them. */
  Future<List<TaskInfo>> correct(Collection<Change.Ended> successes) {
    Map<Long, Change.Ended> ends = new TreeMap<>();
    successes.forEach(end -> ends.putIfAbsent(end.taskId(), end));
    return database.transact("settle", tx -> correct(tx, ends));
  }

  private Future<List<TaskInfo>> correct(Tx tx, Map<Long, Change.Ended> ends) {
    Batch sought = lost.batch();
    ends.forEach((id, end) -> sought.add(id, end.attempt(), end.session()));
    return tx.run(lost, sought)
        .compose(
            rows -> {
              Map<Long, Late> late = new TreeMap<>();
              for (Row row : rows) {
                long id = row.getLong("id");
                late.put(id, new Late(row, ends.get(id)));
              }
              return late.isEmpty() ? Future.succeededFuture(List.of()) : write(tx, late);
            });
  }

  private Future<List<TaskInfo>> write(Tx tx, Map<Long, Late> late) {
    Batch rows = CORRECT.columns().batch();
    for (Late one : late.values()) {
      Change.Ended end = one.end();
      rows.add(
          one.id(),
          end.attempt(),
          end.session(),
          end.startedAt(),
          end.endedAt(),
          end.durationUs(),
          end.message(),
          one.remark());
    }
    return locks
        .hold(tx, late.values().stream().map(Late::group).toList())
        .compose(held -> correct.run(tx, rows))
        .compose(
            corrected -> {
              Set<Long> won = new HashSet<>();
              corrected.forEach(row -> won.add(row.getLong("id")));
              late.keySet().retainAll(won);
              List<Late> whole = new ArrayList<>();
              Map<Long, Integer> parts = new TreeMap<>();
              for (Late one : late.values()) {
                long parent = one.row().getLong("parent");
                if (parent == 0) {
                  whole.add(one);
                } else {
                  // A part counts only in the task it is a part of; one that has ended stays so.
                  parts.merge(parent, 1, Integer::sum);
                }
              }
              Batch known = PART.columns().batch();
              parts.forEach(known::add);
              return part.run(tx, known).compose(done -> count(tx, whole));
            })
        .map(done -> late.values().stream().map(Late::info).toList());
  }

  private Future<Void> count(Tx tx, Collection<Late> corrected) {
    Map<Long, Long> numbers = new TreeMap<>();
    Map<Long, Long> durations = new HashMap<>();
    Batch latest = LAST.columns().batch();
    Set<Long> seen = new HashSet<>();
    for (Late one : corrected) {
      numbers.merge(one.group(), 1L, Long::sum);
      durations.merge(one.group(), one.end().durationUs(), Long::sum);
    }
    // A batch names a group once: the newest of its tasks is the one that may be its last.
    List<Late> newestFirst = new ArrayList<>(corrected);
    newestFirst.sort((one, other) -> Long.compare(other.id(), one.id()));
    newestFirst.stream()
        .filter(one -> seen.add(one.group()))
        .forEach(one -> latest.add(one.group(), one.id()));
    Batch counts = COUNT.columns().batch();
    numbers.forEach((group, n) -> counts.add(group, n, durations.get(group)));
    return count
        .run(tx, counts)
        .compose(done -> last.run(tx, latest))
        .compose(done -> Repeat.forEach(corrected, one -> tally(tx, one)));
  }

  /** The hour that counted the loss counts it no more. */
  private Future<Void> tally(Tx tx, Late one) {
    String namespace = one.row().getString("namespace");
    return tallies.write(
        tx,
        List.of(
            new TallySheets.Entry(ids.next(), namespace, TallyLine.notLost(one.group())),
            new TallySheets.Entry(
                ids.next(),
                namespace,
                TallyLine.corrected(
                    one.group(),
                    one.end(),
                    one.row().getInteger("tries"),
                    one.row().getLong("due_at")))),
        one.row().getLong("settled_at"));
  }
}
