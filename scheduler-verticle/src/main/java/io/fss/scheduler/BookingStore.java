package io.fss.scheduler;

import static io.fss.kernel.Database.run;

import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.Ids;
import io.fss.proto.v1.Execution;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * LAW: one transaction writes who may run each task (WAITING to DISPATCHED), ends those that must
 * not run, and plans the next task of each fixed schedule.
 */
final class BookingStore {
  private static final String OVERLAP = "overlap: an earlier task of the group had not ended";
  private static final String DISABLED = "disabled: the group was disabled before it started";
  private static final String MISSED = "misfire: the platform was down or late";

  private static final String MISSED_MORE = MISSED + " (at least so many: not all were counted)";

  private static final GuardedUpdate BOOK =
      new GuardedUpdate(
          "task",
          "status = 2, session = b.session, client = b.client, booked_at = b.now",
          List.of("id BIGINT", "attempt INT", "session TEXT", "client TEXT", "now BIGINT"),
          "task.id = b.id AND task.attempt = b.attempt AND task.status = 1",
          "id, attempt, tries, lease_ms, params, planned_at, group_name");

  private static final GuardedUpdate PARK =
      new GuardedUpdate(
          "task",
          "parked = 1",
          List.of("id BIGINT", "attempt INT"),
          "task.id = b.id AND task.attempt = b.attempt AND task.status = 1",
          "id");

  private final Database database;
  private final Clock clock;
  private final String node;
  private final Planning planning;
  private final Skips skips;
  private final String groups;

  BookingStore(Database database, Clock clock, Ids ids, String node) {
    this.database = database;
    this.clock = clock;
    this.node = node;
    this.planning = new Planning(database.dialect(), ids);
    this.skips = new Skips(database.dialect(), ids);
    this.groups =
        "SELECT %s FROM task_group g WHERE g.id IN (SELECT id FROM %s) ORDER BY g.id%s"
            .formatted(
                GroupRow.COLUMNS,
                database.dialect().rows("b", List.of("id BIGINT")),
                database.dialect().forUpdate());
  }

  /** What one transaction did: attempts to send, and tasks that were planned. */
  record Outcome(List<Booked> booked, List<Staged> planned, int skipped) {}

  /** Books what still may run; a candidate that is missing in the outcome was not ours any more. */
  Future<Outcome> book(List<Candidate> candidates) {
    return database.transact(
        "book",
        tx -> lock(tx, candidates).compose(locked -> book(tx, candidates, locked, clock.millis())));
  }

  private Future<Map<Long, GroupRow>> lock(SqlConnection tx, List<Candidate> candidates) {
    Set<Long> ids = new HashSet<>();
    candidates.forEach(candidate -> ids.add(candidate.task().groupId()));
    JsonArray rows = new JsonArray();
    ids.forEach(id -> rows.add(new JsonArray().add(id)));
    return run(tx, groups, Tuple.of(rows.encode()))
        .map(
            found -> {
              Map<Long, GroupRow> result = new HashMap<>();
              for (Row row : found) {
                result.put(row.getLong("id"), GroupRow.of(row));
              }
              return result;
            });
  }

  private Future<Outcome> book(
      SqlConnection tx, List<Candidate> candidates, Map<Long, GroupRow> locked, long now) {
    Map<Long, Candidate> wanted = new HashMap<>();
    List<Skips.Skip> skipped = new ArrayList<>();
    JsonArray rows = new JsonArray();
    Set<Long> occupied = new HashSet<>();
    for (Candidate candidate : candidates) {
      Staged task = candidate.task();
      GroupRow group = locked.get(task.groupId());
      if (group == null || isStale(task, group)) {
        continue;
      }
      if (task.scheduled() && !group.enabled()) {
        skipped.add(new Skips.Skip(task, group, DISABLED));
        continue;
      }
      // A task that has begun keeps its place; a run by hand is somebody's explicit wish.
      boolean mayOverlap = task.attempt() > 1 || !task.scheduled();
      if (!mayOverlap && (group.live() > 0 || occupied.contains(group.id()))) {
        skipped.add(new Skips.Skip(task, group, OVERLAP));
        continue;
      }
      occupied.add(group.id());
      wanted.put(task.id(), candidate);
      rows.add(
          new JsonArray()
              .add(task.id())
              .add(task.attempt())
              .add(candidate.client().getSession())
              .add(candidate.client().getClient())
              .add(now));
    }
    return claim(tx, rows, wanted, locked)
        .compose(
            booked ->
                skips
                    .end(tx, skipped, now)
                    .compose(ended -> planNext(tx, booked, wanted, ended, locked, now))
                    .map(planned -> new Outcome(booked, planned, skipped.size())));
  }

  /** An edit has taken the task's place since it was read into memory: the rows know better. */
  private static boolean isStale(Staged task, GroupRow group) {
    // A later attempt keeps its place and the job it was planned with, whatever the group runs now.
    return task.scheduled() && task.attempt() == 1 && task.id() != group.nextTaskId();
  }

