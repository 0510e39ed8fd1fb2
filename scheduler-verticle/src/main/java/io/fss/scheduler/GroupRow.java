package io.fss.scheduler;

import io.vertx.sqlclient.Row;

/** What booking and settling need of a group, read under its lock. */
record GroupRow(
    long id,
    boolean enabled,
    long version,
    long plannedTo,
    String trigger,
    String data,
    long dataVersion,
    long skipRow,
    int live) {

  /** Needs the alias {@code g}; {@code live} counts every task that has begun and not ended. */
  static final String COLUMNS =
      "g.id, g.enabled, g.version, g.planned_to, g.trigger_spec, g.data, g.data_version,"
          + " g.skip_row, (SELECT COUNT(*) FROM task t WHERE t.group_id = g.id"
          + " AND (t.status IN (2, 3, 4) OR t.attempt > 1)) AS live";

  static GroupRow of(Row row) {
    return new GroupRow(
        row.getLong("id"),
        row.getInteger("enabled") == 1,
        row.getLong("version"),
        row.getLong("planned_to"),
        row.getString("trigger_spec"),
        row.getString("data"),
        row.getLong("data_version"),
        row.getLong("skip_row"),
        row.getInteger("live"));
  }

  /** As if nothing had been planned yet: a new definition starts from now. */
  GroupRow startOver() {
    return new GroupRow(id, enabled, version, 0, trigger, data, dataVersion, skipRow, live);
  }

  Schedule schedule() {
    return TriggerText.schedule(trigger);
  }
}
