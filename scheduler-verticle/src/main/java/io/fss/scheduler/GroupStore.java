package io.fss.scheduler;

import static io.fss.kernel.Database.run;

import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.kernel.Ids;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupSpec;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/** Writes task groups: every method is one transaction, or a step of one. */
final class GroupStore {
  private static final String DISABLED = "cancelled: the group was disabled";
  private static final String CHANGED = "cancelled: the group's trigger was changed";

  private final Database database;
  private final Clock clock;
  private final Ids ids;
  private final Planning planning;
  private final String insert;
  private final String insertFirst;
  private final String plans;

  GroupStore(Database database, Clock clock, Ids ids) {
    this.database = database;
    this.clock = clock;
    this.ids = ids;
    this.planning = new Planning(database.dialect(), ids);
    this.insert =
        """
        INSERT INTO task_group (id, namespace, name, app, job, description, trigger_spec, automatic,
          follows, data, data_version, max_tries, retry_delay_ms, lease_ms, enabled, version,
          declared, declared_version, planned_to, next_task_id, next_run_at, created_at, updated_at)
        SELECT b.id, b.namespace, b.name, b.app, b.job, b.description, b.spec, b.automatic,
          b.follows, b.data, 1, b.tries, b.delay, b.lease, b.enabled, 1,
          b.declared, b.declared_version, b.due, b.task, b.due, b.now, b.now
        FROM %s WHERE true
        ON CONFLICT (namespace, name) DO NOTHING RETURNING id
        """
            .formatted(
                database
                    .dialect()
                    .rows(
                        "b",
                        List.of(
                            "id BIGINT",
                            "namespace TEXT",
                            "name TEXT",
                            "app TEXT",
                            "job TEXT",
                            "description TEXT",
                            "spec TEXT",
                            "automatic INT",
                            "follows INT",
                            "data TEXT",
                            "tries INT",
                            "delay BIGINT",
                            "lease BIGINT",
                            "enabled INT",
                            "declared INT",
                            "declared_version BIGINT",
                            "due BIGINT",
                            "task BIGINT",
                            "now BIGINT")));
    this.insertFirst =
        """
        INSERT INTO task (id, group_id, occurrence_key, namespace, group_name, app, job, status,
          planned_at, due_at, attempt, tries, max_tries, retry_delay_ms, lease_ms)
        SELECT g.next_task_id, g.id, 'at:' || g.next_run_at, g.namespace, g.name, g.app, g.job, 1,
          g.next_run_at, g.next_run_at, 1, 0, g.max_tries, g.retry_delay_ms, g.lease_ms
        FROM task_group g WHERE g.id IN (SELECT id FROM %s) AND g.next_task_id <> 0
        """
            .formatted(database.dialect().rows("b", List.of("id BIGINT")));
    this.plans =
        "SELECT %s FROM task_group g WHERE g.id = ?%s"
            .formatted(GroupRow.COLUMNS, database.dialect().forUpdate());
  }

  /** A definition to be stored, and where it comes from. */
  record NewGroup(GroupSpec spec, boolean declared, long declaredVersion) {}

  /** Ids of the created groups by index; a missing index had a name that is taken. */
  record Created(Map<Integer, Long> ids, List<Staged> planned) {}

