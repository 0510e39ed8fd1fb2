package io.fss.scheduler;

import io.fss.kernel.Clock;
import io.fss.kernel.Database;
import io.fss.kernel.Dialect;
import io.fss.kernel.Ids;
import io.fss.kernel.Tx;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.bus.v1.Wait;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Ends the runs by hand of a group page by page: there may be more of them than one transaction can
 * end. The transaction of the deed ends the first page and leaves a row that says what is left;
 * each further page is a transaction of its own, by whichever scheduler comes to it. What begins
 * before its page comes counts as running at the time of the deed.
 */
final class Halts {
  /** Most tasks of one page. */
  static final int PAGE = 500;

  private static final String RUNS =
      " FROM task WHERE group_id = ? AND occurrence_key LIKE '%s%%'"
          .formatted(OccurrenceKey.key(""));
  // By the index of the keys: by the id it would come from behind all other groups.
  private static final String NEXT =
      "SELECT id, occurrence_key%s AND occurrence_key > ? AND id <= ? ORDER BY occurrence_key LIMIT ?"
          .formatted(RUNS);

  private final Database database;
  private final Clock clock;
  private final Ids ids;
  private final Stops stops;
  private final Endings endings;
  private final Lines lines;
  private final Planning planning;
  private final GroupLocks locks;
  private final String halt;

  Halts(Database database, Clock clock, Ids ids) {
    Dialect dialect = database.dialect();
    this.database = database;
    this.clock = clock;
    this.ids = ids;
    this.stops = new Stops(dialect);
    this.endings = new Endings(dialect);
    this.lines = new Lines(dialect);
    this.planning = new Planning(dialect, ids);
    this.locks = GroupLocks.withoutData(dialect);
    this.halt = "SELECT h.* FROM task_halt h WHERE h.id = ?" + dialect.forUpdate("h");
  }

  /**
   * What is wanted.
   *
   * @param running whether what is with a client shall stop, too
   * @param live whether only those are meant that take the place of an occurrence: what is with a
   *     client, waits for one, or has been tried
   */
  record Deed(long groupId, String reason, boolean running, boolean live) {
    private boolean means(TaskRow task) {
      return task.isBooked()
          ? running
          : !live || task.attempt() > 1 || task.waitsFor() == Wait.CLIENT;
    }
  }

  /**
   * What one transaction did.
   *
   * @param stopped attempts whose clients are to be asked to stop
   * @param waiting tasks that now wait for their time: what follows those that have ended
   * @param ended how many tasks that waited have ended
   * @param left what is left to be done, for {@link #goOn}; 0: nothing
   */
  record Page(List<Stops.Stop> stopped, List<Staged> waiting, int ended, long left) {
    static final Page NONE = new Page(List.of(), List.of(), 0, 0);

    /** This and the other together; the other says what is left. */
    Page and(Page other) {
      List<Stops.Stop> stops = new ArrayList<>(stopped);
      stops.addAll(other.stopped);
      List<Staged> wait = new ArrayList<>(waiting);
      wait.addAll(other.waiting);
      return new Page(stops, wait, ended + other.ended, other.left);
    }
  }

  /** What is left of a deed. */
  private record Rest(long id, Deed deed, String seen, long last) {
    static Rest of(Row row) {
      return new Rest(
          row.getLong("id"),
          new Deed(
              row.getLong("group_id"),
              row.getString("reason"),
              row.getInteger("running") == 1,
              row.getInteger("live") == 1),
          row.getString("seen"),
          row.getLong("last_id"));
    }
  }

  /** Ends the first page as a step of the transaction, which holds the group's lock. */
  Future<Page> begin(Tx tx, Deed deed, long now) {
    return locks
        .take(tx, deed.groupId())
        .compose(found -> page(tx, new Rest(0, deed, "", Long.MAX_VALUE), found, now));
  }

  /** Ends the next page of what is left. */
  Future<Page> goOn(long left) {
    return database.transact(
        "group",
        tx ->
            tx.run("SELECT group_id FROM task_halt WHERE id = ?", Tuple.of(left))
                .compose(found -> goOn(tx, left, found)));
  }

  private Future<Page> goOn(Tx tx, long left, RowSet<Row> found) {
    if (found.size() == 0) {
      return Future.succeededFuture(Page.NONE);
    }
    // Another scheduler may do the same. A group that is gone is outlived by its tasks.
    return locks
        .take(tx, found.iterator().next().getLong("group_id"))
        .compose(
            locked ->
                tx.run(halt, Tuple.of(left))
                    .compose(
                        rest ->
                            rest.size() == 0
                                ? Future.succeededFuture(Page.NONE)
                                : page(
                                    tx, Rest.of(rest.iterator().next()), locked, clock.millis())));
  }

