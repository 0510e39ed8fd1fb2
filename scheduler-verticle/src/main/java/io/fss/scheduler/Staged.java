package io.fss.scheduler;

import io.fss.proto.v1.Policies;
import io.vertx.sqlclient.Row;

/**
 * What memory holds of a task that is due soon; the row decides whether it still is so.
 *
 * @param scheduled whether the group's own trigger made it, and so not a person or a program
 * @param excused why its lateness is not held against it, see {@link Excuse}
 * @param lastClient client of the try before, if another one is preferred; empty for none
 * @param routing how its client is chosen
 * @param routeKey hash of its key where it is routed by that; {@link Routing#NO_KEY} while that is
 *     not known
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
    String lastClient,
    Routing routing,
    long routeKey) {

  /** Needs the table name {@code task}. */
  static final String COLUMNS =
      "task.id, task.group_id, task.namespace, task.app, task.job, task.planned_at, task.due_at,"
          + " task.attempt, task.occurrence_key, task.priority, task.excused, task.last_client, task.policies";

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
        row.getString(11),
        Routing.of(row.getString(12)),
        Routing.NO_KEY);
  }

  /** A task that somebody asks for, due now. */
  static Staged byHand(long id, long groupId, Job job, Policies policies, long now) {
    return new Staged(
        id,
        groupId,
        job,
        now,
        now,
        1,
        false,
        policies.getPriority(),
        Excuse.NONE,
        "",
        Routing.of(policies),
        Routing.NO_KEY);
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
        lastClient,
        routing,
        routeKey);
  }

  /** What it wants of a client. */
  Demand demand() {
    return new Demand(job, routing.selector());
  }

  /** Routed in another way, or by another key. */
  Staged routed(Routing way, long key) {
    return new Staged(
        id,
        groupId,
        job,
        plannedAt,
        dueAt,
        attempt,
        scheduled,
        priority,
        excused,
        lastClient,
        way,
        key);
  }
}
