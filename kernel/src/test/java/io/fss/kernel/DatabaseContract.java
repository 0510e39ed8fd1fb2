package io.fss.kernel;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every database does alike. */
abstract class DatabaseContract {
  static final String LANE = "letters";
  static final Columns ID = Columns.of("id BIGINT");
  static final Columns SEEN = Columns.of("id BIGINT", "seen INT");
  static final Columns LETTER =
      Columns.of("id BIGINT", "box BIGINT", "name TEXT", "weight BIGINT", "text TEXT");
  static final GuardedUpdate SEND =
      new GuardedUpdate(
          "letter",
          List.of("state = b.seen + 1"),
          SEEN,
          "letter.id = b.id AND letter.state = b.seen",
          List.of("letter.id", "letter.name"));
  static final NewRows WRITE =
      new NewRows(
          "letter",
          List.of("id", "box", "name", "weight", "text"),
          List.of("b.id", "b.box", "b.name", "b.weight", "b.text"),
          LETTER,
          List.of("box", "name"),
          "id");

  @TempDir Path folder;
  final Vertx vertx = Vertx.vertx();
  Database database;
  private final TestDatabases.Kind kind;

  DatabaseContract(TestDatabases.Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void open() {
    database = await(kind.open(vertx, folder).open("letters"));
  }

  @AfterEach
  void close() {
    await(database.close());
    await(vertx.close());
  }

  RowSet<Row> run(BatchDeed deed, Batch rows) {
    return await(database.transact(LANE, tx -> deed.run(tx, rows)));
  }

  RowSet<Row> write(long... ids) {
    Batch rows = LETTER.batch();
    for (long id : ids) {
      rows.add(id, 0L, "letter " + id, null, null);
    }
    return run(database.dialect().insert(WRITE), rows);
  }

  static Batch ids(LongStream ids) {
    Batch rows = ID.batch();
    ids.forEach(rows::add);
    return rows;
  }

  static Batch seen(int state, LongStream ids) {
    Batch rows = SEEN.batch();
    ids.forEach(id -> rows.add(id, state));
    return rows;
  }

  static List<Long> ids(RowSet<Row> rows) {
    List<Long> ids = new ArrayList<>();
    rows.forEach(row -> ids.add(row.getLong("id")));
    return ids;
  }

  List<Long> stored(String where) {
    return ids(
        await(database.read("SELECT id FROM letter " + where + " ORDER BY id", Tuple.tuple())));
  }

  Future<RowSet<Row>> add(Tx tx, long id) {
    return tx.run("INSERT INTO letter (id, name) VALUES (?, ?)", Tuple.of(id, "letter " + id));
  }

  @Test
  void a_guarded_update_answers_only_what_it_changed() {
    write(LongStream.rangeClosed(1, 500).toArray());
    BatchDeed send = database.dialect().update(SEND);
    run(send, seen(0, LongStream.of(7, 8)));

    RowSet<Row> changed = run(send, seen(0, LongStream.rangeClosed(1, 500)));
    RowSet<Row> again = run(send, seen(0, LongStream.rangeClosed(1, 500)));

    assertThat(ids(changed))
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(1, 500).filter(id -> id != 7 && id != 8).boxed().toList());
    assertThat(changed.iterator().next().getString("name")).startsWith("letter ");
    assertThat(again).isEmpty();
    assertThat(stored("WHERE state = 1")).hasSize(500);
  }

  @Test
  void a_row_that_does_not_exist_is_not_changed() {
    write(1);

    RowSet<Row> changed = run(database.dialect().update(SEND), seen(0, LongStream.of(1, 2)));

    assertThat(ids(changed)).containsExactly(1L);
  }

  @Test
  void a_row_named_twice_is_changed_and_answered_once() {
    write(1, 2);

    RowSet<Row> changed = run(database.dialect().update(SEND), seen(0, LongStream.of(1, 2, 1)));

    assertThat(ids(changed)).containsExactlyInAnyOrder(1L, 2L);
    assertThat(stored("WHERE state = 1")).containsExactly(1L, 2L);
  }