  Future<Created> create(List<NewGroup> groups) {
    long now = clock.millis();
    JsonArray rows = new JsonArray();
    List<Long> groupIds = new ArrayList<>();
    List<Staged> firsts = new ArrayList<>();
    for (NewGroup group : groups) {
      GroupSpec spec = group.spec();
      Schedule schedule = TriggerText.schedule(spec.getTrigger());
      OptionalLong first = spec.getEnabled() ? schedule.first(now) : OptionalLong.empty();
      long id = ids.next();
      long task = first.isPresent() ? ids.next() : 0;
      groupIds.add(id);
      first.ifPresent(due -> firsts.add(new Staged(task, id, job(spec), due, due, 1, true)));
      rows.add(row(group, id, schedule, first.orElse(0), task, now));
    }
    return database.transact(
        "group",
        tx ->
            run(tx, insert, Tuple.of(rows.encode()))
                .compose(
                    inserted -> {
                      Map<Integer, Long> created = new HashMap<>();
                      JsonArray won = new JsonArray();
                      for (Row row : inserted) {
                        long id = row.getLong("id");
                        created.put(groupIds.indexOf(id), id);
                        won.add(new JsonArray().add(id));
                      }
                      List<Staged> planned =
                          firsts.stream()
                              .filter(task -> created.containsValue(task.groupId()))
                              .toList();
                      return planned.isEmpty()
                          ? Future.succeededFuture(new Created(created, planned))
                          : run(tx, insertFirst, Tuple.of(won.encode()))
                              .map(done -> new Created(created, planned));
                    }));
  }

  private static JsonArray row(
      NewGroup group, long id, Schedule schedule, long due, long task, long now) {
    GroupSpec spec = group.spec();
    return new JsonArray()
        .add(id)
        .add(spec.getNamespace())
        .add(spec.getName())
        .add(spec.getApp())
        .add(spec.getJob())
        .add(spec.getDescription())
        .add(TriggerText.encode(spec.getTrigger()))
        .add(schedule.automatic() ? 1 : 0)
        .add(schedule.follows() ? 1 : 0)
        .add(spec.getData())
        .add(spec.getPolicies().getMaxTries())
        .add(spec.getPolicies().getRetryDelayMs())
        .add(spec.getPolicies().getLeaseMs())
        .add(spec.getEnabled() ? 1 : 0)
        .add(group.declared() ? 1 : 0)
        .add(group.declaredVersion())
        .add(due)
        .add(task)
        .add(now);
  }

  static Job job(GroupSpec spec) {
    return new Job(spec.getNamespace(), spec.getApp(), spec.getJob());
  }

  /** What a change of one group answers: whether it was made, and tasks that now wait. */
  record Changed(boolean made, long taskId, List<Staged> planned) {
    static final Changed NO = new Changed(false, 0, List.of());
  }

  /**
   * Replaces the definition, if the version is still the given one. A changed trigger cancels what
   * waits and plans anew.
   *
   * @param declaredVersion of a client's declaration; -1 for an operator's edit
   */
  Future<Changed> update(GroupInfo old, GroupSpec spec, long declaredVersion) {
    long now = clock.millis();
    Schedule schedule = TriggerText.schedule(spec.getTrigger());
    String trigger = TriggerText.encode(spec.getTrigger());
    boolean newData = !spec.getData().equals(old.getSpec().getData());
    boolean replan =
        !trigger.equals(TriggerText.encode(old.getSpec().getTrigger()))
            || spec.getEnabled() != old.getSpec().getEnabled()
            || !job(spec).equals(job(old.getSpec()));
    return database.transact(
        "group",
        tx ->
            run(
                    tx,
                    "UPDATE task_group SET app = ?, job = ?, description = ?, trigger_spec = ?,"
                        + " automatic = ?, follows = ?, data = CASE WHEN ? = 1 THEN ? ELSE data END,"
                        + " data_version = data_version + ?, max_tries = ?, retry_delay_ms = ?,"
                        + " lease_ms = ?, enabled = ?, version = version + 1,"
                        + " declared = CASE WHEN ? < 0 THEN 0 ELSE declared END,"
                        + " declared_version = CASE WHEN ? < 0 THEN declared_version ELSE ? END,"
                        + " updated_at = ? WHERE id = ? AND version = ? AND namespace = ?"
                        + " AND name = ?",
                    Tuple.wrap(
                        List.of(
                            spec.getApp(),
                            spec.getJob(),
                            spec.getDescription(),
                            trigger,
                            schedule.automatic() ? 1 : 0,
                            schedule.follows() ? 1 : 0,
                            newData ? 1 : 0,
                            spec.getData(),
                            newData ? 1 : 0,
                            spec.getPolicies().getMaxTries(),
                            spec.getPolicies().getRetryDelayMs(),
                            spec.getPolicies().getLeaseMs(),
                            spec.getEnabled() ? 1 : 0,
                            declaredVersion,
                            declaredVersion,
                            declaredVersion,
                            now,
                            old.getId(),
                            old.getVersion(),
                            spec.getNamespace(),
                            spec.getName())))
                .compose(
                    changed -> {
                      if (changed.rowCount() == 0) {
                        return Future.succeededFuture(Changed.NO);
                      }
                      String why = spec.getEnabled() ? CHANGED : DISABLED;
                      return replan
                          ? cancelWaiting(tx, old.getId(), why, now)
                              .compose(done -> first(tx, old.getId(), now))
                          : Future.succeededFuture(new Changed(true, 0, List.of()));
                    }));
  }

