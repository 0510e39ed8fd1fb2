package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Columns;
import io.fss.kernel.Dialect;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What stands in line within groups, read and moved on under the locks of the groups. */
final class Lines {
  private static final Columns GROUP = Columns.of("id BIGINT");

  private static final String COUNT =
      """
      SELECT task.group_id,
        SUM(CASE WHEN task.status IN (2, 3, 4) OR task.attempt > 1 OR task.wait = 1
          THEN 1 ELSE 0 END) AS live,
        SUM(CASE WHEN task.wait = 2
          OR (task.status = 1 AND task.wait = 0 AND task.attempt = 1 AND task.excused <> 0
            AND task.id <> g.next_task_id AND task.occurrence_key NOT LIKE 'key:%')
          THEN 1 ELSE 0 END) AS buffered
      FROM {b} JOIN task_group g ON g.id = b.id JOIN task ON task.group_id = b.id
      WHERE task.parent = 0
      GROUP BY task.group_id
      """;

  // "wait + 0": by its id, not by the index of what stands in line.
  private static final GuardedUpdate RELEASE =
      new GuardedUpdate(
          "task",
          List.of("wait = 0"),
          Columns.of("id BIGINT"),
          "task.id = b.id AND task.wait + 0 = 2 AND " + TaskRow.WAITING,
          List.of("task.id"));

  private final BatchStatement count;
  private final BatchStatement buffered;
  private final BatchDeed release;

  Lines(Dialect dialect) {
    this.count = dialect.over(COUNT, GROUP);
    this.buffered =
        dialect.over(
            "SELECT %s, task.policies FROM {b} JOIN task ON task.group_id = b.id WHERE task.wait = 2"
                .formatted(Staged.COLUMNS),
            GROUP);
    this.release = dialect.updateUnasked(RELEASE);
  }

  private static Batch batch(Collection<Long> groups) {
    Batch batch = GROUP.batch();
    groups.stream().sorted().forEach(batch::add);
    return batch;
  }

  /** The line of each of these groups; one that is missing in the answer is empty. */
  Future<Map<Long, Line>> read(Tx tx, Collection<Long> groups) {
    return tx.run(count, batch(groups))
        .map(
            rows -> {
              Map<Long, Line> lines = new HashMap<>();
              for (Row row : rows) {
                lines.put(
                    row.getLong("group_id"),
                    new Line(row.getInteger("live"), row.getInteger("buffered")));
              }
              return lines;
            });
  }

  /**
   * Lets those go that are next in line, as many as there is room for now.
   *
   * @return tasks that are due now
   */
  Future<List<Staged>> release(Tx tx, Collection<Long> groups) {
    if (groups.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    // By the policies they were planned with: booking decides by those of now.
    return tx.run(buffered, batch(groups))
        .compose(
            rows -> {
              List<Waiting> waiting = new ArrayList<>();
              rows.forEach(row -> waiting.add(Waiting.of(row)));
              Set<Long> where = new HashSet<>();
              waiting.forEach(one -> where.add(one.task().groupId()));
              return waiting.isEmpty()
                  ? Future.succeededFuture(List.of())
                  : read(tx, where).compose(lines -> release(tx, firsts(waiting, lines)));
            });
  }

  /**
   * A task that waits for the end of another one.
   *
   * @param room how many of its group may be live at one time
   */
  private record Waiting(Staged task, int room) {
    static Waiting of(Row row) {
      return new Waiting(
          Staged.of(row), Admission.room(PolicyText.decode(row.getString("policies"))));
    }
  }

  private static List<Staged> firsts(List<Waiting> waiting, Map<Long, Line> lines) {
    waiting.sort(
        Comparator.<Waiting>comparingLong(one -> one.task().plannedAt())
            .thenComparingLong(one -> one.task().id()));
    // Who has been let go and has not begun yet has its place already.
    Map<Long, Integer> taken = new HashMap<>();
    lines.forEach((group, line) -> taken.put(group, line.live() + line.buffered()));
    waiting.forEach(one -> taken.merge(one.task().groupId(), -1, Integer::sum));
    List<Staged> firsts = new ArrayList<>();
    for (Waiting one : waiting) {
      long group = one.task().groupId();
      if (taken.get(group) < one.room()) {
        taken.merge(group, 1, Integer::sum);
        firsts.add(one.task());
      }
    }
    return firsts;
  }

  private Future<List<Staged>> release(Tx tx, List<Staged> tasks) {
    Batch batch = GROUP.batch();
    tasks.forEach(task -> batch.add(task.id()));
    return release.run(tx, batch).map(tasks);
  }
}