  @Test
  void of_two_that_race_each_row_is_changed_by_one() {
    write(LongStream.rangeClosed(1, 500).toArray());
    BatchDeed send = database.dialect().update(SEND);
    Batch all = seen(0, LongStream.rangeClosed(1, 500));
    List<Future<RowSet<Row>>> racing = new ArrayList<>();

    for (String lane : List.of("a", "b", "c", "d")) {
      racing.add(database.transact(lane, tx -> send.run(tx, all)));
    }

    await(Future.all(racing));
    List<Long> won = new ArrayList<>();
    racing.forEach(racer -> won.addAll(ids(racer.result())));
    assertThat(won).hasSize(500).doesNotHaveDuplicates();
  }

  @Test
  void a_new_value_may_be_computed_from_the_old_one_and_the_batch_and_may_be_null() {
    Batch letters = LETTER.batch();
    letters.add(1L, 0L, "a", 10L, "first").add(2L, 0L, "b", 20L, "second");
    run(database.dialect().insert(WRITE), letters);
    BatchDeed weigh =
        database
            .dialect()
            .updateUnasked(
                new GuardedUpdate(
                    "letter",
                    List.of("weight = letter.weight + b.more", "text = b.text"),
                    Columns.of("id BIGINT", "more BIGINT", "text TEXT"),
                    "letter.id = b.id",
                    List.of()));

    run(weigh, weights());

    List<Object> values = new ArrayList<>();
    for (Row row :
        await(database.read("SELECT weight, text FROM letter ORDER BY id", Tuple.tuple()))) {
      values.add(row.getLong("weight"));
      values.add(row.getString("text"));
    }
    assertThat(values).containsExactly(11L, null, 22L, "new");
  }

  private static Batch weights() {
    return Columns.of("id BIGINT", "more BIGINT", "text TEXT")
        .batch()
        .add(1L, 1L, null)
        .add(2L, 2L, "new");
  }

  @Test
  void a_guarded_delete_leaves_what_does_not_match_any_more() {
    write(1, 2, 3, 4);
    run(database.dialect().update(SEND), seen(0, LongStream.of(2)));
    BatchDeed remove =
        database
            .dialect()
            .delete(
                new GuardedDelete("letter", SEEN, "letter.id = b.id AND letter.state = b.seen"));

    run(remove, seen(0, LongStream.of(1, 2, 3, 9)));

    assertThat(stored("")).containsExactly(2L, 4L);
  }

  @Test
  void an_insert_skips_what_exists_and_answers_what_it_made() {
    write(1, 2);
    Batch rows = LETTER.batch();
    rows.add(11L, 0L, "letter 1", null, null)
        .add(12L, 1L, "letter 1", null, null)
        .add(13L, 0L, "letter 3", null, null)
        .add(14L, 0L, "letter 3", null, null);

    RowSet<Row> made = run(database.dialect().insert(WRITE), rows);

    assertThat(ids(made)).hasSize(2).contains(12L).containsAnyOf(13L, 14L);
    assertThat(stored("WHERE id > 10")).containsExactlyInAnyOrderElementsOf(ids(made));
    assertThat(stored("")).contains(1L, 2L);
  }

  @Test
  void five_hundred_rows_of_every_text_and_number_come_back_exactly() {
    List<String> texts =
        List.of(
            "it's \"quoted\" `so` \\ back\\n",
            "line\nfeed\r\n\ttab \u0001\u001f\u007f",
            "ä ß é 日本 \uD83D\uDE00 \uD83D\uDC68\u200D\uD83D\uDC69 \u2028 \uFFFF",
            "$[0] $1 ? ?? :name {b} %s %% '' \"\"",
            "null",
            "",
            " ends with blanks  ",
            "x".repeat(64 * 1024),
            "\uD83D\uDE00".repeat(40 * 1024));
    List<Long> numbers = List.of(Long.MAX_VALUE, Long.MIN_VALUE, (1L << 53) + 1, -1L, 0L);
    Batch rows = LETTER.batch();
    for (int i = 0; i < 500; i++) {
      // A few large ones are enough.
      String text = i < 18 ? texts.get(i % 9) : texts.get(i % 7);
      rows.add(
          (long) i,
          numbers.get(i % 5),
          "n" + i,
          i % 7 == 0 ? null : numbers.get(i % 5),
          i % 11 == 0 ? null : text);
    }

    run(database.dialect().insert(WRITE), rows);

    RowSet<Row> read =
        await(
            database.read(
                "SELECT id, box, name, weight, text FROM letter ORDER BY id", Tuple.tuple()));
    assertThat(read.size()).isEqualTo(500);
    for (Row row : read) {
      Object[] written = rows.rows().get(row.getLong("id").intValue());
      assertThat(
              new Object[] {
                row.getLong("id"),
                row.getLong("box"),
                row.getString("name"),
                row.getLong("weight"),
                row.getString("text")
              })
          .isEqualTo(written);
    }
  }

