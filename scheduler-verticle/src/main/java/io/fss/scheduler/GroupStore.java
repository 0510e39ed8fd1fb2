package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.Clock;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.fss.kernel.GuardedDelete;
import io.fss.kernel.Ids;
import io.fss.kernel.Tx;
import io.fss.proto.bus.v1.GroupInfo;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Policies;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Changes task groups: every method is one transaction, or a step of one. */
final class GroupStore {
  private static final String DISABLED = "cancelled: the group was disabled";
  private static final String CHANGED = "cancelled: the group's trigger was changed";
  private static final String DELETED = "cancelled: the group was deleted";
  private static final String UPDATE =
      """
      UPDATE task_group SET app = ?, job = ?, description = ?, trigger_spec = ?, calendar = ?,
        calendar_spec = ?, calendar_version = ?, policies = ?, labels = ?,
        automatic = CASE WHEN ? = 1 THEN ? ELSE automatic END, follows = ?, data = CASE WHEN ? = 1 THEN ? ELSE data END,
        data_version = data_version + ?, enabled = ?, version = version + 1,
        begun = CASE WHEN ? = 1 THEN 0 ELSE begun END,
        planned_to = CASE WHEN ? = 1 THEN 0 ELSE planned_to END,
        declared = CASE WHEN ? = 1 THEN 0 ELSE declared END,
        declared_version = CASE WHEN ? = 1 THEN declared_version ELSE ? END, updated_at = ?
      WHERE id = ? AND version = ? AND (? = 0 OR data_version = ?)
      """;

  private final Database database;
  private final Clock clock;
  private final Planning planning;
  private final Stops stops;
  private final Endings endings;
  private final Halts halts;
  private final Labels labels;
  private final GroupVersions versions;
  private final CalendarHold calendars;
  private final BatchDeed remove;
  private final GroupLocks locks;

  GroupStore(Database database, Clock clock, Ids ids) {
    this.database = database;
    this.clock = clock;
    this.planning = new Planning(database.dialect(), ids);
    this.stops = new Stops(database.dialect());
    this.endings = new Endings(database.dialect());
    this.halts = new Halts(database, clock, ids);
    this.labels = new Labels(database.dialect());
    this.versions = new GroupVersions(database);
    this.calendars = new CalendarHold(database.dialect());
    this.remove =
        database
            .dialect()
            .delete(new GuardedDelete("task", Columns.of("id BIGINT"), "task.id = b.id"));
    this.locks = GroupLocks.withoutData(database.dialect());
  }

  GroupVersions versions() {
    return versions;
  }

  static Job job(GroupSpec spec) {
    return new Job(spec.getNamespace(), spec.getApp(), spec.getJob());
  }

  /**
   * What a change of one group answers.
   *
   * @param made whether it was made; not when another one was faster
   * @param planned tasks that now wait
   * @param stopped attempts whose clients are to be asked to stop
   * @param ended tasks that waited and have ended
   * @param left what is left to be done, see {@link Halts}; 0: nothing
   */
  record Changed(
      boolean made, List<Staged> planned, List<Stops.Stop> stopped, int ended, long left) {
    static final Changed NO = new Changed(false, List.of(), List.of(), 0, 0);
    static final Changed YES = new Changed(true, List.of(), List.of(), 0, 0);
  }

  /**
   * A new definition and where it comes from.
   *
   * @param declaredVersion of a client's declaration; negative for an operator's edit
   */
  record Edit(GroupSpec spec, StoredCalendar calendar, long declaredVersion) {
    boolean isByOperator() {
      return declaredVersion < 0;
    }

    /** An operator's edit: from now on the group is not the code's any more. */
    static Edit byOperator(GroupSpec spec, StoredCalendar calendar) {
      return new Edit(spec, calendar, -1);
    }
  }

  /**
   * Replaces the definition, if the version, and the data where that changes, are still those of
   * {@code old}. A changed trigger cancels what waits and plans anew; other policies count from the
   * next task on that has not begun.
   */
  Future<Changed> update(GroupInfo old, Edit edit) {
    long now = clock.millis();
    GroupSpec spec = edit.spec();
    JsonObject before = GroupDefinition.of(old.getSpec());
    List<String> fields = GroupDefinition.difference(before, GroupDefinition.of(spec));
    boolean newTrigger = fields.stream().anyMatch(field -> field.startsWith("trigger"));
    boolean replan =
        newTrigger
            || fields.contains("enabled")
            || fields.contains("app")
            || fields.contains("job");
    return database.transact(
        "group",
        tx ->
            tx.run(UPDATE, values(old, edit, fields.contains("data"), newTrigger, replan, now))
                .compose(
                    changed ->
                        changed.rowCount() == 0
                            ? Future.succeededFuture(Changed.NO)
                            : calendars
                                .hold(tx, List.of(spec))
                                .compose(held -> versions.keep(tx, old, before, now))
                                .compose(
                                    kept ->
                                        labels.replace(
                                            tx,
                                            new Labels.Labelled(old.getId(), spec.getLabelsMap())))
                                .compose(
                                    labelled ->
                                        replan
                                            ? replan(tx, old.getId(), spec.getEnabled(), now)
                                            : refresh(tx, old.getId(), spec.getPolicies()))));
  }

