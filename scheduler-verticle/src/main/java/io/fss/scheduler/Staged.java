package io.fss.scheduler;

import io.vertx.sqlclient.Row;

/**
 * What memory holds of a task that is due soon; the row decides whether it still is so.
 *
 * @param scheduled whether the group's own trigger made it, and so not a person or a program
 * @param excused why its lateness is not held against it, see {@link Excuse}
 * @param lastClient client of the try before, if another one is preferred; empty for none
 */
record Staged(
    long id,
    long groupId,
    Job job,
    long plannedAt,
    long dueAt,
    int attempt,
    boolean scheduled,
    int priority,
    int excused,
    String lastClient) {

  /** Needs the table name {@code task}. */
  static final String COLUMNS =
      "task.id, task.group_id, task.namespace, task.app, task.job, task.planned_at, task.due_at,"
          + " task.attempt, task.occurrence_key, task.priority, task.excused, task.last_client";

  /** Reads by position, in the order of the columns. */
  static Staged of(Row row) {
    return new Staged(
        row.getLong(0),
        row.getLong(1),
        new Job(row.getString(2), row.getString(3), row.getString(4)),
        row.getLong(5),
        row.getLong(6),
        row.getInteger(7),
        OccurrenceKey.isScheduled(row.getString(8)),
        row.getInteger(9),
        row.getInteger(10),
        row.getString(11));
  }

  /** Whether this is the first booking of an occurrence of the group's trigger. */
  boolean isOccurrence() {
    return scheduled && attempt == 1;
  }

  Staged excused(int excuse) {
    return new Staged(
        id,
        groupId,
        job,
        plannedAt,
        dueAt,
        attempt,
        scheduled,
        priority,
        Math.max(excused, excuse),
        lastClient);
  }
}
