package io.fss.scheduler;

import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.bus.v1.Wait;
import io.fss.proto.v1.Policies;
import io.vertx.sqlclient.Row;

/** A live task as its row says. */
record TaskRow(
    long id,
    long groupId,
    String occurrenceKey,
    Job job,
    String groupName,
    TaskStatus status,
    Wait waitsFor,
    int excused,
    int priority,
    long plannedAt,
    long dueAt,
    int attempt,
    int tries,
    String policyText,
    long leaseMs,
    long finishBy,
    String params,
    String session,
    String client,
    long bookedAt,
    long progressAt,
    TaskStatus stopStatus,
    String message,
    Family family) {

  /** That it waits. Needs the table name {@code task}. */
  static final String WAITING = "task.status = 1";

  /** That a client has it. Needs the table name {@code task}. */
  static final String BOOKED = "task.status IN (2, 3, 4)";

  /** Needs the table name {@code task}. */
  static final String COLUMNS =
      "task.id, task.group_id, task.occurrence_key, task.namespace, task.app, task.job,"
          + " task.group_name, task.status, task.wait, task.excused, task.priority, task.planned_at, task.due_at,"
          + " task.attempt, task.tries, task.policies, task.lease_ms, task.finish_by, task.params,"
          + " task.session, task.client, task.booked_at, task.progress_at, task.stop_status,"
          + " task.message, task.parent, task.children, task.open_children, task.bad_children";

  /** Reads by position, in the order of the columns. */
  static TaskRow of(Row row) {
    return new TaskRow(
        row.getLong(0),
        row.getLong(1),
        row.getString(2),
        new Job(row.getString(3), row.getString(4), row.getString(5)),
        row.getString(6),
        TaskStatus.forNumber(row.getInteger(7)),
        Wait.forNumber(row.getInteger(8)),
        row.getInteger(9),
        row.getInteger(10),
        row.getLong(11),
        row.getLong(12),
        row.getInteger(13),
        row.getInteger(14),
        row.getString(15),
        row.getLong(16),
        row.getLong(17),
        row.getString(18),
        row.getString(19),
        row.getString(20),
        row.getLong(21),
        row.getLong(22),
        TaskStatus.forNumber(row.getInteger(23)),
        row.getString(24),
        Family.of(row.getLong(25), row.getInteger(26), row.getInteger(27), row.getInteger(28)));
  }

  Policies policies() {
    return PolicyText.decode(policyText);
  }

  boolean isWaiting() {
    return status == TaskStatus.WAITING;
  }

  /** Whether a client has it: booked, running or asked to stop. */
  boolean isBooked() {
    return status == TaskStatus.DISPATCHED
        || status == TaskStatus.RUNNING
        || status == TaskStatus.STOPPING;
  }

  /** Whether it waits for a moment that is still to come, its group's trigger having made it. */
  boolean isAhead(long now) {
    return isWaiting()
        && waitsFor == Wait.DUE
        && attempt == 1
        && dueAt > now
        && OccurrenceKey.isScheduled(occurrenceKey);
  }

  boolean isStopping() {
    return status == TaskStatus.STOPPING;
  }

  /** As it is once it is booked now. */
  TaskRow booked(long now) {
    return new TaskRow(
        id,
        groupId,
        occurrenceKey,
        job,
        groupName,
        TaskStatus.DISPATCHED,
        Wait.DUE,
        excused,
        priority,
        plannedAt,
        dueAt,
        attempt,
        tries,
        policyText,
        leaseMs,
        finishBy,
        params,
        session,
        client,
        now,
        now,
        stopStatus,
        message,
        family);
  }

  /** What memory holds of it while it waits. */
  Staged staged() {
    return new Staged(
        id,
        groupId,
        job,
        plannedAt,
        dueAt,
        attempt,
        OccurrenceKey.isScheduled(occurrenceKey),
        priority,
        excused,
        "",
        Routing.of(policyText),
        Routing.NO_KEY);
  }

  /**
   * What memory holds of it once it waits for its next attempt.
   *
   * @param notFirst name of a client that gets it only where no other one can take it, or empty
   */
  Staged again(long due, String notFirst) {
    return new Staged(
        id,
        groupId,
        job,
        plannedAt,
        due,
        attempt + 1,
        OccurrenceKey.isScheduled(occurrenceKey),
        priority,
        Excuse.WAITED,
        notFirst,
        Routing.of(policyText),
        Routing.NO_KEY);
  }

  /** As others are told of it. */
  TaskInfo.Builder info(TaskStatus now) {
    return TaskInfo.newBuilder()
        .setId(id)
        .setGroupId(groupId)
        .setNamespace(job.namespace())
        .setGroup(groupName)
        .setApp(job.app())
        .setJob(job.name())
        .setOccurrenceKey(occurrenceKey)
        .setStatus(now)
        .setPlannedAtMs(plannedAt)
        .setDueAtMs(dueAt)
        .setAttempt(attempt)
        .setTries(tries)
        .setClient(client)
        .setSession(session)
        .setBookedAtMs(bookedAt)
        .setPriority(priority)
        .setFinishByMs(finishBy)
        .setParent(family.parent())
        .setChildren(family.children())
        .setOpenChildren(family.open())
        .setBadChildren(family.bad())
        .setCount(1);
  }
}
