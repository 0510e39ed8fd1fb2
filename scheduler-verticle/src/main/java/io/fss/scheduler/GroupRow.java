package io.fss.scheduler;

import io.fss.proto.v1.Policies;
import io.vertx.sqlclient.Row;

/**
 * What booking and settling need of a group, read under its lock.
 *
 * @param tasks how many live tasks it has, those that wait included
 */
record GroupRow(
    long id,
    String name,
    Job job,
    boolean enabled,
    boolean paused,
    long version,
    long plannedTo,
    long nextTaskId,
    long begun,
    Timing timing,
    Policies policies,
    String data,
    long dataVersion,
    long skipRow,
    int tasks) {

  private static final String LEAN =
      "g.id, g.namespace, g.name, g.app, g.job, g.enabled, g.version, g.planned_to,"
          + " g.next_task_id, g.begun, g.trigger_spec, g.calendar_spec, g.policies,"
          + " g.data_version, g.skip_row, g.tasks, (SELECT COUNT(*) FROM namespace_pause n"
          + " WHERE n.namespace = g.namespace AND n.paused = 1) AS paused";

  /** Needs the alias {@code g}. */
  static final String COLUMNS = LEAN + ", g.data";

  /** Without the data, which may be long. Needs the alias {@code g}. */
  static final String COLUMNS_WITHOUT_DATA = LEAN + ", '' AS data";

  /** Reads by position, in the order of the columns: a name is looked for in all of them. */
  static GroupRow of(Row row) {
    return new GroupRow(
        row.getLong(0),
        row.getString(2),
        new Job(row.getString(1), row.getString(3), row.getString(4)),
        row.getInteger(5) == 1,
        row.getLong(16) > 0,
        row.getLong(6),
        row.getLong(7),
        row.getLong(8),
        row.getLong(9),
        Schedules.of(row.getString(10), row.getString(11)),
        PolicyText.decode(row.getString(12)),
        row.getString(17),
        row.getLong(13),
        row.getLong(14),
        row.getInteger(15));
  }

  /** As if nothing had been planned yet: a new definition starts from now. */
  GroupRow startOver() {
    return new GroupRow(
        id,
        name,
        job,
        enabled,
        paused,
        version,
        0,
        nextTaskId,
        begun,
        timing,
        policies,
        data,
        dataVersion,
        skipRow,
        tasks);
  }

  Routing routing() {
    return Routing.of(policies);
  }

  Schedule schedule() {
    return timing.schedule();
  }

  /** How much later than planned its tasks are due, always the same. */
  long jitter() {
    return timing.jitter(job.namespace(), name);
  }

  /** Whether no further occurrence may begin once so many have. */
  boolean isOver(long occurrences) {
    long most = timing.maxRuns();
    return most > 0 && occurrences >= most;
  }
}
