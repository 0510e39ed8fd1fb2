package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Columns;
import io.fss.kernel.Dialect;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.Tx;
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

/** Writes down that attempts shall stop, and why: DISPATCHED and RUNNING become STOPPING. */
final class Stops {
  /** How long after the last request to stop a client is asked again. */
  static final long ASK_AGAIN_MS = 5_000;

  private static final GuardedUpdate STOP =
      new GuardedUpdate(
          "task",
          List.of(
              "status = 4",
              "stop_status = b.stop_status",
              "message = b.reason",
              // What was split waits for its parts, and is looked at when they have ended.
              "check_at = CASE WHEN task.children > 0 AND task.parent = 0 THEN task.check_at"
                  + " ELSE b.check_at END"),
          Columns.of(
              "id BIGINT", "attempt INT", "stop_status INT", "reason TEXT", "check_at BIGINT"),
          // What is cancelled while it is stopped for its time is cancelled: it is not tried again.
          "task.id = b.id AND task.attempt = b.attempt AND (task.status IN (2, 3)"
              + " OR (task.status = 4 AND task.stop_status = 9 AND b.stop_status = 8))",
          List.of("task.id"));

  /** As {@link TaskRow#COLUMNS}; who ends or stops tasks needs no parameters, which may be long. */
  static final String COLUMNS = TaskRow.COLUMNS.replace("task.params", "'' AS params");

  private final BatchDeed stop;
  private final BatchStatement ofGroups;
  private final BatchStatement named;
  private final Families families;
  private final Endings endings;

  Stops(Dialect dialect) {
    this.families = new Families(dialect);
    this.endings = new Endings(dialect);
    this.stop = dialect.update(STOP);
    this.ofGroups =
        dialect.over(
            "SELECT %s FROM {b} JOIN task ON task.group_id = b.id WHERE task.occurrence_key NOT LIKE '%s%%' AND task.parent = 0 ORDER BY task.id%s"
                .formatted(COLUMNS, OccurrenceKey.key(""), dialect.forUpdate("task")),
            Columns.of("id BIGINT"));
    this.named =
        dialect.over(
            "SELECT %s FROM {b} JOIN task ON task.id = b.id ORDER BY task.id%s"
                .formatted(COLUMNS, dialect.forUpdate("task")),
            Columns.of("id BIGINT"));
  }

  /**
   * An attempt that shall stop.
   *
   * @param end how it ends: CANCELLED or TIMED_OUT
   */
  record Stop(TaskRow task, TaskStatus end, String reason) {}

  /**
   * The tasks of the triggers of these groups that have not ended, without their parameters and
   * without parts of them, locked; the groups are. The policies bound how many there are, other
   * than of runs by hand.
   */
  Future<List<TaskRow>> members(Tx tx, Collection<Long> groups) {
    return read(tx, ofGroups, groups);
  }

  /** Those of the tasks that have not ended, without their parameters, locked. */
  Future<List<TaskRow>> named(Tx tx, Collection<Long> tasks) {
    return read(tx, named, tasks);
  }

  private static Future<List<TaskRow>> read(
      Tx tx, BatchStatement statement, Collection<Long> sought) {
    Batch batch = Columns.of("id BIGINT").batch();
    sought.stream().sorted().forEach(batch::add);
    return tx.run(statement, batch)
        .map(
            rows -> {
              List<TaskRow> members = new ArrayList<>();
              rows.forEach(row -> members.add(TaskRow.of(row)));
              return members;
            });
  }

  /**
   * Writes; answers those for which it was news, and in the place of what was split its parts, of
   * which those that wait end at once.
   */
  Future<List<Stop>> write(Tx tx, List<Stop> stops, long now) {
    return mark(tx, stops, now)
        .compose(
            won -> {
              List<Stop> parents =
                  won.stream().filter(one -> one.task().family().isParent()).toList();
              return parents.isEmpty()
                  ? Future.succeededFuture(won)
                  : stopParts(tx, parents, now)
                      .map(
                          parts -> {
                            List<Stop> all = new ArrayList<>(won);
                            all.removeAll(parents);
                            all.addAll(parts);
                            return all;
                          });
            });
  }

  private Future<List<Stop>> stopParts(Tx tx, List<Stop> parents, long now) {
    Map<Long, Stop> whys = new HashMap<>();
    parents.forEach(one -> whys.put(one.task().id(), one));
    return families
        .parts(tx, parents.stream().map(Stop::task).toList())
        .compose(
            parts -> {
              List<Endings.Ending> waiting = new ArrayList<>();
              List<Stop> booked = new ArrayList<>();
              for (TaskRow part : parts) {
                Stop why = whys.get(part.family().parent());
                if (part.isWaiting()) {
                  waiting.add(new Endings.Ending(part, why.end(), why.reason()));
                } else {
                  booked.add(new Stop(part, why.end(), why.reason()));
                }
              }
              return endings.write(tx, waiting, now).compose(done -> mark(tx, booked, now));
            });
  }

  private Future<List<Stop>> mark(Tx tx, List<Stop> stops, long now) {
    Batch batch = STOP.columns().batch();
    for (Stop one : stops) {
      batch.add(
          one.task().id(),
          one.task().attempt(),
          one.end().getNumber(),
          one.reason(),
          now + ASK_AGAIN_MS);
    }
    return stop.run(tx, batch)
        .map(
            rows -> {
              Set<Long> won = new HashSet<>();
              for (Row row : rows) {
                won.add(row.getLong("id"));
              }
              return stops.stream().filter(one -> won.contains(one.task().id())).toList();
            });
  }
}
