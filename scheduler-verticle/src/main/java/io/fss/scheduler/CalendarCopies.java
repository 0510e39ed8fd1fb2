package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.BatchStatement;
import io.fss.kernel.Clock;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.fss.kernel.Dialect;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.Ids;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the copies of calendars that groups carry up to date, and moves what they have planned to
 * the moment that the calendar now allows. What is left to be done is what the rows say, so that a
 * crash leaves nothing behind; several schedulers may do it at once.
 */
final class CalendarCopies {
  private static final Logger log = LoggerFactory.getLogger(CalendarCopies.class);

  // The groups of a transaction are locked until all of them are done, so it takes only a few.
  private static final int BATCH = 20;

  /** Groups whose copy is older than the calendar; some of them. */
  static final String OLD =
      """
      SELECT g.id FROM calendar c
      JOIN task_group g ON g.namespace = c.namespace AND g.calendar = c.name
        AND g.calendar <> '' AND g.calendar_version < c.version
      LIMIT ?
      """;

  private static final GuardedUpdate COPY =
      new GuardedUpdate(
          "task_group",
          List.of("calendar_spec = b.spec", "calendar_version = b.version"),
          Columns.of("id BIGINT", "spec TEXT", "version BIGINT"),
          "task_group.id = b.id AND task_group.calendar_version < b.version",
          List.of("task_group.id"));

  private final Database database;
  private final Clock clock;
  private final Planning planning;
  private final Stops stops;
  private final BatchStatement locked;
  private final BatchDeed copy;
  private final Consumer<List<Staged>> planned;
  private boolean busy;
  private boolean again;

  /**
   * Makes one.
   *
   * @param planned called with tasks that now wait
   */
  CalendarCopies(Database database, Clock clock, Ids ids, Consumer<List<Staged>> planned) {
    Dialect dialect = database.dialect();
    this.database = database;
    this.clock = clock;
    this.planning = new Planning(dialect, ids);
    this.stops = new Stops(dialect);
    this.locked =
        dialect.over(
            "SELECT %s, g.calendar FROM {b} JOIN task_group g ON g.id = b.id ORDER BY g.id%s"
                .formatted(GroupRow.COLUMNS_WITHOUT_DATA, dialect.forUpdate("g")),
            Columns.of("id BIGINT"));
    this.copy = dialect.update(COPY);
    this.planned = planned;
  }

  /** Starts at once, or again when what is under way is done; what fails the sweep does. */
  void hurry() {
    renew().onFailure(failure -> log.warn("copies of calendars are left to the sweep", failure));
  }

  /** Brings all copies up to date, batch after batch. */
  Future<Void> renew() {
    if (busy) {
      again = true;
      return Future.succeededFuture();
    }
    busy = true;
    again = false;
    return batches()
        .eventually(
            () -> {
              busy = false;
              return Future.succeededFuture();
            })
        .compose(done -> again ? renew() : Future.succeededFuture());
  }

  private Future<Void> batches() {
    return Repeat.whileTrue(
        () ->
            database
                .read(OLD, Tuple.of(BATCH))
                .compose(
                    old -> old.size() == 0 ? Future.succeededFuture(false) : renew(old).map(true)));
  }

  private Future<Void> renew(RowSet<Row> old) {
    List<Long> groups = new ArrayList<>();
    old.forEach(row -> groups.add(row.getLong("id")));
    long now = clock.millis();
    return database
        .transact("upkeep", tx -> renew(tx, groups, now))
        .map(
            tasks -> {
              planned.accept(tasks);
              return null;
            });
  }

  private Future<List<Staged>> renew(Tx tx, List<Long> groups, long now) {
    Batch batch = locked.batch();
    groups.stream().sorted().forEach(batch::add);
    return tx.run(locked, batch)
        .compose(
            rows -> {
              Map<Long, CalendarName> names = new HashMap<>();
              for (Row row : rows) {
                names.put(
                    row.getLong("id"),
                    new CalendarName(row.getString("namespace"), row.getString("calendar")));
              }
              // Read under the locks: a group whose calendar is another one by now gets that one.
              return calendars(tx, Set.copyOf(names.values()))
                  .compose(calendars -> copy(tx, names, calendars))
                  .compose(
                      renewed ->
                          renewed.isEmpty()
                              ? Future.succeededFuture(List.<Staged>of())
                              : replan(tx, renewed, now));
            });
  }

  private static Future<Map<CalendarName, StoredCalendar>> calendars(
      Tx tx, Set<CalendarName> names) {
    Map<CalendarName, StoredCalendar> found = new HashMap<>();
    Future<Void> all = Future.succeededFuture();
    for (CalendarName name : names) {
      all =
          all.compose(
              done ->
                  tx.run(Calendars.FIND, Tuple.of(name.namespace(), name.name()))
                      .map(
                          rows -> {
                            rows.forEach(row -> found.put(name, Calendars.stored(row)));
                            return null;
                          }));
    }
    return all.map(found);
  }

