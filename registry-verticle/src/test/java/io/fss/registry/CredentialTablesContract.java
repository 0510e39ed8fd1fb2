package io.fss.registry;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Database;
import io.fss.kernel.Databases;
import io.fss.kernel.SettableClock;
import io.fss.kernel.TestDatabases.Kind;
import io.fss.kernel.UnansweredCommit;
import io.fss.proto.v1.RegisterRequest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tables of credentials promise on every database. */
abstract class CredentialTablesContract {
  private static final String GIVEN = "a-token-that-somebody-chose";

  @TempDir Path folder;
  private final Kind kind;
  private final Vertx vertx = Vertx.vertx();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05Z"));
  private final List<String> announced = new CopyOnWriteArrayList<>();
  private final List<Database> opened = new ArrayList<>();
  private Databases databases;

  CredentialTablesContract(Kind kind) {
    this.kind = kind;
  }

  @BeforeEach
  void open() {
    databases = kind.open(vertx, folder);
  }

  @AfterEach
  void close() {
    opened.forEach(database -> await(database.close()));
    await(vertx.close());
  }

  private Database database() {
    Database database = await(databases.open("registry"));
    opened.add(database);
    return database;
  }

  private Future<SessionIds> start(Database database, String givenToken) {
    return new CredentialTables(database, clock).open(givenToken, announced::add);
  }

  private static String sessionId(SessionIds ids) {
    return ids.of(RegisterRequest.newBuilder().setClient("c").build());
  }

  private static String only(List<String> announced) {
    assertThat(announced).hasSize(1);
    String line = announced.get(0);
    return CredentialTables.hash(line.substring(line.lastIndexOf(' ') + 1));
  }

  private List<String> stored(String column) {
    List<String> values = new ArrayList<>();
    for (Row row :
        await(opened.get(0).read("SELECT " + column + " FROM client_token", Tuple.tuple()))) {
      values.add(row.getString(0));
    }
    return values;
  }

  private List<SessionIds> startTogether() {
    List<Database> processes = List.of(database(), database(), database());
    List<Future<SessionIds>> starts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      starts.add(start(processes.get(i % processes.size()), ""));
    }
    return await(Future.join(starts)).list();
  }

  @Test
  void processes_that_start_together_agree_on_one_key_and_one_token_and_it_is_told_once() {
    // when
    List<SessionIds> all = startTogether();

    // then
    assertThat(all)
        .extracting(CredentialTablesContract::sessionId)
        .containsOnly(sessionId(all.get(0)));
    assertThat(stored("token_hash")).containsExactly(only(announced));
  }

  @Test
  void processes_that_find_a_key_without_a_token_agree_on_one_token_too() {
    // given
    Database database = database();
    await(start(database, GIVEN));
    await(database.transact("test", tx -> tx.run("DELETE FROM client_token", Tuple.tuple())));

    // when
    startTogether();

    // then
    assertThat(stored("token_hash")).containsExactly(only(announced));
  }

  @Test
  void what_the_first_start_made_is_there_after_a_restart_and_told_no_more() {
    // given
    SessionIds first = await(start(database(), ""));

    // when
    SessionIds again = await(start(database(), ""));

    // then
    assertThat(sessionId(again)).isEqualTo(sessionId(first));
    assertThat(stored("token_hash")).containsExactly(only(announced));
    assertThat(stored("note")).containsExactly("made at the first start");
  }

  @Test
  void a_given_token_is_stored_once_beside_the_others_and_never_told() {
    // given
    Database database = database();
    await(start(database, GIVEN));

    // when
    await(start(database, GIVEN));
    await(start(database, "another-token-they-chose"));
    await(start(database, ""));

    // then
    assertThat(stored("token_hash"))
        .containsExactlyInAnyOrder(
            CredentialTables.hash(GIVEN), CredentialTables.hash("another-token-they-chose"));
    assertThat(stored("namespace")).containsOnly("");
    assertThat(stored("note")).containsExactly("from the settings", "from the settings");
    assertThat(announced).isEmpty();
  }

  @Test
  void a_token_whose_commit_was_not_answered_is_told_all_the_same() {
    // given
    Database database = new UnansweredCommit(database());

    // when
    await(start(database, ""));

    // then
    assertThat(stored("token_hash")).containsExactly(only(announced));
  }

  @Test
  void a_database_that_is_away_is_a_failure_and_nothing_is_told() {
    // given
    Database database = database();
    await(database.close());
    opened.clear();

    // when
    Throwable failure = failure(start(database, ""));

    // then
    assertThat(failure).isNotNull();
    assertThat(announced).isEmpty();
  }
}
