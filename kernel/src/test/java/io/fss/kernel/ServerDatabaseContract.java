package io.fss.kernel;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static io.fss.kernel.Await.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every database does that is another process. */
abstract class ServerDatabaseContract extends DatabaseContract {
  private final TestDatabases.Kind kind;

  ServerDatabaseContract(TestDatabases.Kind kind) {
    super(kind);
    this.kind = kind;
  }

  /** A query that answers the number of its own connection. */
  abstract String ownNumber();

  /** A query that ends a connection. */
  abstract String kill(long number);

  Database openAgain(DatabaseOptions options) {
    await(database.close());
    database = await(Databases.of(vertx, options).open("letters"));
    return database;
  }

  static DatabaseOptions options(String url, int waiting, Duration limit) {
    return new DatabaseOptions(
        url, "", "", 1, waiting, limit, Duration.ofSeconds(3), Duration.ZERO);
  }

  private Future<RowSet<Row>> lock(Tx tx, long id) {
    return tx.run("SELECT id FROM letter WHERE id = ? FOR UPDATE", Tuple.of(id));
  }

  @Test
  void reads_see_only_what_is_committed() {
    Promise<Void> written = Promise.promise();
    Promise<Void> goOn = Promise.promise();
    Future<Void> writing =
        database.transact(
            LANE,
            tx ->
                add(tx, 1)
                    .compose(
                        done -> {
                          written.complete();
                          return goOn.future();
                        }));
    await(written.future());

    List<Long> before = stored("");
    goOn.complete();
    await(writing);

    assertThat(before).isEmpty();
    assertThat(stored("")).containsExactly(1L);
  }

  @Test
  void lanes_run_side_by_side() {
    Promise<Void> goOn = Promise.promise();
    Future<Void> slow = database.transact("slow", tx -> add(tx, 1).compose(done -> goOn.future()));

    await(database.transact("quick", tx -> add(tx, 2)));

    assertThat(slow.isComplete()).isFalse();
    assertThat(stored("")).containsExactly(2L);
    goOn.complete();
    await(slow);
    assertThat(stored("")).containsExactly(1L, 2L);
  }

  @Test
  void of_two_in_a_deadlock_one_is_repeated_and_both_commit() {
    write(1, 2);
    AtomicInteger attempts = new AtomicInteger();
    Promise<Void> firstHasIts = Promise.promise();
    Promise<Void> secondHasIts = Promise.promise();
    Future<Void> bothHaveTheirs =
        Future.all(firstHasIts.future(), secondHasIts.future()).mapEmpty();

    Future<?> first =
        database.transact("first", tx -> lockBoth(tx, 1, 2, attempts, firstHasIts, bothHaveTheirs));
    Future<?> second =
        database.transact(
            "second", tx -> lockBoth(tx, 2, 1, attempts, secondHasIts, bothHaveTheirs));

    await(Future.all(first, second));
    assertThat(attempts.get()).isGreaterThan(2);
    assertThat(stored("WHERE state = 2")).containsExactly(1L, 2L);
  }

  @Test
  void rows_of_a_transaction_that_stands_still_are_free_for_others_before_they_give_up() {
    openAgain(options(kind.url(folder), 10, Duration.ofSeconds(8)));
    write(1);
    Promise<Void> locked = Promise.promise();
    Promise<Void> never = Promise.promise();
    Future<Void> still =
        database.transact(
            "still",
            tx ->
                lock(tx, 1)
                    .compose(
                        has -> {
                          locked.complete();
                          return never.future();
                        }));
    await(locked.future());

    await(database.transact("others", tx -> lock(tx, 1)));

    never.complete();
    assertThat(failure(still)).isInstanceOf(Refusal.class);
  }

  private Future<?> lockBoth(
      Tx tx, long one, long other, AtomicInteger attempts, Promise<Void> has, Future<Void> both) {
    attempts.incrementAndGet();
    return lock(tx, one)
        .compose(
            locked -> {
              has.tryComplete();
              return both;
            })
        .compose(go -> lock(tx, other))
        .compose(locked -> tx.run("UPDATE letter SET state = state + 1", Tuple.tuple()));
  }

