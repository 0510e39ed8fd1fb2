package io.fss.scheduler;

import static io.fss.kernel.Database.run;

import io.fss.kernel.Dialect;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.Ids;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes down which planned occurrences did not run, and why. Consecutive skips of one group with
 * one reason are one row that counts; a run in between starts a new row.
 */
final class Skips {
  private static final GuardedUpdate JOIN =
      new GuardedUpdate(
          "task_history",
          "occurrences = occurrences + b.count, last_planned_at = b.last, ended_at = b.now, settled_at = b.now",
          List.of(
              "id BIGINT",
              "reason TEXT",
              "group_id BIGINT",
              "count BIGINT",
              "last BIGINT",
              "now BIGINT"),
          "task_history.id = b.id AND task_history.status = 7 AND task_history.message = b.reason",
          "id");

  private final Dialect dialect;
  private final Ids ids;
  private final String waiting;
  private final String remove;
  private final String insert;
  private final String count;

  Skips(Dialect dialect, Ids ids) {
    this.dialect = dialect;
    this.ids = ids;
    this.waiting =
        "SELECT task.id FROM %s JOIN task ON task.id = b.id WHERE task.attempt = b.attempt AND task.status = 1%s"
            .formatted(dialect.rows("b", List.of("id BIGINT", "attempt INT")), dialect.forUpdate());
    this.remove =
        "DELETE FROM task WHERE id IN (SELECT id FROM %s)"
            .formatted(dialect.rows("b", List.of("id BIGINT")));
    this.insert =
        """
        INSERT INTO task_history (id, group_id, occurrence_key, namespace, group_name, app, job,
          status, planned_at, last_planned_at, occurrences, attempt, tries, params, session, client,
          booked_at, started_at, ended_at, duration_us, progress, message, remark, settled_at)
        SELECT b.id, g.id, b.occurrence, g.namespace, g.name, g.app, g.job,
          7, b.first, b.last, b.count, 0, 0, '', '', '', 0, 0, b.now, 0, 0, b.reason, '', b.now
        FROM %s JOIN task_group g ON g.id = b.group_id
        WHERE true
        """
            .formatted(
                dialect.rows(
                    "b",
                    List.of(
                        "id BIGINT",
                        "group_id BIGINT",
                        "occurrence TEXT",
                        "first BIGINT",
                        "last BIGINT",
                        "count BIGINT",
                        "now BIGINT",
                        "reason TEXT")));
    this.count =
        """
        UPDATE task_group SET skipped = task_group.skipped + b.count, skip_row = b.skip_row
        FROM %s WHERE task_group.id = b.id
        """
            .formatted(dialect.rows("b", List.of("id BIGINT", "count BIGINT", "skip_row BIGINT")));
  }

  /** A waiting task that must not run. */
  record Skip(Staged task, GroupRow group, String reason) {}

  /** Occurrences that nobody had planned in time. */
  record Missed(Staged before, GroupRow group, Schedule.Missed missed, String reason) {}

  private record Entry(
      GroupRow group, long first, long last, long count, String reason, long rowId) {}

  /** Ends waiting tasks as SKIPPED; answers those that were still waiting. */
  Future<List<Staged>> end(SqlConnection tx, List<Skip> skips, long now) {
    if (skips.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    JsonArray rows = new JsonArray();
    skips.forEach(
        skip -> rows.add(new JsonArray().add(skip.task().id()).add(skip.task().attempt())));
    return run(tx, waiting, Tuple.of(rows.encode()))
        .compose(
            found -> {
              Set<Long> still = new HashSet<>();
              JsonArray gone = new JsonArray();
              for (Row row : found) {
                still.add(row.getLong("id"));
                gone.add(new JsonArray().add(row.getLong("id")));
              }
              List<Skip> ended =
                  skips.stream().filter(skip -> still.contains(skip.task().id())).toList();
              List<Entry> entries =
                  ended.stream()
                      .map(
                          skip ->
                              new Entry(
                                  skip.group(),
                                  skip.task().plannedAt(),
                                  skip.task().plannedAt(),
                                  1,
                                  skip.reason(),
                                  skip.task().id()))
                      .toList();
              List<Staged> tasks = ended.stream().map(Skip::task).toList();
              return write(tx, entries, now)
                  .compose(
                      written ->
                          gone.isEmpty()
                              ? Future.succeededFuture(tasks)
                              : run(tx, remove, Tuple.of(gone.encode())).map(tasks));
            });
  }

  /** Records occurrences that had no task. */
  Future<Void> record(SqlConnection tx, List<Missed> missed, long now) {
    List<Entry> entries =
        missed.stream()
            .filter(one -> one.missed().count() > 0)
            .map(
                one ->
                    new Entry(
                        one.group(),
                        one.missed().first(),
                        one.missed().last(),
                        one.missed().count(),
                        one.reason(),
                        ids.next()))
            .toList();
    return write(tx, entries, now);
  }

  private Future<Void> write(SqlConnection tx, List<Entry> entries, long now) {
    if (entries.isEmpty()) {
      return Future.succeededFuture();
    }
    return join(tx, entries, now)
        .compose(
            joined -> {
              List<Entry> rest = new ArrayList<>();
              Map<Long, Long> skipRows = new HashMap<>();
              Map<Long, Long> counts = new HashMap<>();
              for (Entry entry : entries) {
                long group = entry.group().id();
                counts.merge(group, entry.count(), Long::sum);
                if (joined.contains(entry.group().skipRow())) {
                  skipRows.put(group, entry.group().skipRow());
                } else {
                  skipRows.put(group, entry.rowId());
                  rest.add(entry);
                }
              }
              return add(tx, rest, now).compose(added -> count(tx, counts, skipRows));
            });
  }

  private Future<Set<Long>> join(SqlConnection tx, List<Entry> entries, long now) {
    JsonArray rows = new JsonArray();
    Set<Long> once = new HashSet<>();
    for (Entry entry : entries) {
      long row = entry.group().skipRow();
      if (row != 0 && once.add(row)) {
        rows.add(
            new JsonArray()
                .add(row)
                .add(entry.reason())
                .add(entry.group().id())
                .add(entry.count())
                .add(entry.last())
                .add(now));
      }
    }
    if (rows.isEmpty()) {
      return Future.succeededFuture(Set.of());
    }
    return dialect
        .guarded(tx, JOIN, rows)
        .map(
            changed -> {
              Set<Long> joined = new HashSet<>();
              for (Row row : changed) {
                joined.add(row.getLong("id"));
              }
              return joined;
            });
  }

  private Future<Void> add(SqlConnection tx, List<Entry> entries, long now) {
    if (entries.isEmpty()) {
      return Future.succeededFuture();
    }
    JsonArray rows = new JsonArray();
    for (Entry entry : entries) {
      rows.add(
          new JsonArray()
              .add(entry.rowId())
              .add(entry.group().id())
              .add(OccurrenceKey.at(entry.first()))
              .add(entry.first())
              .add(entry.last())
              .add(entry.count())
              .add(now)
              .add(entry.reason()));
    }
    return run(tx, insert, Tuple.of(rows.encode())).mapEmpty();
  }

  private Future<Void> count(SqlConnection tx, Map<Long, Long> counts, Map<Long, Long> skipRows) {
    JsonArray rows = new JsonArray();
    counts.forEach(
        (group, n) -> rows.add(new JsonArray().add(group).add(n).add(skipRows.get(group))));
    return run(tx, count, Tuple.of(rows.encode())).mapEmpty();
  }
}