  private Future<Page> page(Tx tx, Rest rest, Optional<GroupRow> locked, long now) {
    return tx.run(NEXT, Tuple.of(rest.deed().groupId(), rest.seen(), rest.last(), PAGE + 1))
        .compose(
            rows -> {
              List<Long> meant = new ArrayList<>();
              String seen = rest.seen();
              for (Row row : rows) {
                if (meant.size() < PAGE) {
                  meant.add(row.getLong("id"));
                  seen = row.getString("occurrence_key");
                }
              }
              String upTo = seen;
              return stops
                  .named(tx, meant)
                  .compose(tasks -> end(tx, rest.deed(), locked, tasks, now))
                  .compose(
                      done ->
                          (rows.size() > PAGE ? keep(tx, rest, upTo) : drop(tx, rest))
                              .map(
                                  left ->
                                      new Page(
                                          done.stopped(), done.waiting(), done.ended(), left)));
            });
  }

  private Future<Page> end(
      Tx tx, Deed deed, Optional<GroupRow> locked, List<TaskRow> tasks, long now) {
    List<Endings.Ending> waited = new ArrayList<>();
    List<Stops.Stop> booked = new ArrayList<>();
    for (TaskRow task : tasks) {
      if (!deed.means(task)) {
        continue;
      }
      if (task.isWaiting()) {
        waited.add(new Endings.Ending(task, TaskStatus.CANCELLED, deed.reason()));
      } else {
        booked.add(new Stops.Stop(task, TaskStatus.CANCELLED, deed.reason()));
      }
    }
    return endings
        .write(tx, waited, now)
        .compose(ended -> stops.write(tx, booked, now))
        .compose(
            stopped ->
                (waited.isEmpty() || locked.isEmpty()
                        ? Future.succeededFuture(List.<Staged>of())
                        : follow(tx, locked.get(), waited, now))
                    .map(waiting -> new Page(stopped, waiting, waited.size(), 0)));
  }

  /** Lets go who waited for the end of these, and goes on where only they were left of a chain. */
  private Future<List<Staged>> follow(Tx tx, GroupRow group, List<Endings.Ending> ended, long now) {
    Optional<TaskRow> tried =
        ended.stream().map(Endings.Ending::task).filter(task -> task.attempt() > 1).findFirst();
    boolean follows = group.enabled() && group.schedule().follows();
    if (tried.isEmpty() || !follows || group.nextTaskId() != 0) {
      return lines.release(tx, Set.of(group.id()));
    }
    long begun = group.begun();
    OptionalLong next =
        group.isOver(begun)
            ? OptionalLong.empty()
            : group.schedule().afterEnd(now - group.jitter(), 0);
    if (next.isEmpty()) {
      return planning.rest(tx, List.of(new Planning.Rest(group, begun))).map(List.of());
    }
    String key = OccurrenceKey.after(tried.get().id());
    return planning.plan(
        tx, List.of(new Planning.Next(group, next.getAsLong(), key, begun, false)));
  }

  private Future<Long> keep(Tx tx, Rest rest, String seen) {
    if (rest.id() != 0) {
      return tx.run("UPDATE task_halt SET seen = ? WHERE id = ?", Tuple.of(seen, rest.id()))
          .map(rest.id());
    }
    Deed deed = rest.deed();
    long id = ids.next();
    // What is asked for from now on is not meant.
    return tx.run("SELECT MAX(id) AS last_id" + RUNS, Tuple.of(deed.groupId()))
        .compose(
            newest ->
                tx.run(
                    "INSERT INTO task_halt (id, group_id, reason, running, live, seen, last_id)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    Tuple.of(
                        id,
                        deed.groupId(),
                        deed.reason(),
                        deed.running() ? 1 : 0,
                        deed.live() ? 1 : 0,
                        seen,
                        newest.iterator().next().getLong("last_id"))))
        .map(id);
  }

  private static Future<Long> drop(Tx tx, Rest rest) {
    return rest.id() == 0
        ? Future.succeededFuture(0L)
        : tx.run("DELETE FROM task_halt WHERE id = ?", Tuple.of(rest.id())).map(0L);
  }

  /** Deeds of which something is left. */
  Future<List<Long>> pending() {
    return database
        .read("SELECT id FROM task_halt ORDER BY id LIMIT ?", Tuple.of(PAGE))
        .map(
            rows -> {
              List<Long> left = new ArrayList<>();
              rows.forEach(row -> left.add(row.getLong("id")));
              return left;
            });
  }
}