  private static Tuple values(
      GroupInfo old, Edit edit, boolean newData, boolean newTrigger, boolean replan, long now) {
    GroupSpec spec = edit.spec();
    String trigger = TriggerText.encode(spec.getTrigger());
    Schedule schedule = Schedules.of(trigger, edit.calendar().spec()).schedule();
    return Tuple.wrap(
        List.of(
            spec.getApp(),
            spec.getJob(),
            spec.getDescription(),
            trigger,
            spec.getTrigger().getCalendar(),
            edit.calendar().spec(),
            edit.calendar().version(),
            PolicyText.encode(spec.getPolicies()),
            GroupDefinition.labels(spec.getLabelsMap()).encode(),
            // A group that rests goes on resting where nothing is planned anew.
            replan ? 1 : 0,
            schedule.automatic() ? 1 : 0,
            schedule.follows() ? 1 : 0,
            newData ? 1 : 0,
            spec.getData(),
            newData ? 1 : 0,
            spec.getEnabled() ? 1 : 0,
            newTrigger ? 1 : 0,
            newTrigger ? 1 : 0,
            edit.isByOperator() ? 1 : 0,
            edit.isByOperator() ? 1 : 0,
            edit.declaredVersion(),
            now,
            old.getId(),
            old.getVersion(),
            newData ? 1 : 0,
            old.getDataVersion()));
  }

  private Future<Changed> replan(Tx tx, long id, boolean enabled, long now) {
    String why = enabled ? CHANGED : DISABLED;
    return cancelWaiting(tx, id, why, !enabled, false, now).compose(stopped -> first(tx, id, now));
  }

  private Future<Changed> refresh(Tx tx, long id, Policies policies) {
    long within = policies.getFinishWithinMs();
    String finish =
        "CASE WHEN occurrence_key LIKE '%s%%' THEN finish_by ELSE %s END"
            .formatted(OccurrenceKey.key(""), within == 0 ? "0" : "due_at + " + within);
    // The bound of a run by hand may be that of its wish, and stays.
    // What waits for a client or a slot of one is looked at at once: who is meant, and how long it
    // waits, may have changed.
    return tx.run(
            ("UPDATE task SET policies = ?, selector = ?, lease_ms = ?, priority = ?, finish_by = %1$s,"
                    + " check_at = CASE WHEN wait = 1 OR (wait = 0 AND due_at <= ?) THEN 1"
                    + " ELSE %1$s END"
                    + " WHERE group_id = ? AND status = 1 AND attempt = 1 AND parent = 0")
                .formatted(finish),
            Tuple.of(
                PolicyText.encode(policies),
                Selector.text(policies),
                policies.getLeaseMs(),
                policies.getPriority(),
                clock.millis(),
                id))
        .map(Changed.YES);
  }

  /** Enables; nothing happens when it is so already. */
  Future<Changed> enable(GroupInfo group) {
    long now = clock.millis();
    return database.transact(
        "group",
        tx ->
            setEnabled(tx, group, true, now)
                .compose(
                    made ->
                        made ? first(tx, group.getId(), now) : Future.succeededFuture(Changed.NO)));
  }

  /** Disables; what waits is cancelled, what runs is stopped only if that is wanted. */
  Future<Changed> disable(GroupInfo group, boolean cancelRunning, String reason) {
    long now = clock.millis();
    String why = reason.isEmpty() ? DISABLED : DISABLED + ": " + reason;
    return database.transact(
        "group",
        tx ->
            setEnabled(tx, group, false, now)
                .compose(
                    made ->
                        made || cancelRunning
                            ? cancelWaiting(tx, group.getId(), why, true, cancelRunning, now)
                                .map(
                                    halted ->
                                        new Changed(
                                            made,
                                            List.of(),
                                            halted.stopped(),
                                            halted.ended(),
                                            halted.left()))
                            : Future.succeededFuture(Changed.NO)));
  }

  private Future<Boolean> setEnabled(Tx tx, GroupInfo group, boolean enabled, long now) {
    Schedule schedule = TriggerText.schedule(group.getSpec().getTrigger(), null);
    return tx.run(
            "UPDATE task_group SET enabled = ?, automatic = ?, version = version + 1,"
                + " updated_at = ? WHERE id = ? AND enabled <> ?",
            Tuple.of(
                enabled ? 1 : 0, schedule.automatic() ? 1 : 0, now, group.getId(), enabled ? 1 : 0))
        .compose(
            changed ->
                changed.rowCount() == 0
                    ? Future.succeededFuture(false)
                    : versions.keepIfKnown(tx, group, now).map(true));
  }

  /** Plans for a group that is still without a next task, under its lock. */
  Future<Changed> replan(long id) {
    return database.transact(
        "group",
        tx ->
            locks
                .hold(tx, Set.of(id))
                .compose(
                    held ->
                        tx.run(
                            "SELECT 1 AS stuck FROM task_group g WHERE g.id = ? AND " + Audit.STUCK,
                            Tuple.of(id)))
                .compose(
                    stuck ->
                        stuck.size() == 0
                            ? Future.succeededFuture(Changed.NO)
                            : first(tx, id, clock.millis())));
  }