  private Future<List<Booked>> claim(
      SqlConnection tx, JsonArray rows, Map<Long, Candidate> wanted, Map<Long, GroupRow> locked) {
    if (rows.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return database
        .dialect()
        .guarded(tx, BOOK, rows)
        .map(
            won -> {
              List<Booked> booked = new ArrayList<>(won.size());
              for (Row row : won) {
                Candidate candidate = wanted.get(row.getLong("id"));
                GroupRow group = locked.get(candidate.task().groupId());
                booked.add(
                    new Booked(
                        candidate.client(),
                        candidate.task().job(),
                        execution(row, candidate, group)));
              }
              return booked;
            });
  }

  private Execution execution(Row row, Candidate candidate, GroupRow group) {
    return Execution.newBuilder()
        .setTaskId(row.getLong("id"))
        .setAttempt(row.getInteger("attempt"))
        .setScheduler(node)
        .setGroup(row.getString("group_name"))
        .setJob(candidate.task().job().name())
        .setPlannedAtMs(row.getLong("planned_at"))
        .setTryNumber(row.getInteger("tries") + 1)
        .setData(group.data())
        .setDataVersion(group.dataVersion())
        .setParams(row.getString("params"))
        .setLeaseMs(row.getLong("lease_ms"))
        .build();
  }

  private Future<List<Staged>> planNext(
      SqlConnection tx,
      List<Booked> booked,
      Map<Long, Candidate> wanted,
      List<Staged> skipped,
      Map<Long, GroupRow> locked,
      long now) {
    List<Staged> begun = new ArrayList<>(skipped);
    Set<Staged> over = Set.copyOf(skipped);
    booked.forEach(one -> begun.add(wanted.get(one.execution().getTaskId()).task()));
    List<Planning.Next> nexts = new ArrayList<>();
    List<Skips.Missed> missed = new ArrayList<>();
    Set<Long> ended = new HashSet<>();
    for (Staged task : begun) {
      GroupRow group = locked.get(task.groupId());
      // The first booking of the occurrence that was planned last plans the next one.
      if (!task.scheduled() || !group.enabled() || group.plannedTo() != task.plannedAt()) {
        continue;
      }
      Schedule schedule = group.schedule();
      boolean ahead = schedule.automatic() && !schedule.follows();
      if (!ahead && !over.contains(task)) {
        continue;
      }
      // Where the end of a task decides when the next is due, a skip is an end.
      OptionalLong next = ahead ? schedule.after(task.plannedAt()) : schedule.afterEnd(now, 0);
      if (ahead && next.isPresent() && next.getAsLong() <= now) {
        Schedule.Missed late = schedule.missed(task.plannedAt(), now);
        missed.add(new Skips.Missed(task, group, late, late.more() ? MISSED_MORE : MISSED));
        next = late.next();
      }
      if (next.isPresent()) {
        long due = next.getAsLong();
        String key = ahead ? OccurrenceKey.at(due) : OccurrenceKey.after(task.id());
        nexts.add(new Planning.Next(group, due, key));
      } else {
        ended.add(group.id());
      }
    }
    return skips
        .record(tx, missed, now)
        .compose(recorded -> planning.rest(tx, ended))
        .compose(rested -> planning.plan(tx, nexts));
  }

  /** Takes tasks off the due index until a client of their job can take them. */
  Future<Void> park(List<Staged> tasks) {
    JsonArray rows = new JsonArray();
    tasks.forEach(task -> rows.add(new JsonArray().add(task.id()).add(task.attempt())));
    return database.transact("book", tx -> database.dialect().guarded(tx, PARK, rows).mapEmpty());
  }

  /** Puts parked tasks of a job back on the due index, the longest due first; answers them. */
  Future<List<Staged>> unpark(Job job, int limit) {
    String oldest =
        "SELECT %s FROM task WHERE status = 1 AND parked = 1 AND namespace = ? AND app = ?"
            + " AND job = ? ORDER BY due_at LIMIT ?%s";
    String unpark =
        "UPDATE task SET parked = 0 WHERE status = 1 AND parked = 1 AND id IN (SELECT id FROM %s)"
            .formatted(database.dialect().rows("b", List.of("id BIGINT")));
    return database.transact(
        "book",
        tx ->
            run(
                    tx,
                    oldest.formatted(Staged.COLUMNS, database.dialect().forUpdate()),
                    Tuple.of(job.namespace(), job.app(), job.name(), limit))
                .compose(
                    found -> {
                      List<Staged> tasks = new ArrayList<>(found.size());
                      JsonArray rows = new JsonArray();
                      for (Row row : found) {
                        tasks.add(Staged.of(row));
                        rows.add(new JsonArray().add(row.getLong("id")));
                      }
                      if (tasks.isEmpty()) {
                        return Future.succeededFuture(tasks);
                      }
                      return run(tx, unpark, Tuple.of(rows.encode())).map(tasks);
                    }));
  }

  /** Jobs that have parked tasks. */
  Future<Set<Job>> parkedJobs() {
    return database
        .read(
            "SELECT DISTINCT namespace, app, job FROM task WHERE status = 1 AND parked = 1",
            Tuple.tuple())
        .map(
            rows -> {
              Set<Job> jobs = new HashSet<>();
              for (Row row : rows) {
                jobs.add(
                    new Job(
                        row.getString("namespace"), row.getString("app"), row.getString("job")));
              }
              return jobs;
            });
  }
}
