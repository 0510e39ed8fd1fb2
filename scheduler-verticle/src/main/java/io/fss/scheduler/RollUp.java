package io.fss.scheduler;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.fss.kernel.Dialect;
import io.fss.kernel.GuardedDelete;
import io.fss.kernel.Ids;
import io.fss.kernel.NewRows;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Adds up what the tally sheets say, hour by hour.
 *
 * <p>A round takes some sheets, adds all of them up in memory and writes the sums in small
 * transactions, row after row in a fixed order; the row of the round says which sheets it took and
 * how many rows are written. So a group is written once a round, however many sheets name it, no
 * transaction is long, and whoever comes after a crash goes on where the round was left. Several
 * schedulers may work on it at once: each transaction first moves the round on from where it
 * believes it to be, and a round that was moved by somebody else is left alone.
 */
final class RollUp {
  private static final String LANE = "upkeep";
  private static final int SHEETS = 500;
  // Each is added up on the event loop: what comes in one go must not hold up what is due.
  private static final int PAGE = 10;
  private static final int ROWS = 200;
  private static final int DELETES = 50;
  private static final int ROUNDS = 100;
  // In place of how many rows are written: all of them are, and the sheets are of no more use.
  private static final long ADDED = -1;

  static final String NEXT = "SELECT id FROM task_tally ORDER BY id LIMIT ?";
  static final String READ =
      "SELECT id, namespace, settled_at, ends FROM task_tally WHERE id >= ? ORDER BY id LIMIT ?";
  private static final String ROUND = "SELECT round, sheets, done FROM rollup_round WHERE id = 1";

  private static final NewRows NEW =
      new NewRows(
          "rollup_round",
          List.of("id", "round", "sheets", "done"),
          List.of("1", "b.round", "b.sheets", "0"),
          Columns.of("round BIGINT", "sheets TEXT"),
          List.of("id"),
          "id");

  private final Database database;
  private final Ids ids;
  private final HourTable<String> namespaces;
  private final HourTable<Long> groups;
  private final BatchDeed begin;
  private final BatchDeed remove;

  RollUp(Database database, Ids ids) {
    Dialect dialect = database.dialect();
    this.database = database;
    this.ids = ids;
    this.namespaces = HourTable.ofNamespaces(dialect);
    this.groups = HourTable.ofGroups(dialect);
    this.begin = dialect.insert(NEW);
    this.remove =
        dialect.delete(
            new GuardedDelete("task_tally", Columns.of("id BIGINT"), "task_tally.id = b.id"));
  }

  /** A round as its row says. */
  private record Round(long number, List<Long> sheets, long done) {
    static Round of(Row row) {
      return new Round(
          row.getLong("round"),
          Arrays.stream(row.getString("sheets").split(",", -1)).map(Long::valueOf).toList(),
          row.getLong("done"));
    }
  }

  /** Adds up all sheets there are; finishes first what somebody began. */
  Future<Void> addUp() {
    AtomicInteger left = new AtomicInteger(ROUNDS);
    return Repeat.whileTrue(() -> step().map(more -> more && left.decrementAndGet() > 0));
  }

  /** Begins a round or goes on with one; answers whether there may be more to be done. */
  private Future<Boolean> step() {
    return database
        .read(ROUND, Tuple.tuple())
        .compose(found -> found.size() > 0 ? finish(Round.of(found.iterator().next())) : begin());
  }

  /** Begins a round; answers whether there is something to be done. */
  private Future<Boolean> begin() {
    long round = ids.next();
    return database
        .read(NEXT, Tuple.of(1))
        .compose(
            sheets ->
                sheets.size() == 0
                    ? Future.succeededFuture(false)
                    : database.transact(LANE, tx -> begin(tx, round)).map(true));
  }

  /** Where another one began meanwhile, that is the round to go on with. */
  private Future<Void> begin(Tx tx, long round) {
    return begin
        .run(tx, NEW.columns().batch().add(round, ""))
        .compose(won -> won.size() == 0 ? Future.succeededFuture() : take(tx, round));
  }

