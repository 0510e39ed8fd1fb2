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
          OR (task.status = 1 AND task.wait = 0 AND task.attempt = 1 AND task.excused <> 0)
          THEN 1 ELSE 0 END) AS buffered
      FROM {b} JOIN task ON task.group_id = b.id
      GROUP BY task.group_id
      """;

  private static final GuardedUpdate RELEASE =
      new GuardedUpdate(
          "task",
          List.of("wait = 0"),
          Columns.of("id BIGINT"),
          "task.id = b.id AND task.status = 1 AND task.wait = 2",
          List.of("task.id"));

  private final BatchStatement count;
  private final BatchStatement buffered;
  private final BatchDeed release;

  Lines(Dialect dialect) {
    this.count = dialect.over(COUNT, GROUP);
    this.buffered =
        dialect.over(
            "SELECT %s FROM {b} JOIN task ON task.group_id = b.id WHERE task.wait = 2"
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
   * Lets the next one in line go where nothing is live any more.
   *
   * @return tasks that are due now
   */
  Future<List<Staged>> release(Tx tx, Collection<Long> groups) {
    if (groups.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    // Whatever the policies say now: under those of an earlier time somebody may have got in line.
    return tx.run(buffered, batch(groups))
        .compose(
            rows -> {
              List<Staged> waiting = new ArrayList<>();
              rows.forEach(row -> waiting.add(Staged.of(row)));
              Set<Long> where = new HashSet<>();
              waiting.forEach(task -> where.add(task.groupId()));
              return waiting.isEmpty()
                  ? Future.succeededFuture(waiting)
                  : read(tx, where).compose(lines -> release(tx, firsts(waiting, lines)));
            });
  }

  private static List<Staged> firsts(List<Staged> waiting, Map<Long, Line> lines) {
    waiting.sort(Comparator.comparingLong(Staged::plannedAt).thenComparingLong(Staged::id));
    Set<Long> served = new HashSet<>();
    return waiting.stream()
        .filter(task -> lines.getOrDefault(task.groupId(), Line.EMPTY).live() == 0)
        .filter(task -> served.add(task.groupId()))
        .toList();
  }

  private Future<List<Staged>> release(Tx tx, List<Staged> tasks) {
    Batch batch = GROUP.batch();
    tasks.forEach(task -> batch.add(task.id()));
    return release.run(tx, batch).map(tasks);
  }
}
