package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Columns;
import io.fss.kernel.Dialect;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The locks of groups. Whoever ends, books, stops or puts back tasks takes those of their groups
 * first, in the order of the ids: so nobody waits for somebody who waits for him, and the tasks
 * themselves need no lock.
 */
final class GroupLocks {
  private static final Columns ID = Columns.of("id BIGINT");

  private final BatchStatement rows;
  private final BatchStatement ids;

  private GroupLocks(Dialect dialect, String columns) {
    this.rows = statement(dialect, columns);
    this.ids = statement(dialect, "g.id");
  }

  private static BatchStatement statement(Dialect dialect, String columns) {
    return dialect.over(
        "SELECT %s FROM {b} JOIN task_group g ON g.id = b.id ORDER BY g.id%s"
            .formatted(columns, dialect.forUpdate("g")),
        ID);
  }

  /** Reads the groups as they are then, but for their data, which may be long. */
  static GroupLocks withoutData(Dialect dialect) {
    return new GroupLocks(dialect, GroupRow.COLUMNS_WITHOUT_DATA);
  }

  /** Reads the groups as they are then, with their data. */
  static GroupLocks withData(Dialect dialect) {
    return new GroupLocks(dialect, GroupRow.COLUMNS);
  }

  /** Locks and reads; a group that is gone is missing in the answer. */
  Future<Map<Long, GroupRow>> take(Tx tx, Collection<Long> groups) {
    return tx.run(rows, batch(groups))
        .map(
            found -> {
              Map<Long, GroupRow> taken = new HashMap<>();
              for (Row row : found) {
                GroupRow group = GroupRow.of(row);
                taken.put(group.id(), group);
              }
              return taken;
            });
  }

  /** Locks and reads one; empty where it is gone. */
  Future<Optional<GroupRow>> take(Tx tx, long group) {
    return take(tx, List.of(group)).map(taken -> Optional.ofNullable(taken.get(group)));
  }

  /** Locks, and that is all. */
  Future<Void> hold(Tx tx, Collection<Long> groups) {
    return tx.run(ids, batch(groups)).mapEmpty();
  }

  private static Batch batch(Collection<Long> groups) {
    Batch batch = ID.batch();
    groups.stream().distinct().sorted().forEach(batch::add);
    return batch;
  }
}
