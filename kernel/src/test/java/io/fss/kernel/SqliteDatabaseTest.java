package io.fss.kernel;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SqliteDatabaseTest extends DatabaseContract {

  SqliteDatabaseTest() {
    super(TestDatabases.Kind.SQLITE);
  }

  @Test
  void what_is_committed_is_there_after_it_was_closed_and_opened_again() {
    write(1);
    await(database.close());

    open();

    assertThat(stored("")).containsExactly(1L);
  }

  @Test
  void every_commit_reaches_the_disk_before_it_is_answered() {
    Map.of("journal_mode", "wal", "synchronous", "2", "foreign_keys", "1")
        .forEach(
            (name, expected) -> {
              String pragma = "PRAGMA " + name;

              RowSet<Row> reader = await(database.read(pragma, Tuple.tuple()));
              RowSet<Row> writer =
                  await(database.transact(LANE, tx -> tx.run(pragma, Tuple.tuple())));

              assertThat(reader.iterator().next().getValue(0).toString())
                  .as(name)
                  .isEqualTo(expected);
              assertThat(writer.iterator().next().getValue(0).toString())
                  .as(name)
                  .isEqualTo(expected);
            });
  }

  @Test
  void lanes_share_the_one_writer_and_reads_see_what_is_committed() throws Exception {
    CountDownLatch written = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Future<?> first =
        database.transact(
            "first",
            tx -> {
              Future<RowSet<Row>> added = add(tx, 1);
              written.countDown();
              pass(goOn);
              return added;
            });
    pass(written);

    Future<?> second = database.transact("second", tx -> add(tx, 2));
    assertThat(stored("")).isEmpty();
    assertThat(second.isComplete()).isFalse();
    goOn.countDown();
    await(Future.all(first, second));

    assertThat(stored("")).containsExactly(1L, 2L);
  }

  @Test
  void nothing_is_done_after_a_failed_statement_for_it_may_have_rolled_back_by_itself() {
    write(1);
    List<Boolean> done = new ArrayList<>();

    failure(
        database.transact(
            LANE,
            tx -> {
              Future<?> failed = add(tx, 1);
              add(tx, 2).onComplete(asked -> done.add(asked.succeeded()));
              return failed;
            }));

    assertThat(done).containsExactly(false);
    assertThat(stored("")).containsExactly(1L);
  }

  private static void pass(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_transaction_that_waits_for_something_outside_is_refused() {
    Promise<Void> never = Promise.promise();

    Throwable refused =
        failure(database.transact(LANE, tx -> add(tx, 1).compose(done -> never.future())));

    assertThat(refused).hasMessageContaining("waited for something outside");
    assertThat(stored("")).isEmpty();
  }
}
