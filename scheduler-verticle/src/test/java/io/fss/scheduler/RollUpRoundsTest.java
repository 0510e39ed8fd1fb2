package io.fss.scheduler;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Database;
import io.fss.kernel.ForwardingDatabase;
import io.fss.kernel.Ids;
import io.fss.kernel.SettableClock;
import io.fss.kernel.TestDatabases;
import io.fss.kernel.Tx;
import io.fss.proto.bus.v1.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabases.Kind.class)
class RollUpRoundsTest {
  private static final long HOUR = 3_600_000;

  @Parameter TestDatabases.Kind kind;
  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final Ids ids = new Ids(1, new SettableClock(Instant.parse("2026-01-02T03:04:05Z")));
  private Database database;

  @BeforeEach
  void open() {
    database = await(kind.open(vertx, folder).open("scheduler"));
  }

  @AfterEach
  void close() {
    await(database.close());
    await(vertx.close());
  }

  /** Five ends a transaction, of so many groups in three namespaces, in two hours by turns. */
  private void write(int transactions, int groups) {
    TallySheets tallies = new TallySheets(database.dialect());
    long id = 1;
    for (int i = 0; i < transactions; i++) {
      List<TallySheets.Entry> entries = new ArrayList<>();
      for (int line = 0; line < 5; line++) {
        long group = id % groups;
        entries.add(
            new TallySheets.Entry(
                id++,
                "n" + group % 3,
                new TallyLine(group, TaskStatus.SUCCEEDED, true, 1, group * 1_000, 5)));
      }
      long hour = i % 2 * HOUR;
      await(database.transact("test", tx -> tallies.write(tx, entries, hour)));
    }
  }

  private long one(String sql) {
    Row row = await(database.read(sql, Tuple.tuple())).iterator().next();
    return ((Number) row.getValue(0)).longValue();
  }

  private void assertEachCountedOnce(int ends) {
    for (String table : List.of("task_rollup", "namespace_rollup")) {
      assertThat(one("SELECT SUM(runs) FROM " + table)).as(table).isEqualTo(ends);
      assertThat(one("SELECT SUM(successes) FROM " + table)).as(table).isEqualTo(ends);
      long lengths = 0;
      for (Row row : await(database.read("SELECT durations FROM " + table, Tuple.tuple()))) {
        lengths += Histogram.decode(row.getString("durations")).quantiles().getCount();
      }
      assertThat(lengths).as(table).isEqualTo(ends);
    }
    assertThat(one("SELECT COUNT(*) FROM task_tally")).isZero();
    assertThat(one("SELECT COUNT(*) FROM rollup_round")).isZero();
  }

  @Test
  void a_crash_before_or_behind_any_transaction_counts_nothing_twice_and_loses_nothing() {
    write(160, 300);
    int deaths = 0;
    Cut cut;
    do {
      // Each of them dies a transaction later than the one before, by turns before and behind it.
      cut = new Cut(database, deaths / 2, deaths % 2 == 0);
      try {
        await(new RollUp(cut, ids).addUp());
      } catch (IllegalStateException died) {
        assertThat(died).hasMessage("cut");
        deaths++;
      }
    } while (cut.left < 0);

    assertEachCountedOnce(800);
    assertThat(deaths).isGreaterThan(5);
  }

  @Test
  void several_schedulers_at_once_count_each_end_once() {
    write(600, 1_100);

    List<Future<Void>> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(new RollUp(database, ids).addUp());
    }
    all.forEach(one -> await(one));
    await(new RollUp(database, ids).addUp());

    assertEachCountedOnce(3_000);
  }

  @Test
  void what_is_written_while_a_round_is_under_way_is_added_by_a_later_one() {
    write(160, 300);
    Cut cut = new Cut(database, 1, false);
    await(new RollUp(cut, ids).addUp().otherwiseEmpty());
    TallyLine line = new TallyLine(1, TaskStatus.SUCCEEDED, true, 1, 5, 5);
    // Older and newer than all that the round took.
    for (long id : new long[] {0, 100_000}) {
      await(
          database.transact(
              "test",
              tx ->
                  new TallySheets(database.dialect())
                      .write(tx, List.of(new TallySheets.Entry(id, "n1", line)), 0)));
    }

    await(new RollUp(database, ids).addUp());

    assertEachCountedOnce(802);
  }

  @Test
  void who_begins_a_round_when_another_has_just_ended_one_takes_no_sheets_of_it() {
    write(160, 300);
    Late late = new Late(database, ids);

    await(new RollUp(late, ids).addUp());

    assertThat(late.overtaken).isTrue();
    assertEachCountedOnce(800);
  }

  /** A database whose first transaction is held up until somebody else has added up everything. */
  private static final class Late extends Cut {
    private final Database inner;
    private final Ids ids;
    private boolean overtaken;

    private Late(Database inner, Ids ids) {
      super(inner, Integer.MAX_VALUE, false);
      this.inner = inner;
      this.ids = ids;
    }

    @Override
    public <T> Future<T> transact(String lane, Function<Tx, Future<T>> work) {
      if (overtaken) {
        return super.transact(lane, work);
      }
      overtaken = true;
      return new RollUp(inner, ids).addUp().compose(done -> super.transact(lane, work));
    }
  }

  /** A database that is lost at the transaction after so many. */
  private static class Cut extends ForwardingDatabase {
    private final boolean before;
    private int left;

    private Cut(Database inner, int after, boolean before) {
      super(inner);
      this.left = after;
      this.before = before;
    }

    @Override
    public <T> Future<T> transact(String lane, Function<Tx, Future<T>> work) {
      left--;
      if (left < 0 && before) {
        return Future.failedFuture(new IllegalStateException("cut"));
      }
      Future<T> done = super.transact(lane, work);
      return left < 0
          ? done.compose(lost -> Future.failedFuture(new IllegalStateException("cut")))
          : done;
    }
  }
}