  @Test
  void names_that_differ_in_case_or_accent_are_different_names() {
    Batch rows = LETTER.batch();
    rows.add(1L, 0L, "abc", null, null)
        .add(2L, 0L, "ABC", null, null)
        .add(3L, 0L, "äbc", null, null)
        .add(4L, 0L, "ａｂｃ", null, null);

    run(database.dialect().insert(WRITE), rows);
    RowSet<Row> found =
        await(database.read("SELECT id FROM letter WHERE name = ?", Tuple.of("abc")));

    assertThat(stored("")).containsExactly(1L, 2L, 3L, 4L);
    assertThat(ids(found)).containsExactly(1L);
  }

  @Test
  void an_empty_batch_asks_nothing() {
    Dialect dialect = database.dialect();
    write(1);
    long before = database.commits();

    assertThat(run(dialect.update(SEND), SEEN.batch())).isEmpty();
    assertThat(run(dialect.updateUnasked(SEND), SEEN.batch())).isEmpty();
    assertThat(run(dialect.insert(WRITE), LETTER.batch())).isEmpty();
    assertThat(run(dialect.delete(new GuardedDelete("letter", ID, "letter.id = b.id")), ID.batch()))
        .isEmpty();
    assertThat(database.commits()).isLessThanOrEqualTo(before + 4);
    assertThat(stored("WHERE state = 0")).containsExactly(1L);
  }

  @Test
  void a_statement_over_a_batch_joins_it_and_may_lock_what_it_reads() {
    write(1, 2, 3);
    BatchStatement find =
        database
            .dialect()
            .over(
                "SELECT letter.id, b.seen FROM {b} JOIN letter ON letter.id = b.id"
                    + database.dialect().forUpdate("letter"),
                SEEN);

    RowSet<Row> found =
        await(database.transact(LANE, tx -> tx.run(find, find.batch().add(3L, 30).add(4L, 40))));

    assertThat(ids(found)).containsExactly(3L);
    assertThat(found.iterator().next().getInteger("seen")).isEqualTo(30);
  }

  @Test
  void a_column_may_have_a_name_that_one_of_the_servers_keeps_for_itself() {
    Columns columns = Columns.of("before BIGINT", "rank INT", "row_number BIGINT", "groups BIGINT");
    BatchStatement sum =
        database
            .dialect()
            .over("SELECT b.before + b.rank + b.row_number + b.groups AS total FROM {b}", columns);

    RowSet<Row> rows =
        await(database.transact(LANE, tx -> tx.run(sum, columns.batch().add(1L, 2, 3L, 4L))));

    assertThat(rows.iterator().next().getLong("total")).isEqualTo(10);
  }

  @Test
  void a_batch_of_the_wrong_type_is_refused_before_it_is_sent() {
    assertThat(catchRuntime(() -> SEEN.batch().add("1", 2)))
        .hasMessage("column id takes BIGINT, not String");
    assertThat(catchRuntime(() -> SEEN.batch().add(1L))).hasMessageContaining("a row of 1 values");
  }

  private static Throwable catchRuntime(Runnable deed) {
    try {
      deed.run();
    } catch (RuntimeException e) {
      return e;
    }
    throw new AssertionError("expected a failure");
  }

  @Test
  void statements_asked_for_at_once_run_in_their_order() {
    BatchDeed insert = database.dialect().insert(WRITE);
    BatchDeed send = database.dialect().update(SEND);

    RowSet<Row> last =
        await(
            database.transact(
                LANE,
                tx -> {
                  insert.run(tx, LETTER.batch().add(1L, 0L, "a", null, null));
                  tx.run("UPDATE letter SET state = state + 1 WHERE id = ?", Tuple.of(1L));
                  tx.run("UPDATE letter SET state = state * 10 WHERE id = ?", Tuple.of(1L));
                  return send.run(tx, seen(10, LongStream.of(1)));
                }));

    assertThat(ids(last)).containsExactly(1L);
    assertThat(stored("WHERE state = 11")).containsExactly(1L);
  }