  /** Plans the first task of an enabled group that has none in line. */
  private Future<Changed> first(Tx tx, long id, long now) {
    return locks
        .take(tx, id)
        .compose(
            group ->
                stops
                    .members(tx, Set.of(id))
                    .compose(members -> Decided.read(tx, id, members))
                    .compose(
                        decided ->
                            exists(tx, id, "(status IN (2, 3, 4) OR attempt > 1)")
                                .compose(
                                    live -> first(tx, group.orElseThrow(), live, decided, now))));
  }

  /** Whether the group has a task of that kind, which may be a run by hand. */
  private static Future<Boolean> exists(Tx tx, long groupId, String kind) {
    return tx.run(
            "SELECT id FROM task WHERE group_id = ? AND %s LIMIT 1".formatted(kind),
            Tuple.of(groupId))
        .map(rows -> rows.size() > 0);
  }

  private Future<Changed> first(Tx tx, GroupRow group, boolean live, Decided decided, long now) {
    if (!group.enabled()) {
      return Future.succeededFuture(Changed.YES);
    }
    OptionalLong next =
        group.isOver(group.begun()) ? OptionalLong.empty() : decided.next(group, now);
    // A chain that follows its running task goes on when that ends.
    if (live && group.schedule().follows()) {
      return Future.succeededFuture(Changed.YES);
    }
    if (next.isEmpty()) {
      return planning.rest(tx, List.of(new Planning.Rest(group, group.begun()))).map(Changed.YES);
    }
    long planned = next.getAsLong();
    Planning.Next first =
        new Planning.Next(
            group.startOver(), planned, OccurrenceKey.at(planned), group.begun(), false);
    return tx.run("UPDATE task_group SET planned_to = 0 WHERE id = ?", Tuple.of(group.id()))
        .compose(reset -> planning.plan(tx, List.of(first)))
        .map(tasks -> new Changed(true, tasks, List.of(), 0, 0));
  }

  /**
   * Ends what waits: plans of the future vanish, what was due or had been tried is recorded.
   *
   * @param byHand whether runs by hand are meant too
   * @param running whether what is with a client shall stop
   * @return what was done, and what is left of the runs by hand
   */
  private Future<Halts.Page> cancelWaiting(
      Tx tx, long groupId, String why, boolean byHand, boolean running, long now) {
    return stops
        .members(tx, Set.of(groupId))
        .compose(
            members -> {
              List<Endings.Ending> recorded = new ArrayList<>();
              List<Stops.Stop> stopped = new ArrayList<>();
              Batch vanishing = Columns.of("id BIGINT").batch();
              for (TaskRow task : members) {
                if (task.isBooked()) {
                  if (running) {
                    stopped.add(new Stops.Stop(task, TaskStatus.CANCELLED, why));
                  }
                } else if (task.isAhead(now)) {
                  vanishing.add(task.id());
                } else {
                  recorded.add(new Endings.Ending(task, TaskStatus.CANCELLED, why));
                }
              }
              return endings
                  .write(tx, recorded, now)
                  .compose(ended -> remove.run(tx, vanishing))
                  .compose(
                      gone ->
                          tx.run(
                              "UPDATE task_group SET next_task_id = 0, next_run_at = 0,"
                                  + " tasks = tasks - ? WHERE id = ?",
                              Tuple.of(vanishing.size(), groupId)))
                  .compose(done -> stops.write(tx, stopped, now))
                  .map(won -> new Halts.Page(won, List.of(), recorded.size(), 0));
            })
        .compose(
            occurrences ->
                byHand
                    ? halts
                        .begin(tx, new Halts.Deed(groupId, why, running, false), now)
                        .map(occurrences::and)
                    : Future.succeededFuture(occurrences));
  }

  /**
   * Removes a group without a running task; its history stays until its time is over. Nothing
   * starts any more of a group that is gone, so that what waits may end page by page.
   *
   * @return not made where a task runs
   */
  Future<Changed> delete(GroupInfo group) {
    long id = group.getId();
    long now = clock.millis();
    return database.transact(
        "group",
        tx ->
            locks
                .hold(tx, Set.of(id))
                .compose(held -> exists(tx, id, "status IN (2, 3, 4)"))
                .compose(
                    running ->
                        running
                            ? Future.succeededFuture(Changed.NO)
                            : cancelWaiting(tx, id, DELETED, true, false, now)
                                .compose(
                                    halted ->
                                        labels
                                            .delete(tx, id)
                                            .compose(gone -> versions.delete(tx, id))
                                            .compose(
                                                gone ->
                                                    tx.run(
                                                        "DELETE FROM task_group WHERE id = ?",
                                                        Tuple.of(id)))
                                            .map(
                                                gone ->
                                                    new Changed(
                                                        true,
                                                        List.of(),
                                                        List.of(),
                                                        halted.ended(),
                                                        halted.left())))));
  }
}
