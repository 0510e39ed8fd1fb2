package io.fss.scheduler;

import io.vertx.sqlclient.Row;

/** What booking and settling need of a group, read under its lock. */
record GroupRow(
    long id,
    Job job,
    boolean enabled,
    long version,
    long plannedTo,
    long nextTaskId,
    String trigger,
    String data,
    long dataVersion,
    long skipRow,
    int live) {

  /** Needs the alias {@code g}; {@code live} counts every task that has begun and not ended. */
  static final String COLUMNS =
      "g.id, g.namespace, g.app, g.job, g.enabled, g.version, g.planned_to, g.next_task_id, g.trigger_spec, g.data, g.data_version,"
          + " g.skip_row, (SELECT COUNT(*) FROM task t WHERE t.group_id = g.id"
          + " AND (t.status IN (2, 3, 4) OR t.attempt > 1)) AS live";

  static GroupRow of(Row row) {
    return new GroupRow(
        row.getLong("id"),
        new Job(row.getString("namespace"), row.getString("app"), row.getString("job")),
        row.getInteger("enabled") == 1,
        row.getLong("version"),
        row.getLong("planned_to"),
        row.getLong("next_task_id"),
        row.getString("trigger_spec"),
        row.getString("data"),
        row.getLong("data_version"),
        row.getLong("skip_row"),
        row.getInteger("live"));
  }

  /** As if nothing had been planned yet: a new definition starts from now. */
  GroupRow startOver() {
    return new GroupRow(
        id, job, enabled, version, 0, nextTaskId, trigger, data, dataVersion, skipRow, live);
  }

  Schedule schedule() {
    return TriggerText.schedule(trigger);
  }
}