  /** Answers the groups whose copy it renewed, as they are now. */
  private Future<List<GroupRow>> copy(
      Tx tx, Map<Long, CalendarName> names, Map<CalendarName, StoredCalendar> calendars) {
    Batch rows = COPY.columns().batch();
    names.forEach(
        (id, name) -> {
          StoredCalendar calendar = calendars.get(name);
          if (calendar != null) {
            rows.add(id, calendar.spec(), calendar.version());
          }
        });
    return copy.run(tx, rows)
        .compose(
            renewed -> {
              Batch ids = locked.batch();
              renewed.forEach(row -> ids.add(row.getLong("id")));
              return tx.run(locked, ids);
            })
        .map(
            rest -> {
              List<GroupRow> groups = new ArrayList<>();
              rest.forEach(row -> groups.add(GroupRow.of(row)));
              return groups;
            });
  }

  private Future<List<Staged>> replan(Tx tx, List<GroupRow> groups, long now) {
    List<Staged> tasks = new ArrayList<>();
    Future<Void> all = Future.succeededFuture();
    for (GroupRow group : groups) {
      if (group.enabled() && isAffected(group, now)) {
        all =
            all.compose(done -> replan(tx, group, now))
                .map(
                    made -> {
                      tasks.addAll(made);
                      return null;
                    });
      }
    }
    return all.map(tasks);
  }

  /**
   * Whether the calendar names another moment than the one that is planned; most stay as they are.
   */
  private static boolean isAffected(GroupRow group, long now) {
    if (group.nextTaskId() != 0) {
      OptionalLong next = group.schedule().again(group.plannedTo(), now - group.jitter());
      return next.isEmpty() || next.getAsLong() != group.plannedTo();
    }
    // It rests: a day that was opened may wake it, but for one that waits for its job to say when.
    return (group.schedule().automatic() || !group.schedule().follows())
        && !group.isOver(group.begun());
  }

  private Future<List<Staged>> replan(Tx tx, GroupRow group, long now) {
    return stops
        .members(tx, Set.of(group.id()))
        .compose(
            members -> {
              TaskRow next =
                  members.stream()
                      .filter(task -> task.id() == group.nextTaskId())
                      .findAny()
                      .orElse(null);
              boolean plans = group.nextTaskId() == 0 || (next != null && next.isAhead(now));
              if (!plans) {
                // It has begun, or waits in line: what follows it obeys the calendar as it is then.
                return Future.succeededFuture(List.of());
              }
              return Decided.read(tx, group.id(), without(members, group.nextTaskId()))
                  .compose(decided -> move(tx, group, moment(group, decided, now)));
            });
  }

  private static List<TaskRow> without(List<TaskRow> members, long next) {
    return members.stream().filter(task -> task.id() != next).toList();
  }

  private static OptionalLong moment(GroupRow group, Decided decided, long now) {
    if (group.isOver(group.begun())) {
      return OptionalLong.empty();
    }
    Schedule schedule = group.schedule();
    long from = now - group.jitter();
    OptionalLong next =
        group.nextTaskId() == 0 ? schedule.resume(from) : schedule.again(group.plannedTo(), from);
    return decided.free(schedule, next);
  }

  private Future<List<Staged>> move(Tx tx, GroupRow group, OptionalLong moment) {
    boolean rested = group.nextTaskId() == 0;
    if (moment.isEmpty() && rested) {
      return Future.succeededFuture(List.of());
    }
    if (moment.isPresent() && !rested && moment.getAsLong() == group.plannedTo()) {
      return Future.succeededFuture(List.of());
    }
    return tx.run("DELETE FROM task WHERE id = ?", Tuple.of(group.nextTaskId()))
        .compose(
            gone ->
                tx.run(
                    "UPDATE task_group SET tasks = tasks - ? WHERE id = ?",
                    Tuple.of(gone.rowCount(), group.id())))
        .compose(done -> moment.isEmpty() ? rest(tx, group) : plan(tx, group, moment.getAsLong()));
  }

  private Future<List<Staged>> rest(Tx tx, GroupRow group) {
    return planning.rest(tx, List.of(new Planning.Rest(group, group.begun()))).map(List.of());
  }

  private Future<List<Staged>> plan(Tx tx, GroupRow group, long moment) {
    Planning.Next next =
        new Planning.Next(
            group.startOver(), moment, OccurrenceKey.at(moment), group.begun(), false);
    return tx.run(
            "UPDATE task_group SET planned_to = 0, automatic = ? WHERE id = ?",
            Tuple.of(group.schedule().automatic() ? 1 : 0, group.id()))
        .compose(reset -> planning.plan(tx, List.of(next)));
  }
}
