package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Tasks that wait for a client, off the due index. */
final class Parking {
  // "wait + 0": by its id, not by the index of what is parked.
  private static final GuardedUpdate LEAVE =
      new GuardedUpdate(
          "task",
          List.of("wait = 0"),
          Columns.of("id BIGINT"),
          "task.id = b.id AND task.wait + 0 = 1 AND " + TaskRow.WAITING,
          List.of("task.id"));

  private final Database database;
  private final String first;
  private final GroupLocks locks;
  private final BatchDeed leave;

  Parking(Database database) {
    this.database = database;
    this.first =
        "SELECT %s FROM task WHERE wait = 1 AND namespace = ? AND app = ? AND job = ? AND selector = ? ORDER BY priority DESC, due_at LIMIT ?"
            .formatted(Staged.COLUMNS);
    this.locks = GroupLocks.withoutData(database.dialect());
    this.leave = database.dialect().update(LEAVE);
  }

  /** What the parked tasks want. */
  Future<Set<Demand>> demands() {
    return database
        .read(
            "SELECT DISTINCT namespace, app, job, selector FROM task WHERE wait = 1", Tuple.tuple())
        .map(
            rows -> {
              Set<Demand> demands = new HashSet<>();
              for (Row row : rows) {
                Job job =
                    new Job(row.getString("namespace"), row.getString("app"), row.getString("job"));
                demands.add(new Demand(job, row.getString("selector")));
              }
              return demands;
            });
  }

  /** Namespaces in which nothing may start. */
  Future<Set<String>> pausedNamespaces() {
    return database
        .read("SELECT namespace FROM namespace_pause WHERE paused = 1", Tuple.tuple())
        .map(
            rows -> {
              Set<String> paused = new HashSet<>();
              rows.forEach(row -> paused.add(row.getString("namespace")));
              return paused;
            });
  }

  /**
   * Puts parked tasks back on the due index, of each demand so many, the most urgent first; answers
   * them.
   */
  Future<List<Staged>> leave(Collection<Demand> demands, int limit) {
    return database.transact(
        "book",
        tx -> {
          Map<Long, Staged> tasks = new TreeMap<>();
          return Repeat.forEach(
                  demands,
                  demand ->
                      find(tx, demand, limit)
                          .map(
                              rows -> {
                                for (Row row : rows) {
                                  Staged task = Staged.of(row);
                                  tasks.put(task.id(), task);
                                }
                                return null;
                              }))
              .compose(found -> leave(tx, tasks));
        });
  }

  private Future<RowSet<Row>> find(Tx tx, Demand demand, int limit) {
    Job job = demand.job();
    return tx.run(
        first, Tuple.of(job.namespace(), job.app(), job.name(), demand.selector(), limit));
  }

  private Future<List<Staged>> leave(Tx tx, Map<Long, Staged> tasks) {
    return locks
        .hold(tx, tasks.values().stream().map(Staged::groupId).toList())
        .compose(held -> leave.run(tx, rows(tasks.keySet())))
        .map(
            left -> {
              List<Staged> ours = new ArrayList<>();
              left.forEach(row -> ours.add(tasks.get(row.getLong("id"))));
              return ours;
            });
  }

  private static Batch rows(Collection<Long> tasks) {
    Batch rows = LEAVE.columns().batch();
    tasks.forEach(rows::add);
    return rows;
  }
}