  @Test
  void deeds_run_in_the_order_they_were_asked_for_too() {
    write(1);
    BatchDeed send = database.dialect().update(SEND);
    List<Future<RowSet<Row>>> sent = new ArrayList<>();

    await(
        database.transact(
            LANE,
            tx -> {
              sent.add(send.run(tx, seen(0, LongStream.of(1))));
              sent.add(send.run(tx, seen(1, LongStream.of(1))));
              tx.run("UPDATE letter SET state = state * 10 WHERE id = 1", Tuple.tuple());
              sent.add(send.run(tx, seen(20, LongStream.of(1))));
              return add(tx, 2);
            }));

    assertThat(sent).allMatch(one -> ids(one.result()).equals(List.of(1L)));
    assertThat(stored("WHERE state = 21")).containsExactly(1L);
    assertThat(stored("")).containsExactly(1L, 2L);
  }

  @Test
  void a_deed_that_nobody_waits_for_is_part_of_its_transaction() {
    write(1);
    BatchDeed send = database.dialect().update(SEND);

    await(
        database.transact(
            LANE,
            tx -> {
              send.run(tx, seen(0, LongStream.of(1)));
              return Future.succeededFuture();
            }));

    assertThat(stored("WHERE state = 1")).containsExactly(1L);
  }

  @Test
  void a_transaction_that_fails_leaves_nothing() {
    Future<Void> failing =
        database.transact(
            LANE,
            tx ->
                add(tx, 7)
                    .compose(
                        done -> Future.failedFuture(new IllegalStateException("changed mind"))));

    assertThat(failure(failing))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("changed mind");
    write(8);
    assertThat(stored("")).containsExactly(8L);
  }

  @Test
  void work_that_throws_leaves_nothing() {
    Future<Void> failing =
        database.transact(
            LANE,
            tx -> {
              add(tx, 7);
              throw new IllegalStateException("out of ideas");
            });

    assertThat(failure(failing)).hasMessage("out of ideas");
    write(8);
    assertThat(stored("")).containsExactly(8L);
  }

  @Test
  void a_failed_statement_ends_its_transaction_whoever_takes_no_notice() {
    write(1);

    Throwable recovered =
        failure(
            database.transact(
                LANE,
                tx ->
                    add(tx, 2)
                        .compose(done -> add(tx, 1))
                        .otherwiseEmpty()
                        .compose(done -> add(tx, 3).otherwiseEmpty())));
    Throwable ignored =
        failure(
            database.transact(
                LANE,
                tx -> {
                  add(tx, 4);
                  add(tx, 1);
                  return add(tx, 5);
                }));

    assertThat(database.isFaultOfData(recovered)).as("%s", recovered).isTrue();
    assertThat(database.isFaultOfData(ignored)).as("%s", ignored).isTrue();
    assertThat(stored("")).containsExactly(1L);
  }

  @Test
  void a_transaction_takes_no_statement_after_its_end() {
    Tx[] leaked = new Tx[1];
    await(
        database.transact(
            LANE,
            tx -> {
              leaked[0] = tx;
              return add(tx, 1);
            }));

    Throwable late = failure(add(leaked[0], 2));

    assertThat(late).isInstanceOf(IllegalStateException.class);
    assertThat(stored("")).containsExactly(1L);
  }

  @Test
  void transactions_of_a_lane_follow_each_other_in_their_order() {
    write(0);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int from = i;
      all.add(
          database.transact(
              LANE,
              tx ->
                  tx.run("SELECT state FROM letter WHERE id = 0", Tuple.tuple())
                      .compose(
                          rows ->
                              rows.iterator().next().getInteger(0) == from
                                  ? tx.run(
                                      "UPDATE letter SET state = ? WHERE id = 0",
                                      Tuple.of(from + 1))
                                  : Future.failedFuture("not its turn: " + from))));
    }

    await(Future.all(all));

