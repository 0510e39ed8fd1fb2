package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Columns;
import io.fss.kernel.Dialect;
import io.fss.kernel.GuardedDelete;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.Ids;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
          List.of(
              "occurrences = task_history.occurrences + b.n",
              // A clock that was set back decides on moments before those that are counted here.
              "last_planned_at = CASE WHEN b.last > task_history.last_planned_at"
                  + " THEN b.last ELSE task_history.last_planned_at END",
              "ended_at = b.now",
              "settled_at = b.now"),
          Columns.of("id BIGINT", "reason TEXT", "n BIGINT", "last BIGINT", "now BIGINT"),
          "task_history.id = b.id AND task_history.status = 7 AND task_history.message = b.reason",
          List.of("task_history.id"));

  private static final GuardedUpdate COUNT =
      new GuardedUpdate(
          "task_group",
          List.of(
              "skipped = task_group.skipped + b.n",
              "tasks = task_group.tasks - b.tasks",
              "skip_row = b.skip_row"),
          Columns.of("id BIGINT", "n BIGINT", "tasks INT", "skip_row BIGINT"),
          "task_group.id = b.id",
          List.of("task_group.id"));

  private static final String INSERT =
      """
      INSERT INTO task_history (id, group_id, occurrence_key, namespace, group_name, app, job,
        status, planned_at, due_at, last_planned_at, occurrences, attempt, tries, params, session,
        client, booked_at, started_at, ended_at, duration_us, progress, message, remark, settled_at)
      SELECT b.id, g.id, b.occurrence, g.namespace, g.name, g.app, g.job,
        7, b.first, b.first, b.last, b.n, 0, 0, '', '',
        '', 0, 0, b.now, 0, 0, b.reason, '', b.now
      FROM {b} JOIN task_group g ON g.id = b.group_id
      WHERE true
      """;

  private final Ids ids;
  private final BatchDeed remove;
  private final BatchDeed join;
  private final BatchStatement insert;
  private final BatchDeed count;
  private final TallySheets tallies;

  Skips(Dialect dialect, Ids ids) {
    this.ids = ids;
    this.remove =
        dialect.delete(new GuardedDelete("task", Columns.of("id BIGINT"), "task.id = b.id"));
    this.join = dialect.update(JOIN);
    this.insert =
        dialect.over(
            INSERT,
            Columns.of(
                "id BIGINT",
                "group_id BIGINT",
                "occurrence TEXT",
                "first BIGINT",
                "last BIGINT",
                "n BIGINT",
                "now BIGINT",
                "reason TEXT"));
    this.count = dialect.updateUnasked(COUNT);
    this.tallies = new TallySheets(dialect);
  }

  /** A waiting task that must not run. */
  record Skip(Staged task, GroupRow group, String reason) {}

  /** Moments that got no task. */
  record Missed(GroupRow group, Schedule.Missed missed) {}

  /**
   * Skips of one group with one reason.
   *
   * @param tasks how many of them had a task
   */
  private record Entry(
      GroupRow group, String reason, long rowId, long first, long last, long count, int tasks) {

    Entry and(Entry more) {
      return new Entry(
          group,
          reason,
          rowId,
          Math.min(first, more.first),
          Math.max(last, more.last),
          count + more.count,
          tasks + more.tasks);
    }
  }

  /**
   * Ends tasks as SKIPPED and records moments that had none. The groups and the tasks are locked
   * and the tasks waiting.
   */
  Future<Void> write(Tx tx, List<Skip> skips, List<Missed> missed, long now) {
    if (skips.isEmpty() && missed.isEmpty()) {
      return Future.succeededFuture();
    }
    Batch gone = Columns.of("id BIGINT").batch();
    skips.forEach(skip -> gone.add(skip.task().id()));
    return write(tx, entries(skips, missed), now)
        .compose(written -> remove.run(tx, gone))
        .mapEmpty();
  }

  private static Set<Long> ids(Iterable<Row> rows) {
    Set<Long> ids = new HashSet<>();
    rows.forEach(row -> ids.add(row.getLong("id")));
    return ids;
  }

  /** By group, and within a group by reason, in the order they came. */
  private Map<Long, Map<String, Entry>> entries(List<Skip> skips, List<Missed> missed) {
    Map<Long, Map<String, Entry>> entries = new LinkedHashMap<>();
    for (Skip skip : skips) {
      long planned = skip.task().plannedAt();
      add(
          entries,
          new Entry(skip.group(), skip.reason(), skip.task().id(), planned, planned, 1, 1));
    }
    for (Missed one : missed) {
      Schedule.Missed moments = one.missed();
      if (moments.count() > 0) {
        add(
            entries,
            new Entry(
                one.group(),
                MissedReason.of(moments),
                ids.next(),
                moments.first(),
                moments.last(),
                moments.count(),
                0));
      }
    }
    return entries;
  }

  private static void add(Map<Long, Map<String, Entry>> entries, Entry entry) {
    entries
        .computeIfAbsent(entry.group().id(), id -> new LinkedHashMap<>())
        .merge(entry.reason(), entry, Entry::and);
  }

  private Future<Void> write(Tx tx, Map<Long, Map<String, Entry>> entries, long now) {
    Batch joins = JOIN.columns().batch();
    for (Map<String, Entry> group : entries.values()) {
      Entry first = group.values().iterator().next();
      if (first.group().skipRow() != 0) {
        joins.add(first.group().skipRow(), first.reason(), first.count(), first.last(), now);
      }
    }
    return join.run(tx, joins)
        .compose(joined -> insertRest(tx, entries, ids(joined), now))
        .compose(done -> tallies.write(tx, tallyEntries(entries), now));
  }

  /** The ids are of history rows, also where the moments joined another row in the end. */
  private static List<TallySheets.Entry> tallyEntries(Map<Long, Map<String, Entry>> entries) {
    List<TallySheets.Entry> lines = new ArrayList<>();
    for (Map<String, Entry> group : entries.values()) {
      for (Entry one : group.values()) {
        lines.add(
            new TallySheets.Entry(
                one.rowId(),
                one.group().job().namespace(),
                TallyLine.skipped(one.group().id(), one.count())));
      }
    }
    return lines;
  }

  private Future<Void> insertRest(
      Tx tx, Map<Long, Map<String, Entry>> entries, Set<Long> joined, long now) {
    Batch rows = insert.batch();
    Batch counts = COUNT.columns().batch();
    entries.forEach(
        (groupId, group) -> {
          List<Entry> all = new ArrayList<>(group.values());
          long skipRow = all.get(0).group().skipRow();
          for (Entry entry : joined.contains(skipRow) ? all.subList(1, all.size()) : all) {
            skipRow = entry.rowId();
            rows.add(
                entry.rowId(),
                groupId,
                OccurrenceKey.at(entry.first()),
                entry.first(),
                entry.last(),
                entry.count(),
                now,
                entry.reason());
          }
          counts.add(
              groupId,
              all.stream().mapToLong(Entry::count).sum(),
              all.stream().mapToInt(Entry::tasks).sum(),
              skipRow);
        });
    return tx.run(insert, rows).compose(inserted -> count.run(tx, counts)).mapEmpty();
  }
}
