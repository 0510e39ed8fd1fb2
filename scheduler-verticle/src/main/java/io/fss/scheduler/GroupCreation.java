package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.Clock;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.fss.kernel.Ids;
import io.fss.kernel.NewRows;
import io.fss.kernel.Tx;
import io.fss.proto.bus.v1.GroupSpec;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Creates groups, each with its first task, many in one transaction. */
final class GroupCreation {
  private static final Columns GROUP =
      Columns.of(
          "id BIGINT",
          "namespace TEXT",
          "name TEXT",
          "app TEXT",
          "job TEXT",
          "description TEXT",
          "spec TEXT",
          "calendar TEXT",
          "calendar_spec TEXT",
          "calendar_version BIGINT",
          "policies TEXT",
          "labels TEXT",
          "automatic INT",
          "follows INT",
          "data TEXT",
          "enabled INT",
          "declared INT",
          "declared_version BIGINT",
          "planned BIGINT",
          "task BIGINT",
          "due BIGINT",
          "tasks INT",
          "now BIGINT");

  private static final NewRows NEW =
      new NewRows(
          "task_group",
          List.of(
              "id",
              "namespace",
              "name",
              "app",
              "job",
              "description",
              "trigger_spec",
              "calendar",
              "calendar_spec",
              "calendar_version",
              "policies",
              "labels",
              "automatic",
              "follows",
              "data",
              "data_version",
              "enabled",
              "version",
              "declared",
              "declared_version",
              "planned_to",
              "next_task_id",
              "next_run_at",
              "tasks",
              "created_at",
              "updated_at"),
          List.of(
              "b.id",
              "b.namespace",
              "b.name",
              "b.app",
              "b.job",
              "b.description",
              "b.spec",
              "b.calendar",
              "b.calendar_spec",
              "b.calendar_version",
              "b.policies",
              "b.labels",
              "b.automatic",
              "b.follows",
              "b.data",
              "1",
              "b.enabled",
              "1",
              "b.declared",
              "b.declared_version",
              "b.planned",
              "b.task",
              "b.due",
              "b.tasks",
              "b.now",
              "b.now"),
          GROUP,
          List.of("namespace", "name"),
          "id");

  private final Database database;
  private final Clock clock;
  private final Ids ids;
  private final BatchDeed insert;
  private final Labels labels;
  private final CalendarHold calendars;
  private final NewTasks firsts;

  GroupCreation(Database database, Clock clock, Ids ids) {
    this.database = database;
    this.clock = clock;
    this.ids = ids;
    this.insert = database.dialect().insert(NEW);
    this.labels = new Labels(database.dialect());
    this.calendars = new CalendarHold(database.dialect());
    this.firsts = new NewTasks(database.dialect());
  }

  /**
   * A definition to be stored, and where it comes from.
   *
   * @param calendar the calendar it refers to; {@link StoredCalendar#NONE} for none
   */
  record NewGroup(
      GroupSpec spec, StoredCalendar calendar, boolean declared, long declaredVersion) {}

  /** Ids of the created groups by index; a missing index had a name that is taken. */
  record Created(Map<Integer, Long> ids, List<Staged> planned) {}

  Future<Created> create(List<NewGroup> groups) {
    long now = clock.millis();
    List<Long> groupIds = new ArrayList<>(groups.size());
    List<Staged> tasks = new ArrayList<>(groups.size());
    Batch rows = GROUP.batch();
    for (NewGroup group : groups) {
      long id = ids.next();
      groupIds.add(id);
      String trigger = TriggerText.encode(group.spec().getTrigger());
      Timing timing = Schedules.of(trigger, group.calendar().spec());
      Staged first = first(group.spec(), timing, id, now);
      tasks.add(first);
      add(rows, group, trigger, timing.schedule(), id, first, now);
    }
    return database.transact(
        "group",
        tx ->
            insert
                .run(tx, rows)
                .compose(made -> insertFirsts(tx, groups, groupIds, tasks, ids(made)))
                .compose(created -> calendars.hold(tx, specs(groups)).map(created)));
  }

  private static List<GroupSpec> specs(List<NewGroup> groups) {
    return groups.stream().map(NewGroup::spec).toList();
  }

  private static Set<Long> ids(Iterable<Row> rows) {
    Set<Long> ids = new HashSet<>();
    rows.forEach(row -> ids.add(row.getLong("id")));
    return ids;
  }

  /** The first task of a group, or null where there is none. */
  private Staged first(GroupSpec spec, Timing timing, long id, long now) {
    if (!spec.getEnabled()) {
      return null;
    }
    OptionalLong planned = timing.schedule().first(now);
    if (planned.isEmpty()) {
      return null;
    }
    long due = planned.getAsLong() + timing.jitter(spec.getNamespace(), spec.getName());
    return new Staged(
        ids.next(),
        id,
        GroupStore.job(spec),
        planned.getAsLong(),
        due,
        1,
        true,
        spec.getPolicies().getPriority(),
        Excuse.NONE,
        "",
        Routing.of(spec.getPolicies()),
        Routing.NO_KEY);
  }

  private static void add(
      Batch rows,
      NewGroup group,
      String trigger,
      Schedule schedule,
      long id,
      Staged first,
      long now) {
    GroupSpec spec = group.spec();
    rows.add(
        id,
        spec.getNamespace(),
        spec.getName(),
        spec.getApp(),
        spec.getJob(),
        spec.getDescription(),
        trigger,
        spec.getTrigger().getCalendar(),
        group.calendar().spec(),
        group.calendar().version(),
        PolicyText.encode(spec.getPolicies()),
        GroupDefinition.labels(spec.getLabelsMap()).encode(),
        schedule.automatic() ? 1 : 0,
        schedule.follows() ? 1 : 0,
        spec.getData(),
        spec.getEnabled() ? 1 : 0,
        group.declared() ? 1 : 0,
        group.declaredVersion(),
        first == null ? 0L : first.plannedAt(),
        first == null ? 0L : first.id(),
        first == null ? 0L : first.dueAt(),
        first == null ? 0 : 1,
        now);
  }

  private Future<Created> insertFirsts(
      Tx tx, List<NewGroup> groups, List<Long> groupIds, List<Staged> tasks, Set<Long> made) {
    Map<Integer, Long> created = new HashMap<>();
    List<Staged> planned = new ArrayList<>();
    List<Labels.Labelled> labelled = new ArrayList<>();
    List<NewTasks.NewTask> first = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      long id = groupIds.get(i);
      if (!made.contains(id)) {
        continue;
      }
      created.put(i, id);
      GroupSpec spec = groups.get(i).spec();
      labelled.add(new Labels.Labelled(id, spec.getLabelsMap()));
      Staged task = tasks.get(i);
      if (task != null) {
        planned.add(task);
        first.add(NewTasks.NewTask.first(task, spec.getName(), spec.getPolicies()));
      }
    }
    Future<Void> named = labels.add(tx, labelled);
    return firsts.insert(tx, first).compose(done -> named).map(new Created(created, planned));
  }
}