  /** Version of the declaration that defined the group last. */
  Future<Long> declaredVersion(long id) {
    return database
        .read("SELECT declared_version FROM task_group WHERE id = ?", Tuple.of(id))
        .map(rows -> rows.size() == 0 ? 0L : rows.iterator().next().getLong("declared_version"));
  }

  /** Enables or disables; nothing happens when it is so already. */
  Future<Changed> enable(GroupInfo group, boolean enabled) {
    long now = clock.millis();
    return database.transact(
        "group",
        tx ->
            run(
                    tx,
                    "UPDATE task_group SET enabled = ?, version = version + 1, updated_at = ?"
                        + " WHERE id = ? AND enabled <> ?",
                    Tuple.of(enabled ? 1 : 0, now, group.getId(), enabled ? 1 : 0))
                .compose(
                    changed -> {
                      if (changed.rowCount() == 0) {
                        return Future.succeededFuture(Changed.NO);
                      }
                      return enabled
                          ? first(tx, group.getId(), now)
                          : cancelWaiting(tx, group.getId(), DISABLED, now)
                              .map(done -> new Changed(true, 0, List.of()));
                    }));
  }

  /** Plans for a group that is still without a next task, under its lock. */
  Future<Changed> replan(long id) {
    return database.transact(
        "group",
        tx ->
            run(tx, plans, Tuple.of(id))
                .compose(
                    locked ->
                        run(
                            tx,
                            "SELECT 1 FROM task_group g WHERE g.id = ? AND g.enabled = 1"
                                + " AND ((g.automatic = 1 AND g.next_task_id = 0)"
                                + " OR (g.next_task_id <> 0 AND NOT EXISTS"
                                + " (SELECT 1 FROM task t WHERE t.id = g.next_task_id)))",
                            Tuple.of(id)))
                .compose(
                    stuck ->
                        stuck.size() == 0
                            ? Future.succeededFuture(Changed.NO)
                            : first(tx, id, clock.millis())));
  }

  /** Plans the first task of an enabled group that has none in line. */
  private Future<Changed> first(SqlConnection tx, long id, long now) {
    return run(tx, plans, Tuple.of(id))
        .compose(
            rows -> {
              GroupRow group = GroupRow.of(rows.iterator().next());
              OptionalLong due =
                  group.enabled() ? group.schedule().resume(now) : OptionalLong.empty();
              // A chain that follows its running task goes on when that ends.
              if (due.isEmpty() || (group.live() > 0 && group.schedule().follows())) {
                return Future.succeededFuture(new Changed(true, 0, List.of()));
              }
              return run(tx, "UPDATE task_group SET planned_to = ? WHERE id = ?", Tuple.of(0L, id))
                  .compose(
                      reset ->
                          planning.plan(
                              tx,
                              List.of(
                                  new Planning.Next(
                                      group.startOver(),
                                      due.getAsLong(),
                                      OccurrenceKey.at(due.getAsLong())))))
                  .map(planned -> new Changed(true, 0, planned));
            });
  }

