package io.fss.scheduler;

import io.fss.kernel.InMemoryDatabase;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Overlap;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Watches the tables by triggers of its own: what every committed transaction did, against the
 * laws. It knows what was made, booked and ended, whatever the scheduler tells of it.
 */
final class SimLedger {
  private static final List<String> TRIGGERS =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS sim_event (seq INTEGER PRIMARY KEY, kind TEXT, group_id BIGINT,
            task_id BIGINT, attempt INT, a BIGINT, b BIGINT, c BIGINT, d BIGINT, t TEXT, u TEXT)
          """,
          """
          CREATE TRIGGER IF NOT EXISTS sim_made AFTER INSERT ON task BEGIN
            INSERT INTO sim_event (kind, group_id, task_id, attempt, a, b, c, d, t, u) VALUES
              ('made', NEW.group_id, NEW.id, NEW.attempt, NEW.planned_at, NEW.due_at, 0, 0,
               NEW.occurrence_key, NEW.policies);
          END
          """,
          """
          CREATE TRIGGER IF NOT EXISTS sim_booked AFTER UPDATE OF status ON task
          WHEN NEW.status = 2 OR (OLD.status = 1 AND NEW.status = 3) BEGIN
            INSERT INTO sim_event (kind, group_id, task_id, attempt, a, b, c, d, t, u)
            SELECT 'booked', NEW.group_id, NEW.id, NEW.attempt, OLD.status, NEW.due_at,
              (SELECT COUNT(*) FROM task o WHERE o.group_id = NEW.group_id AND o.id <> NEW.id
                AND o.parent = 0 AND (o.status IN (2, 3, 4) OR o.attempt > 1 OR o.wait = 1)),
              g.enabled + 2 * (SELECT COUNT(*) FROM namespace_pause n
                WHERE n.namespace = g.namespace AND n.paused = 1),
              NEW.session, g.policies || '|' || NEW.policies
            FROM task_group g WHERE g.id = NEW.group_id;
          END
          """,
          """
          CREATE TRIGGER IF NOT EXISTS sim_again AFTER UPDATE OF attempt ON task BEGIN
            INSERT INTO sim_event (kind, group_id, task_id, attempt, a, b, c, d, t, u) VALUES
              ('again', NEW.group_id, NEW.id, NEW.attempt, OLD.attempt, NEW.tries,
               (SELECT COUNT(*) FROM task_attempt k
                WHERE k.task_id = OLD.id AND OLD.attempt BETWEEN k.attempt AND k.last_attempt), OLD.status, '', '');
          END
          """,
          """
          CREATE TRIGGER IF NOT EXISTS sim_gone AFTER DELETE ON task BEGIN
            INSERT INTO sim_event (kind, group_id, task_id, attempt, a, b, c, d, t, u) VALUES
              ('gone', OLD.group_id, OLD.id, OLD.attempt, OLD.status, OLD.due_at,
               (SELECT COUNT(*) FROM task_history h WHERE h.id = OLD.id), OLD.wait, '', '');
          END
          """,
          """
          CREATE TRIGGER IF NOT EXISTS sim_planned AFTER UPDATE OF planned_to ON task_group
          WHEN NEW.planned_to <> OLD.planned_to BEGIN
            INSERT INTO sim_event (kind, group_id, task_id, attempt, a, b, c, d, t, u) VALUES
              ('planned', NEW.id, NEW.next_task_id, 0, OLD.planned_to, NEW.planned_to,
               NEW.enabled, 0, NEW.trigger_spec, NEW.calendar_spec);
          END
          """,
          """
          CREATE TRIGGER IF NOT EXISTS sim_rested AFTER UPDATE OF begun ON task_group
          WHEN NEW.next_task_id = 0 AND NEW.automatic = 0 AND NEW.version = OLD.version BEGIN
            INSERT INTO sim_event (kind, group_id, task_id, attempt, a, b, c, d, t, u) VALUES
              ('rested', NEW.id, 0, 0, NEW.planned_to, 0, 0, 0, NEW.trigger_spec,
               NEW.calendar_spec);
          END
          """,
          """
          CREATE TRIGGER IF NOT EXISTS sim_kept AFTER INSERT ON task_history BEGIN
            INSERT INTO sim_event (kind, group_id, task_id, attempt, a, b, c, d, t, u) VALUES
              ('kept', NEW.group_id, NEW.id, NEW.attempt, NEW.status, NEW.occurrences,
               NEW.planned_at, NEW.last_planned_at, NEW.message, '');
          END
          """,
          """
          CREATE TRIGGER IF NOT EXISTS sim_joined AFTER UPDATE OF occurrences ON task_history BEGIN
            INSERT INTO sim_event (kind, group_id, task_id, attempt, a, b, c, d, t, u) VALUES
              ('kept', NEW.group_id, NEW.id, NEW.attempt, NEW.status,
               NEW.occurrences - OLD.occurrences, OLD.last_planned_at, NEW.last_planned_at,
               NEW.message, '');
          END
          """,
          """
          CREATE TRIGGER IF NOT EXISTS sim_data AFTER UPDATE OF data ON task_group
          WHEN NEW.data <> OLD.data BEGIN
            INSERT INTO sim_event (kind, group_id, task_id, attempt, a, b, c, d, t, u) VALUES
              ('data', NEW.id, 0, 0, json_extract(OLD.data, '$.n'), json_extract(NEW.data, '$.n'),
               NEW.data_version - OLD.data_version, 0, '', '');
          END
          """);

  // Lanes that take back what they or others have planned: for groups, and for calendars.
  private static final Set<String> PLANNERS = Set.of("group", "upkeep");

  private final SimWorld world;
  private final InMemoryDatabase tables;
  private final Map<Long, Made> made = new HashMap<>();
  private final Map<Long, Map<String, Long>> keys = new HashMap<>();
  private final Map<SimAttemptKey, Booking> bookings = new HashMap<>();
  private final Map<Long, Account> accounts = new TreeMap<>();

  SimLedger(SimWorld world, InMemoryDatabase tables) {
    this.world = world;
    this.tables = tables;
  }

  /** Prepares tables for being watched; once for a database. */
  static void watch(InMemoryDatabase tables) throws SQLException {
    for (String trigger : TRIGGERS) {
      tables.run(trigger);
    }
  }

  /** A task that was inserted, and where it is now. */
  static final class Made {
    final long id;
    final long group;
    final String key;
    final long plannedAt;
    boolean ended;
    boolean vanished;

    private Made(Row row) {
      this.id = row.getLong("task_id");
      this.group = row.getLong("group_id");
      this.key = row.getString("t");
      this.plannedAt = row.getLong("a");
    }

    boolean scheduled() {
      return OccurrenceKey.isScheduled(key);
    }
  }

  /**
   * An attempt that was booked.
   *
   * @param task the policies the task was planned with
   */
  record Booking(long group, String session, long dueAt, boolean scheduled, Policies task) {}

  /** What must be found of a group: tasks that were made, and moments that got none. */
  static final class Account {
    long made;
    long vanished;
    long missed;
    long kept;
    boolean bounded;
    final Set<Overlap> overlaps = new HashSet<>();
  }

  /** The booking of an attempt that is committed, or null. */
  Booking booking(SimAttemptKey attempt) {
    return bookings.get(attempt);
  }

  Made made(long task) {
    return made.get(task);
  }

  Map<Long, Account> accounts() {
    return accounts;
  }

  Account account(long group) {
    return accounts.computeIfAbsent(group, id -> new Account());
  }

  /** A transaction was committed: looks at what it did. */
  void committed(SimProcess by, String lane) {
    try {
      RowSet<Row> rows = tables.run("SELECT * FROM sim_event ORDER BY seq");
      if (rows.size() == 0) {
        return;
      }
      tables.run("DELETE FROM sim_event");
      for (Row row : rows) {
        world.trace(() -> "   %s/%s %s".formatted(by.name(), lane, row.deepToString()));
        look(row, lane, by.clock().millis());
      }
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private void look(Row row, String lane, long now) {
    switch (row.getString("kind")) {
      case "made" -> made(row);
      case "booked" -> booked(row);
      case "again" -> again(row);
      case "gone" -> gone(row, lane);
      case "planned" -> planned(row);
      case "rested" -> rested(row, lane, now);
      case "kept" -> account(row.getLong("group_id")).kept += row.getLong("b");
      case "data" -> data(row);
      default -> throw new IllegalStateException(row.deepToString());
    }
  }

  private void made(Row row) {
    Made one = new Made(row);
    account(one.group).made++;
    made.put(one.id, one);
    Long before = keys.computeIfAbsent(one.group, g -> new HashMap<>()).put(one.key, one.id);
    if (before != null && !made.get(before).vanished) {
      world.violated(
          "occurrence %s of group %d was planned twice: tasks %d and %d"
              .formatted(one.key, one.group, before, one.id));
    }
  }

  private void booked(Row row) {
    SimAttemptKey key = new SimAttemptKey(row.getLong("task_id"), row.getInteger("attempt"));
    Made task = made.get(key.task());
    String[] policies = row.getString("u").split("\\|", -1);
    Policies ofGroup = PolicyText.decode(policies[0]);
    boolean first = task.scheduled() && key.attempt() == 1;
    account(task.group).overlaps.add(ofGroup.getOverlap());
    Booking booking =
        new Booking(
            task.group,
            row.getString("t"),
            row.getLong("b"),
            task.scheduled(),
            PolicyText.decode(policies[1]));
    if (bookings.put(key, booking) != null) {
      world.violated(key + " was booked twice");
    }
    if (row.getLong("a") != 1) {
      world.violated("%s was booked in status %d".formatted(key, row.getLong("a")));
    }
    if ((row.getLong("d") & 2) != 0) {
      world.violated(key + " was booked in a paused namespace");
    }
    if (first && (row.getLong("d") & 1) == 0) {
      world.violated(key + " was booked in a disabled group");
    }
    if (first) {
      overlap(key, ofGroup, row.getLong("c"));
    }
  }

  private void overlap(SimAttemptKey key, Policies policies, long others) {
    long most = policies.getOverlap() == Overlap.ALLOW_ALL ? policies.getOverlapLimit() - 1 : 0;
    if (others > most) {
      world.violated(
          "%s was booked beside %d live ones under %s"
              .formatted(key, others, policies.getOverlap()));
    }
  }

  private void again(Row row) {
    if (row.getInteger("attempt") != row.getLong("a") + 1 || row.getLong("c") != 1) {
      world.violated("an attempt is not on record: " + row.deepToString());
    }
  }

  private void gone(Row row, String lane) {
    Made task = made.get(row.getLong("task_id"));
    task.ended = true;
    if (row.getLong("c") == 1) {
      return;
    }
    boolean waited = row.getLong("a") == 1 && row.getInteger("attempt") == 1 && task.scheduled();
    if (!waited) {
      world.violated("a task ended without a record: " + row.deepToString());
    } else if (PLANNERS.contains(lane) && row.getLong("d") == 0) {
      // A plan of the future that an edit took back: the moment is planned anew or not any more.
      task.vanished = true;
      account(task.group).vanished++;
    }
  }

  private void planned(Row row) {
    long from = row.getLong("a");
    long to = row.getLong("b");
    if (from == 0 || to == 0) {
      return;
    }
    if (to < from) {
      world.violated("planning went back: " + row.deepToString());
    }
    missed(row, from, to - 1);
  }

  private void rested(Row row, String lane, long now) {
    // What passed while a group was disabled was not planned: only who books passes moments by.
    if (row.getLong("a") > 0 && lane.equals("book")) {
      missed(row, row.getLong("a"), now - jitter(row));
    }
  }

  private long jitter(Row row) {
    try {
      Row group =
          tables
              .run("SELECT namespace, name FROM task_group WHERE id = ?", row.getLong("group_id"))
              .iterator()
              .next();
      return timing(row).jitter(group.getString("namespace"), group.getString("name"));
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static Timing timing(Row row) {
    return Schedules.of(row.getString("t"), row.getString("u"));
  }

  /** Moments that got no task must be found as skipped. */
  private void missed(Row row, long after, long until) {
    Timing timing = timing(row);
    Account account = account(row.getLong("group_id"));
    account.bounded |= timing.maxRuns() > 0;
    if (timing.schedule().follows()) {
      return;
    }
    Schedule beat = timing.schedule().through(after);
    OptionalLong next = beat.after(after);
    long passed = 0;
    while (next.isPresent() && next.getAsLong() <= until) {
      passed++;
      next = beat.after(next.getAsLong());
    }
    account.missed += passed;
    // More than that are not counted one by one.
    account.bounded |= passed > Passed.COUNTED;
  }

  private void data(Row row) {
    boolean byJob = row.getLong("b") == row.getLong("a") + 1;
    boolean byOperator = row.getLong("b") % SimDefinitions.BY_OPERATOR == 0;
    if (row.getLong("c") != 1 || !(byJob || byOperator)) {
      world.violated("data was overwritten: " + row.deepToString());
    }
  }

  /** Ids of tasks that were made and neither ended nor vanished. */
  Map<Long, Made> live() {
    Map<Long, Made> live = new LinkedHashMap<>();
    made.values().stream().filter(one -> !one.ended).forEach(one -> live.put(one.id, one));
    return live;
  }
}
