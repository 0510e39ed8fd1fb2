package io.fss.deploy.faults;

import io.fss.deploy.rig.RunFailure;
import io.fss.deploy.rig.Sql;
import io.fss.deploy.rig.Store;
import io.fss.proto.bus.v1.TaskStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the platform keeps of tasks, read from its tables. */
final class Records {
  private static final String LIVE =
      "SELECT id, group_name, occurrence_key, status, planned_at, planned_at AS last_planned_at,"
          + " 1 AS occurrences, attempt, client, 0 AS ended_at, parent, children, message FROM task";
  private static final String ENDED =
      "SELECT id, group_name, occurrence_key, status, planned_at, last_planned_at, occurrences,"
          + " attempt, client, settled_at AS ended_at, parent, children, message FROM task_history";
  private static final String ATTEMPTS =
      "SELECT task_id, attempt, last_attempt, status FROM task_attempt";

  private final Store store;

  Records(Store store) {
    this.store = store;
  }

  /** How many tasks have not ended; many while the database does not answer. */
  long live() {
    try (Sql sql = store.connect("scheduler")) {
      return (long) sql.number("SELECT COUNT(*) FROM task", 1);
    } catch (RunFailure away) {
      return Long.MAX_VALUE;
    }
  }

  List<TaskRecord> tasks() {
    try (Sql sql = store.connect("scheduler")) {
      List<TaskRecord> all = new ArrayList<>(sql.rows(ENDED, Records::task));
      all.addAll(sql.rows(LIVE, Records::task));
      return all;
    }
  }

  List<AttemptRecord> attempts() {
    try (Sql sql = store.connect("scheduler")) {
      return sql.rows(
          ATTEMPTS,
          row ->
              new AttemptRecord(
                  row.getLong(1),
                  row.getInt(2),
                  row.getInt(3),
                  TaskStatus.forNumber(row.getInt(4))));
    }
  }

  private static TaskRecord task(ResultSet row) throws SQLException {
    return new TaskRecord(
        row.getLong("id"),
        row.getString("group_name"),
        row.getString("occurrence_key"),
        TaskStatus.forNumber(row.getInt("status")),
        row.getLong("planned_at"),
        row.getLong("last_planned_at"),
        row.getLong("occurrences"),
        row.getInt("attempt"),
        row.getString("client"),
        row.getLong("ended_at"),
        row.getLong("parent"),
        row.getInt("children"),
        row.getString("message"));
  }
}