  /** Ends what waits: plans of the future vanish, what was due or had been tried is recorded. */
  private Future<Void> cancelWaiting(SqlConnection tx, long groupId, String why, long now) {
    return run(
            tx,
            "INSERT INTO task_history (id, group_id, occurrence_key, namespace, group_name, app,"
                + " job, status, planned_at, last_planned_at, occurrences, attempt, tries, params,"
                + " session, client, booked_at, started_at, ended_at, duration_us, progress,"
                + " message, remark, settled_at)"
                + " SELECT id, group_id, occurrence_key, namespace, group_name, app, job, 8,"
                + " planned_at, planned_at, 1, attempt - 1, tries, params, '', '', 0, 0, ?, 0,"
                + " progress, ?, remark, ? FROM task WHERE group_id = ? AND status = 1"
                + " AND (planned_at <= ? OR attempt > 1 OR occurrence_key LIKE 'key:%')",
            Tuple.of(now, why, now, groupId, now))
        .compose(
            kept ->
                run(tx, "DELETE FROM task WHERE group_id = ? AND status = 1", Tuple.of(groupId)))
        .compose(
            gone ->
                run(
                    tx,
                    "UPDATE task_group SET next_task_id = 0, next_run_at = 0 WHERE id = ?",
                    Tuple.of(groupId)))
        .mapEmpty();
  }

  /** Removes a group without a running task; its history stays until its time is over. */
  Future<Boolean> delete(GroupInfo group) {
    long now = clock.millis();
    return database.transact(
        "group",
        tx ->
            run(
                    tx,
                    "DELETE FROM task_group WHERE id = ? AND NOT EXISTS (SELECT 1 FROM task"
                        + " WHERE group_id = ? AND status IN (2, 3, 4))",
                    Tuple.of(group.getId(), group.getId()))
                .compose(
                    gone ->
                        gone.rowCount() == 0
                            ? Future.succeededFuture(false)
                            : cancelWaiting(
                                    tx, group.getId(), "cancelled: the group was deleted", now)
                                .map(true)));
  }

  /** Makes a task that is due now; the same key makes it once. */
  Future<Changed> runNow(GroupInfo group, String key, String params) {
    long now = clock.millis();
    long task = ids.next();
    String runKey = key.isEmpty() ? UUID.randomUUID().toString() : key;
    return database.transact(
        "group",
        tx ->
            run(
                    tx,
                    "INSERT INTO task_key (group_id, run_key, task_id, created_at)"
                        + " VALUES (?, ?, ?, ?) ON CONFLICT (group_id, run_key) DO NOTHING",
                    Tuple.of(group.getId(), runKey, task, now))
                .compose(
                    claimed ->
                        claimed.rowCount() == 0
                            ? earlier(tx, group.getId(), runKey)
                            : insertRun(tx, group, task, runKey, params, now)));
  }

  private Future<Changed> earlier(SqlConnection tx, long group, String key) {
    return run(
            tx,
            "SELECT task_id FROM task_key WHERE group_id = ? AND run_key = ?",
            Tuple.of(group, key))
        .map(rows -> new Changed(false, rows.iterator().next().getLong("task_id"), List.of()));
  }

  private Future<Changed> insertRun(
      SqlConnection tx, GroupInfo group, long task, String key, String params, long now) {
    return run(
            tx,
            "INSERT INTO task (id, group_id, occurrence_key, namespace, group_name, app, job,"
                + " status, planned_at, due_at, attempt, tries, max_tries, retry_delay_ms,"
                + " lease_ms, params) SELECT ?, id, ?, namespace, name, app, job, 1, ?, ?, 1, 0,"
                + " max_tries, retry_delay_ms, lease_ms, ? FROM task_group WHERE id = ?",
            Tuple.of(task, OccurrenceKey.key(key), now, now, params, group.getId()))
        .map(
            done ->
                new Changed(
                    true,
                    task,
                    List.of(
                        new Staged(
                            task, group.getId(), job(group.getSpec()), now, now, 1, false))));
  }
}