  @Test
  void a_row_that_comes_to_match_meanwhile_is_not_changed_without_being_answered() {
    write(1);
    BatchDeed send = database.dialect().update(SEND);

    RowSet<Row> changed =
        await(
            database.transact(
                LANE,
                tx ->
                    send.run(
                        new Interrupted(
                            tx, () -> database.transact("other", other -> add(other, 2))),
                        seen(0, LongStream.of(1, 2)))));

    assertThat(stored("WHERE state = 1")).containsExactlyInAnyOrderElementsOf(ids(changed));
  }

  /** Something happens once, behind the first statement of a deed. */
  private static final class Interrupted implements Tx {
    private final Tx tx;
    private Supplier<Future<?>> happening;

    private Interrupted(Tx tx, Supplier<Future<?>> happening) {
      this.tx = tx;
      this.happening = happening;
    }

    @Override
    public Future<RowSet<Row>> run(String sql, Tuple parameters) {
      return tx.run(sql, parameters);
    }

    @Override
    public Future<RowSet<Row>> run(BatchStatement statement, Batch rows) {
      Supplier<Future<?>> now = happening;
      happening = Future::succeededFuture;
      return tx.run(statement, rows).compose(answer -> now.get().map(answer));
    }
  }

  @Test
  void a_transaction_whose_connection_is_lost_fails_and_the_next_one_works() {
    Promise<Long> number = Promise.promise();
    Promise<Void> goOn = Promise.promise();
    Future<RowSet<Row>> lost =
        database.transact(
            LANE,
            tx ->
                add(tx, 1)
                    .compose(done -> tx.run(ownNumber(), Tuple.tuple()))
                    .compose(
                        rows -> {
                          number.tryComplete(rows.iterator().next().getLong(0));
                          return goOn.future();
                        })
                    .compose(go -> add(tx, 2)));

    await(database.transact("other", tx -> tx.run(kill(await2(number)), Tuple.tuple())));
    Throwable cause = failure(lost);
    goOn.complete();
    await(database.transact(LANE, tx -> add(tx, 3)));

    assertThat(cause).isInstanceOf(Refusal.class);
    assertThat(stored("")).containsExactly(3L);
  }

  private static long await2(Promise<Long> number) {
    return await(number.future());
  }

  @Test
  void a_commit_without_an_answer_fails_and_is_not_repeated() {
    String url = kind.url(folder);
    TestProxy proxy = TestProxy.to(vertx, url);
    openAgain(options(proxy.url(url), 10, Duration.ofSeconds(10)));
    AtomicInteger runs = new AtomicInteger();

    Future<?> unsure =
        database.transact(
            LANE,
            tx -> {
              runs.incrementAndGet();
              return add(tx, 1).onSuccess(added -> proxy.holdAnswers());
            });
    Database beside = await(Databases.of(vertx, DatabaseOptions.of(url)).open("letters"));
    until(
        "the server has committed",
        () -> await(beside.read("SELECT id FROM letter", Tuple.tuple())).size() == 1);
    proxy.cut();
    Throwable cause = failure(unsure);
    await(database.transact(LANE, tx -> add(tx, 2)));

    assertThat(cause).isInstanceOf(Refusal.class);
    assertThat(runs).hasValue(1);
    assertThat(stored("")).containsExactly(1L, 2L);
    await(beside.close());
  }

  @Test
  void a_connection_that_hangs_is_cut_off_and_the_next_transaction_works() {
    String url = kind.url(folder);
    TestProxy proxy = TestProxy.to(vertx, url);
    openAgain(options(proxy.url(url), 10, Duration.ofMillis(1_500)));
    await(database.transact(LANE, tx -> add(tx, 1)));
    proxy.holdAnswers();

    Throwable hanging = failure(database.transact(LANE, tx -> add(tx, 2)));
    Throwable reading = failure(database.read("SELECT 1", Tuple.tuple()));
    proxy.letAnswersGo();
    until(
        "it works again",
        () -> await(database.transact(LANE, tx -> add(tx, 3)).map(true).otherwise(false)));

    assertThat(hanging).isInstanceOf(Refusal.class);
    assertThat(reading).isInstanceOf(Refusal.class);
    assertThat(stored("WHERE id <> 2")).containsExactly(1L, 3L);
  }

