package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Columns;
import io.fss.kernel.Dialect;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The table {@code task_group_label}, by which groups are filtered. */
final class Labels {
  private final BatchStatement insert;

  Labels(Dialect dialect) {
    this.insert =
        dialect.over(
            "INSERT INTO task_group_label (group_id, label, value)"
                + " SELECT b.group_id, b.label, b.value FROM {b} WHERE true",
            Columns.of("group_id BIGINT", "label TEXT", "value TEXT"));
  }

  /** A group and what it carries. */
  record Labelled(long groupId, Map<String, String> labels) {}

  Future<Void> add(Tx tx, Collection<Labelled> groups) {
    Batch rows = insert.batch();
    for (Labelled group : groups) {
      group.labels().forEach((label, value) -> rows.add(group.groupId(), label, value));
    }
    return tx.run(insert, rows).mapEmpty();
  }

  Future<Void> replace(Tx tx, Labelled group) {
    return delete(tx, group.groupId()).compose(gone -> add(tx, List.of(group)));
  }

  Future<Void> delete(Tx tx, long groupId) {
    return tx.run("DELETE FROM task_group_label WHERE group_id = ?", Tuple.of(groupId)).mapEmpty();
  }
}