  /** Takes the sheets that there are now: others may have come to the end of a round meanwhile. */
  private static Future<Void> take(Tx tx, long round) {
    return tx.run(NEXT, Tuple.of(SHEETS))
        .compose(
            sheets -> {
              List<String> numbers = new ArrayList<>();
              sheets.forEach(row -> numbers.add(row.getLong("id").toString()));
              return numbers.isEmpty()
                  ? tx.run("DELETE FROM rollup_round WHERE id = 1 AND round = ?", Tuple.of(round))
                  : tx.run(
                      "UPDATE rollup_round SET sheets = ? WHERE id = 1 AND round = ?",
                      Tuple.of(String.join(",", numbers), round));
            })
        .mapEmpty();
  }

  /** Goes on with a round to its end; answers whether nobody else does. */
  private Future<Boolean> finish(Round round) {
    if (round.done() == ADDED) {
      return delete(round, 0);
    }
    TallySum sum = new TallySum();
    Set<Long> wanted = new TreeSet<>(round.sheets());
    return read(sum, wanted, round.sheets().get(0))
        .compose(
            done ->
                wanted.isEmpty()
                    ? write(round, sum, round.done())
                    // Somebody has come to the end of it since its row was read.
                    : Future.succeededFuture(false));
  }

  /** Reads on from a sheet until all that are wanted have been read, or there are no more. */
  private Future<Void> read(TallySum sum, Set<Long> wanted, long from) {
    return database
        .read(READ, Tuple.of(from, PAGE))
        .compose(
            rows -> {
              long last = from;
              for (Row row : rows) {
                last = row.getLong("id");
                // A sheet that was committed since the round began belongs to the next one.
                if (wanted.remove(last)) {
                  sum.add(
                      row.getString("namespace"), row.getLong("settled_at"), row.getString("ends"));
                }
              }
              return wanted.isEmpty() || rows.size() < PAGE
                  ? Future.succeededFuture()
                  : read(sum, wanted, last + 1);
            });
  }

  private Future<Boolean> write(Round round, TallySum sum, long done) {
    boolean last = done + ROWS >= sum.size();
    return database
        .transact(
            LANE,
            tx ->
                move(tx, round, done, last ? ADDED : done + ROWS)
                    .compose(
                        ours ->
                            ours ? write(tx, sum, done).map(true) : Future.succeededFuture(false)))
        .compose(
            ours -> {
              if (!ours) {
                return Future.succeededFuture(false);
              }
              return last ? delete(round, 0) : write(round, sum, done + ROWS);
            });
  }

  private static Future<Boolean> move(Tx tx, Round round, long from, long to) {
    return tx.run(
            "UPDATE rollup_round SET done = ? WHERE id = 1 AND round = ? AND done = ?",
            Tuple.of(to, round.number(), from))
        .map(moved -> moved.rowCount() > 0);
  }

  /** The namespaces come first, then the groups. */
  private Future<Void> write(Tx tx, TallySum sum, long done) {
    long before = sum.namespaces.size();
    long first = Math.max(0, Math.min(ROWS, before - done));
    return namespaces
        .add(tx, HourTable.part(sum.namespaces, done, first))
        .compose(
            added ->
                groups.add(tx, HourTable.part(sum.groups, done + first - before, ROWS - first)));
  }

  private Future<Boolean> delete(Round round, int from) {
    int to = Math.min(round.sheets().size(), from + DELETES);
    boolean last = to == round.sheets().size();
    return database
        .transact(
            LANE,
            tx -> {
              Batch gone = Columns.of("id BIGINT").batch();
              round.sheets().subList(from, to).forEach(gone::add);
              Future<RowSet<Row>> removed = remove.run(tx, gone);
              return last
                  ? removed.compose(
                      done ->
                          tx.run(
                              "DELETE FROM rollup_round WHERE id = 1 AND round = ?",
                              Tuple.of(round.number())))
                  : removed;
            })
        .compose(done -> last ? Future.succeededFuture(true) : delete(round, to));
  }
}