    assertThat(stored("WHERE state = 100")).containsExactly(0L);
  }

  @Test
  void an_answer_arrives_on_the_context_it_was_asked_from() {
    List<Object> contexts = new ArrayList<>();

    await(
        Future.future(
            answered ->
                vertx
                    .getOrCreateContext()
                    .runOnContext(
                        turn -> {
                          contexts.add(Vertx.currentContext());
                          database
                              .transact(LANE, tx -> add(tx, 1))
                              .compose(
                                  done -> {
                                    contexts.add(Vertx.currentContext());
                                    return database.read("SELECT 1", Tuple.tuple());
                                  })
                              .onComplete(
                                  done -> {
                                    contexts.add(Vertx.currentContext());
                                    answered.complete();
                                  });
                        })));

    assertThat(new HashSet<>(contexts)).hasSize(1).doesNotContainNull();
  }

  @Test
  void a_database_is_handed_over_on_the_context_it_was_opened_from() {
    List<Object> contexts = new ArrayList<>();

    Database opened =
        await(
            Future.<Database>future(
                answered ->
                    vertx
                        .getOrCreateContext()
                        .runOnContext(
                            turn -> {
                              contexts.add(Vertx.currentContext());
                              kind.open(vertx, folder)
                                  .open("letters")
                                  .onComplete(
                                      done -> {
                                        contexts.add(Vertx.currentContext());
                                        answered.handle(done);
                                      });
                            })));

    await(opened.close());
    assertThat(contexts).hasSize(2).doesNotContainNull();
    assertThat(new HashSet<>(contexts)).hasSize(1);
  }

  @Test
  void a_read_cannot_write() {
    Throwable refused =
        failure(database.read("INSERT INTO letter (id, name) VALUES (1, 'a')", Tuple.tuple()));

    assertThat(refused).isNotNull();
    assertThat(stored("")).isEmpty();
  }

  @Test
  void a_read_may_have_a_question_mark_in_a_text() {
    write(1);

    RowSet<Row> read =
        await(
            database.read(
                "SELECT id, '?' AS mark, 'it''s?' AS quoted FROM letter WHERE id = ? AND name <> '?'",
                Tuple.of(1L)));

    Row row = read.iterator().next();
    assertThat(row.getString("mark") + row.getString("quoted")).isEqualTo("?it's?");
  }

  @Test
  void texts_are_joined_and_quoted_alike() {
    RowSet<Row> read =
        await(database.read("SELECT 'a' || '\\' || 'b' AS \"joined\"", Tuple.tuple()));

    assertThat(read.iterator().next().getString("joined")).isEqualTo("a\\b");
  }

  @Test
  void commits_are_counted() {
    long before = database.commits();

    write(1);
    write(2);
    failure(database.transact(LANE, tx -> add(tx, 1)));

    assertThat(database.commits()).isEqualTo(before + 2);
  }

  @Test
  void the_time_is_the_time_of_now() {
    long before = System.currentTimeMillis();

    long time = await(database.time());

    // The server is on this machine; its clock may be read with another rounding.
    assertThat(time).isBetween(before - 1_000, System.currentTimeMillis() + 1_000);
  }

  @Test
  void the_fault_of_data_is_told_apart_from_other_faults() {
    write(1);

    Throwable taken = failure(database.transact(LANE, tx -> add(tx, 1)));
    Throwable missing =
        failure(
            database.transact(
                LANE, tx -> tx.run("INSERT INTO letter (id) VALUES (5)", Tuple.tuple())));
    Throwable nothing =
        failure(
            database.transact(
                LANE,
                tx ->
                    database
                        .dialect()
                        .insert(WRITE)
                        .run(tx, LETTER.batch().add(6L, null, "a", null, null))));
    Throwable broken =
        failure(database.transact(LANE, tx -> tx.run("UPDATE nowhere SET a = 1", Tuple.tuple())));

    for (Throwable fault : List.of(taken, missing, nothing)) {
      assertThat(database.isFaultOfData(fault)).as("%s", fault).isTrue();
    }
    assertThat(database.isFaultOfData(broken)).as("%s", broken).isFalse();
    assertThat(database.isFaultOfData(new IllegalStateException("closed"))).isFalse();
  }

  @Test
  void a_closed_database_finishes_what_is_in_line_and_takes_no_more() {
    Set<Future<?>> all = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      long id = i;
      all.add(database.transact(LANE, tx -> add(tx, id)));
    }
    Future<Void> closed = database.close();

    Throwable late = failure(database.transact(LANE, tx -> add(tx, 100)));
    await(Future.all(List.copyOf(all)));
    await(closed);

    assertThat(late).isInstanceOf(Refusal.class);
  }
}
