package io.fss.kernel;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteDatabaseTest {
  private static final GuardedUpdate SEND =
      new GuardedUpdate(
          "letter",
          "state = 1",
          List.of("id BIGINT", "seen INT"),
          "letter.id = b.id AND letter.state = b.seen",
          "id");

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private Database database;

  @BeforeEach
  void open() {
    database = await(new SqliteDatabases(vertx, folder).open("letters"));
  }

  @AfterEach
  void close() {
    await(database.close());
    await(vertx.close());
  }

  private Future<RowSet<Row>> write(long id, String text) {
    return database.transact(
        "test",
        tx -> Database.run(tx, "INSERT INTO letter (id, text) VALUES (?, ?)", Tuple.of(id, text)));
  }

  private List<Long> ids(String where) {
    List<Long> ids = new ArrayList<>();
    await(database.read("SELECT id FROM letter " + where + " ORDER BY id", Tuple.tuple()))
        .forEach(row -> ids.add(row.getLong("id")));
    return ids;
  }

  @Test
  void what_is_committed_is_there_after_it_was_closed_and_opened_again() {
    await(write(1, "a"));
    await(database.close());

    open();

    assertThat(ids("")).containsExactly(1L);
  }

  @Test
  void every_commit_reaches_the_disk_before_it_is_answered() {
    for (String read : new String[] {"journal_mode", "synchronous", "foreign_keys"}) {
      String expected =
          read.equals("journal_mode") ? "wal" : read.equals("synchronous") ? "2" : "1";
      String pragma = "PRAGMA " + read;

      RowSet<Row> reader = await(database.read(pragma, Tuple.tuple()));
      RowSet<Row> writer =
          await(database.transact("test", tx -> Database.run(tx, pragma, Tuple.tuple())));

      assertThat(reader.iterator().next().getValue(0).toString()).as(read).isEqualTo(expected);
      assertThat(writer.iterator().next().getValue(0).toString()).as(read).isEqualTo(expected);
    }
  }

  @Test
  void a_transaction_that_fails_leaves_nothing() {
    Future<Void> failing =
        database.transact(
            "test",
            tx ->
                Database.run(tx, "INSERT INTO letter (id, text) VALUES (7, 'a')", Tuple.tuple())
                    .compose(
                        done -> Future.failedFuture(new IllegalStateException("changed mind"))));

    assertThat(failure(failing)).hasMessage("changed mind");
    assertThat(ids("")).isEmpty();
  }

  @Test
  void a_guarded_update_answers_only_what_it_changed() {
    await(write(1, "a"));
    await(write(2, "b"));
    await(write(3, "c"));
    await(
        database.transact(
            "test",
            tx -> Database.run(tx, "UPDATE letter SET state = 9 WHERE id = 2", Tuple.tuple())));
    JsonArray rows =
        new JsonArray()
            .add(new JsonArray().add(1).add(0))
            .add(new JsonArray().add(2).add(0))
            .add(new JsonArray().add(3).add(0))
            .add(new JsonArray().add(4).add(0));

    RowSet<Row> changed =
        await(database.transact("test", tx -> database.dialect().guarded(tx, SEND, rows)));
    RowSet<Row> again =
        await(database.transact("test", tx -> database.dialect().guarded(tx, SEND, rows)));

    List<Long> ids = new ArrayList<>();
    changed.forEach(row -> ids.add(row.getLong("id")));
    assertThat(ids).containsExactlyInAnyOrder(1L, 3L);
    assertThat(again).isEmpty();
    assertThat(ids("WHERE state = 1")).containsExactly(1L, 3L);
  }

  @Test
  void a_batch_keeps_big_numbers_quotes_and_every_letter_exactly() {
    long big = (1L << 53) + 1;
    String text = "it's \"quoted\" \\ back\nline \u0001 ä 日本 😀 $[0] ?";
    JsonArray rows =
        new JsonArray()
            .add(new JsonArray().add(big).add(text))
            .add(new JsonArray().add(Long.MAX_VALUE).add(""));
    String insert =
        "INSERT INTO letter (id, text) SELECT b.id, b.text FROM %s WHERE true"
            .formatted(database.dialect().rows("b", List.of("id BIGINT", "text TEXT")));

    await(database.transact("test", tx -> Database.run(tx, insert, Tuple.of(rows.encode()))));

    RowSet<Row> read =
        await(database.read("SELECT id, text FROM letter ORDER BY id", Tuple.tuple()));
    List<Object> values = new ArrayList<>();
    for (Row row : read) {
      values.add(row.getLong("id"));
      values.add(row.getString("text"));
    }
    assertThat(values).containsExactly(big, text, Long.MAX_VALUE, "");
  }

  @Test
  void the_fault_of_data_is_told_apart_from_other_faults() {
    await(write(1, "a"));

    Throwable taken = failure(write(1, "again"));
    Throwable missing =
        failure(
            database.transact(
                "test",
                tx -> Database.run(tx, "INSERT INTO letter (id) VALUES (5)", Tuple.tuple())));
    Throwable broken =
        failure(
            database.transact(
                "test", tx -> Database.run(tx, "UPDATE nowhere SET a = 1", Tuple.tuple())));

    assertThat(database.isFaultOfData(taken)).isTrue();
    assertThat(database.isFaultOfData(missing)).isTrue();
    assertThat(database.isFaultOfData(broken)).isFalse();
    assertThat(database.isFaultOfData(new IllegalStateException("closed"))).isFalse();
  }

  @Test
  void transactions_follow_each_other_and_readers_see_what_is_committed() {
    List<Future<RowSet<Row>>> all = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      all.add(write(i, "letter " + i));
    }

    await(Future.all(all));

    assertThat(ids("")).hasSize(50);
  }
}
