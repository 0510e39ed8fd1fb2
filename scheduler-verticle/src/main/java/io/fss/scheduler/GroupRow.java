package io.fss.scheduler;

import io.fss.proto.v1.Policies;
import io.vertx.sqlclient.Row;

/** What booking and settling need of a group, read under its lock. */
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
    String trigger,
    String calendar,
    String policyText,
    String data,
    long dataVersion,
    long skipRow) {

  private static final String LEAN =
      "g.id, g.namespace, g.name, g.app, g.job, g.enabled, g.version, g.planned_to,"
          + " g.next_task_id, g.begun, g.trigger_spec, g.calendar_spec, g.policies,"
          + " g.data_version, g.skip_row, (SELECT COUNT(*) FROM namespace_pause n"
          + " WHERE n.namespace = g.namespace AND n.paused = 1) AS paused";

  /** Needs the alias {@code g}. */
  static final String COLUMNS = LEAN + ", g.data";

  /** Without the data, which may be long. Needs the alias {@code g}. */
  static final String COLUMNS_WITHOUT_DATA = LEAN + ", '' AS data";

  static GroupRow of(Row row) {
    return new GroupRow(
        row.getLong("id"),
        row.getString("name"),
        new Job(row.getString("namespace"), row.getString("app"), row.getString("job")),
        row.getInteger("enabled") == 1,
        row.getLong("paused") > 0,
        row.getLong("version"),
        row.getLong("planned_to"),
        row.getLong("next_task_id"),
        row.getLong("begun"),
        row.getString("trigger_spec"),
        row.getString("calendar_spec"),
        row.getString("policies"),
        row.getString("data"),
        row.getLong("data_version"),
        row.getLong("skip_row"));
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
        trigger,
        calendar,
        policyText,
        data,
        dataVersion,
        skipRow);
  }

  Timing timing() {
    return Schedules.of(trigger, calendar);
  }

  Schedule schedule() {
    return timing().schedule();
  }

  Policies policies() {
    return PolicyText.decode(policyText);
  }

  /** How much later than planned its tasks are due, always the same. */
  long jitter() {
    return timing().jitter(job.namespace(), name);
  }

  /** Whether no further occurrence may begin once so many have. */
  boolean isOver(long occurrences) {
    long most = timing().maxRuns();
    return most > 0 && occurrences >= most;
  }
}
