package io.fss.console;

import static io.fss.kernel.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Database;
import io.fss.kernel.Databases;
import io.fss.kernel.SettableClock;
import io.fss.kernel.TestDatabases.Kind;
import io.fss.kernel.UnansweredCommit;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the token of the API promises on every database. */
abstract class ApiTokenContract {
  @TempDir Path folder;
  private final Kind kind;
  private final Vertx vertx = Vertx.vertx();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05Z"));
  private final List<String> announced = new CopyOnWriteArrayList<>();
  private final List<Database> opened = new ArrayList<>();
  private Databases databases;

  ApiTokenContract(Kind kind) {
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
    Database database = await(databases.open("console"));
    opened.add(database);
    return database;
  }

  private Future<String> start(Database database, String given) {
    return new ApiToken(database, clock, announced::add).hash(given).map(HexFormat.of()::formatHex);
  }

  private String told() {
    assertThat(announced).hasSize(1);
    String line = announced.get(0);
    return hex(line.substring(line.lastIndexOf(' ') + 1));
  }

  private static String hex(String token) {
    return HexFormat.of().formatHex(ApiToken.sha256(token));
  }

  private List<String> stored() {
    List<String> hashes = new ArrayList<>();
    await(opened.get(0).read("SELECT hash FROM api_token", Tuple.tuple()))
        .forEach(row -> hashes.add(row.getString(0)));
    return hashes;
  }

  @Test
  void processes_that_start_together_agree_on_one_token_and_it_is_told_once() {
    // given
    List<Database> processes = List.of(database(), database(), database());

    // when
    List<Future<String>> starts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      starts.add(start(processes.get(i % processes.size()), ""));
    }
    List<String> hashes = await(Future.join(starts)).list();

    // then
    assertThat(hashes).containsOnly(told());
    assertThat(stored()).containsExactly(told());
  }

  @Test
  void a_token_that_was_made_is_there_after_a_restart_and_told_no_more() {
    // given
    String first = await(start(database(), ""));

    // when
    String again = await(start(database(), ""));

    // then
    assertThat(again).isEqualTo(first).isEqualTo(told());
  }

  @Test
  void a_given_token_is_neither_stored_nor_told() {
    // when
    String hash = await(start(database(), "a-token-that-somebody-chose"));

    // then
    assertThat(hash).isEqualTo(hex("a-token-that-somebody-chose"));
    assertThat(stored()).isEmpty();
    assertThat(announced).isEmpty();
  }

  @Test
  void a_token_whose_commit_was_not_answered_is_told_all_the_same() {
    // given
    Database database = new UnansweredCommit(database());

    // when
    String hash = await(start(database, ""));

    // then
    assertThat(hash).isEqualTo(told());
    assertThat(stored()).containsExactly(hash);
  }
}