  @Test
  void a_transaction_that_does_not_end_is_cut_off_and_its_locks_are_freed() {
    openAgain(options(kind.url(folder), 10, Duration.ofSeconds(3)));
    write(1);
    Promise<Void> never = Promise.promise();
    Promise<Void> locked = Promise.promise();
    Future<?> endless =
        database.transact(
            "endless",
            tx ->
                lock(tx, 1)
                    .compose(
                        done -> {
                          locked.complete();
                          return never.future();
                        }));
    await(locked.future());

    Future<?> waiting =
        database.transact(
            "waiting", tx -> tx.run("UPDATE letter SET state = 5 WHERE id = 1", Tuple.tuple()));

    assertThat(failure(endless)).isInstanceOf(Refusal.class);
    await(waiting);
    assertThat(stored("WHERE state = 5")).containsExactly(1L);
  }

  @Test
  void a_line_that_is_full_takes_no_more() {
    openAgain(options(kind.url(folder), 5, Duration.ofSeconds(10)));
    Promise<Void> goOn = Promise.promise();
    Promise<Void> begun = Promise.promise();
    Future<?> first =
        database.transact(
            LANE,
            tx -> {
              begun.tryComplete();
              return goOn.future();
            });
    await(begun.future());
    List<Future<?>> inLine = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      long id = i;
      inLine.add(database.transact(LANE, tx -> add(tx, id)));
    }

    Throwable refused = failure(database.transact(LANE, tx -> add(tx, 100)));
    goOn.complete();
    await(first);
    await(Future.all(inLine));

    assertThat(refused).isInstanceOf(Refusal.class).hasMessageContaining("5 waiting");
    assertThat(stored("")).containsExactly(0L, 1L, 2L, 3L, 4L);
  }

  @Test
  void a_statement_behind_the_end_of_its_transaction_changes_nothing() {
    // As after a deadlock, or a BEGIN that was cancelled: the server has ended the transaction.
    Throwable refused =
        failure(
            database.transact(
                LANE,
                tx ->
                    tx.run("ROLLBACK", Tuple.tuple())
                        .compose(done -> add(tx, 1))
                        .compose(done -> Future.failedFuture("enough"))));

    assertThat(refused).isNotNull();
    assertThat(stored("")).isEmpty();
    write(2);
    assertThat(stored("")).containsExactly(2L);
  }

  @Test
  void several_processes_may_bring_one_database_up_to_date_at_once() {
    String url = kind.url(folder);
    List<Future<Database>> opening = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      opening.add(Databases.of(vertx, DatabaseOptions.of(url)).open("letters"));
      opening.add(Databases.of(vertx, DatabaseOptions.of(url)).open("stamps"));
    }

    await(Future.join(opening));

    for (Future<Database> opened : opening) {
      await(opened.result().read("SELECT id FROM letter", Tuple.tuple()));
      await(opened.result().read("SELECT id FROM stamp", Tuple.tuple()));
      await(opened.result().close());
    }
  }

  @Test
  void a_server_that_is_not_there_is_named_without_the_password() {
    int nobody = TestPostgres.freePort();
    String url =
        kind.url(folder)
            .replaceFirst("://.*@127\\.0\\.0\\.1:\\d+", "://me:topsecret@127.0.0.1:" + nobody);

    Throwable missing = failure(Databases.of(vertx, DatabaseOptions.of(url)).open("letters"));

    assertThat(missing)
        .hasMessageContaining("127.0.0.1:" + nobody)
        .hasMessageNotContaining("topsecret");
  }

  @Test
  void a_wrong_password_is_refused_and_not_shown() {
    DatabaseOptions wrong =
        new DatabaseOptions(
            kind.url(folder),
            "",
            "topsecret",
            1,
            10,
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            Duration.ZERO);

    Throwable refused = failure(Databases.of(vertx, wrong).open("letters"));

    assertThat(refused).hasMessageContaining("fss").hasMessageNotContaining("topsecret");
  }
}
