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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tasks that were split and their parts, under the lock of their group; see {@link Splits}. */
final class Families {
  // "check_at": with the last part it is looked at, should nobody live who knows of it. Said before
  // the number it depends on changes, which some databases do at once.
  private static final GuardedUpdate ENDED =
      new GuardedUpdate(
          "task",
          List.of(
              "check_at = CASE WHEN task.open_children = b.ended THEN 1 ELSE task.check_at END",
              "open_children = task.open_children - b.ended",
              "bad_children = task.bad_children + b.bad"),
          Columns.of("id BIGINT", "ended INT", "bad INT"),
          "task.id = b.id",
          List.of("task.id"));

  private final BatchDeed ended;
  private final BatchStatement children;

  Families(Dialect dialect) {
    this.ended = dialect.updateUnasked(ENDED);
    // By the index of the keys; the last condition is what it means.
    this.children =
        dialect.over(
            "SELECT %s FROM {b} JOIN task ON task.group_id = b.id WHERE task.parent = b.parent"
                .formatted(Stops.COLUMNS),
            Columns.of("id BIGINT", "parent BIGINT"));
  }

  /** A part that ended. */
  record End(long parent, TaskStatus status) {}

  /** Counts ends of parts. */
  Future<Void> ended(Tx tx, Collection<End> ends) {
    Map<Long, int[]> counts = new TreeMap<>();
    for (End end : ends) {
      int[] count = counts.computeIfAbsent(end.parent(), parent -> new int[2]);
      count[0]++;
      count[1] += end.status() == TaskStatus.SUCCEEDED ? 0 : 1;
    }
    Batch rows = ENDED.columns().batch();
    counts.forEach((parent, count) -> rows.add(parent, count[0], count[1]));
    return ended.run(tx, rows).mapEmpty();
  }

  /** The parts of these tasks that have not ended. */
  Future<List<TaskRow>> parts(Tx tx, Collection<TaskRow> parents) {
    Batch rows = children.batch();
    parents.forEach(parent -> rows.add(parent.groupId(), parent.id()));
    return tx.run(children, rows)
        .map(
            found -> {
              List<TaskRow> parts = new ArrayList<>();
              found.forEach(row -> parts.add(TaskRow.of(row)));
              return parts;
            });
  }
}
