package io.fss.deploy;

import io.fss.kernel.Batch;
import io.fss.kernel.BatchDeed;
import io.fss.kernel.Columns;
import io.fss.kernel.Database;
import io.fss.kernel.GuardedDelete;
import io.fss.kernel.GuardedUpdate;
import io.fss.kernel.Tx;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * Table {@code node_number}: which process has which number, until when by the database's clock.
 */
final class NodeNumbers {
  /** How many there are: an id has ten bits for them. */
  static final int COUNT = 1_024;

  private static final String LANE = "nodes";
  private static final Columns LEASE =
      Columns.of("number INT", "owner TEXT", "node TEXT", "till BIGINT", "lapsed_before BIGINT");
  private static final Columns OWNED = Columns.of("number INT", "node TEXT");

  private static final String ALL =
      "SELECT number, node, leased_till FROM node_number ORDER BY number";
  private static final String INSERT =
      "INSERT INTO node_number (number, node, leased_till) VALUES (?, ?, ?)";

  private final Database database;
  private final Duration lease;
  private final BatchDeed take;
  private final BatchDeed give;

  NodeNumbers(Database database, Duration lease) {
    this.database = database;
    this.lease = lease;
    this.take =
        database
            .dialect()
            .update(
                new GuardedUpdate(
                    "node_number",
                    List.of("node = b.node", "leased_till = b.till"),
                    LEASE,
                    "node_number.number = b.number AND node_number.node = b.owner"
                        + " AND node_number.leased_till < b.lapsed_before",
                    List.of("node_number.number")));
    this.give =
        database
            .dialect()
            .delete(
                new GuardedDelete(
                    "node_number",
                    OWNED,
                    "node_number.number = b.number AND node_number.node = b.node"));
  }

  /**
   * Takes the smallest number that is free.
   *
   * @return empty when all of them are leased
   */
  Future<OptionalInt> claim(String node) {
    return database.time().compose(now -> claim(node, now));
  }

  private Future<OptionalInt> claim(String node, long now) {
    return database
        .transact(
            LANE,
            tx ->
                tx.run(ALL, Tuple.tuple())
                    .compose(rows -> take(tx, Choice.of(rows, node, now), node, now)))
        // Somebody else inserted the same number first: that race is lost as the other one is.
        .recover(
            failure ->
                database.isFaultOfData(failure)
                    ? Future.succeededFuture(Choice.LOST)
                    : Future.failedFuture(failure))
        .compose(choice -> choice.lost() ? claim(node) : Future.succeededFuture(choice.taken()));
  }

  /** Takes what looks free; whoever wins that race has a number, so that losers are ever fewer. */
  private Future<Choice> take(Tx tx, Choice choice, String node, long now) {
    if (choice.number() == COUNT) {
      return Future.succeededFuture(choice);
    }
    if (choice.owner() == null) {
      return tx.run(INSERT, Tuple.of(choice.number(), node, now + lease.toMillis())).map(choice);
    }
    return take.run(tx, lease(choice, node, now))
        .map(taken -> taken.size() == 1 ? choice : Choice.LOST);
  }

  private Batch lease(Choice choice, String node, long now) {
    return LEASE
        .batch()
        .add(choice.number(), choice.owner(), node, now + lease.toMillis(), choice.lapsedBefore());
  }

  /** Leases the number for longer; answers whether it still is the node's. */
  Future<Boolean> renew(int number, String node) {
    // A lease that ended while nobody took the number is as good as one that did not.
    Choice mine = new Choice(number, node, Long.MAX_VALUE);
    return database
        .time()
        .compose(now -> database.transact(LANE, tx -> take.run(tx, lease(mine, node, now))))
        .map(taken -> taken.size() == 1);
  }

  /** Gives the number back, if it still is the node's. */
  Future<Void> release(int number, String node) {
    return database.transact(LANE, tx -> give.run(tx, OWNED.batch().add(number, node))).mapEmpty();
  }

  /**
   * A number that looks free.
   *
   * @param number {@link #COUNT} when none does
   * @param owner whose row it is, null where there is none yet
   * @param lapsedBefore the lease must have ended before
   */
  private record Choice(int number, String owner, long lapsedBefore) {
    private static final Choice LOST = new Choice(-1, null, 0);

    boolean lost() {
      return number < 0;
    }

    OptionalInt taken() {
      return number == COUNT ? OptionalInt.empty() : OptionalInt.of(number);
    }

    static Choice of(RowSet<Row> rows, String node, long now) {
      Choice free = null;
      int next = 0;
      for (Row row : rows) {
        int number = row.getInteger(0);
        String owner = row.getString(1);
        if (owner.equals(node)) {
          // The commit that got it was not answered.
          return new Choice(number, owner, Long.MAX_VALUE);
        }
        if (free == null && number > next) {
          free = new Choice(next, null, 0);
        } else if (free == null && row.getLong(2) < now) {
          free = new Choice(number, owner, now);
        }
        next = number + 1;
      }
      return free == null ? new Choice(next, null, 0) : free;
    }
  }
}
