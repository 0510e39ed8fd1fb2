package io.fss.scheduler;

import io.vertx.sqlclient.Row;

/** What memory holds of a task that is due soon; the row decides whether it still is so. */
record Staged(
    long id, long groupId, Job job, long plannedAt, long dueAt, int attempt, boolean scheduled) {

  static final String COLUMNS =
      "id, group_id, namespace, app, job, planned_at, due_at, attempt, occurrence_key";

  static Staged of(Row row) {
    return new Staged(
        row.getLong("id"),
        row.getLong("group_id"),
        new Job(row.getString("namespace"), row.getString("app"), row.getString("job")),
        row.getLong("planned_at"),
        row.getLong("due_at"),
        row.getInteger("attempt"),
        OccurrenceKey.isScheduled(row.getString("occurrence_key")));
  }
}
