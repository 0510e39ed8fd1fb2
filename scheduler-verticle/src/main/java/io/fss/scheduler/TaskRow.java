package io.fss.scheduler;

import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.vertx.sqlclient.Row;

/** What settling needs of a live task. */
record TaskRow(
    long id,
    long groupId,
    String occurrenceKey,
    Job job,
    String groupName,
    long plannedAt,
    int attempt,
    int tries,
    int maxTries,
    long retryDelayMs,
    String session,
    String client,
    long bookedAt) {

  /** Needs the table name {@code task}. */
  static final String COLUMNS =
      "task.id, task.group_id, task.occurrence_key, task.namespace, task.app, task.job,"
          + " task.group_name, task.planned_at, task.attempt, task.tries, task.max_tries,"
          + " task.retry_delay_ms, task.session, task.client, task.booked_at";

  static TaskRow of(Row row) {
    return new TaskRow(
        row.getLong("id"),
        row.getLong("group_id"),
        row.getString("occurrence_key"),
        new Job(row.getString("namespace"), row.getString("app"), row.getString("job")),
        row.getString("group_name"),
        row.getLong("planned_at"),
        row.getInteger("attempt"),
        row.getInteger("tries"),
        row.getInteger("max_tries"),
        row.getLong("retry_delay_ms"),
        row.getString("session"),
        row.getString("client"),
        row.getLong("booked_at"));
  }

  /** As others are told of it. */
  TaskInfo.Builder info(TaskStatus status) {
    return TaskInfo.newBuilder()
        .setId(id)
        .setGroupId(groupId)
        .setNamespace(job.namespace())
        .setGroup(groupName)
        .setApp(job.app())
        .setJob(job.name())
        .setOccurrenceKey(occurrenceKey)
        .setStatus(status)
        .setPlannedAtMs(plannedAt)
        .setAttempt(attempt)
        .setTries(tries)
        .setClient(client)
        .setSession(session)
        .setBookedAtMs(bookedAt)
        .setCount(1);
  }
}
