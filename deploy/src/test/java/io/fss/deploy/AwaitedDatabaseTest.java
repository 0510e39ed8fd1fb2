package io.fss.deploy;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.fss.kernel.Database;
import io.fss.kernel.DatabaseOptions;
import io.fss.kernel.DatabaseUrl;
import io.fss.kernel.Databases;
import io.fss.kernel.Refusal;
import io.fss.kernel.SettableClock;
import io.fss.kernel.TestDatabases;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AwaitedDatabaseTest {
  private static final Duration WITHIN = Duration.ofSeconds(60);

  private final Vertx vertx = Vertx.vertx();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05Z"));
  private final AtomicInteger attempts = new AtomicInteger();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private Future<Database> open(Databases databases) {
    Databases counted =
        module -> {
          attempts.incrementAndGet();
          clock.advance(Duration.ofSeconds(10));
          return databases.open(module);
        };
    return new AwaitedDatabase(vertx, clock, WITHIN, Duration.ofMillis(1))
        .until(() -> counted.open("platform"));
  }

  private static Future<Database> refused(Throwable cause) {
    return Future.failedFuture(
        new IllegalStateException("mysql://host cannot be opened: " + cause.getMessage(), cause));
  }

  @Test
  void a_server_that_comes_up_within_the_time_is_waited_for() {
    await(
        open(
            module ->
                attempts.get() < 5
                    ? refused(new ConnectException("Connection refused"))
                    : Future.succeededFuture()));

    assertThat(attempts).hasValue(5);
  }

  @Test
  void a_server_that_goes_away_again_meanwhile_is_waited_for() {
    await(
        open(
            module ->
                attempts.get() < 3
                    ? Future.failedFuture(Refusal.unavailable("database cannot be reached: reset"))
                    : Future.succeededFuture()));

    assertThat(attempts).hasValue(3);
  }

  @Test
  void a_server_that_does_not_come_up_is_given_up_with_what_was_wrong_last() {
    Throwable failure = failure(open(module -> refused(new ConnectException("refused"))));

    assertThat(failure)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("mysql://host cannot be opened: refused (waited 60 s for it, db.start-within)");
    assertThat(attempts).hasValue(6);
  }

  @Test
  void what_no_waiting_mends_is_told_at_once() {
    Throwable failure = failure(open(module -> refused(new IllegalStateException("too old"))));

    assertThat(failure).hasMessage("mysql://host cannot be opened: too old");
    assertThat(attempts).hasValue(1);
  }

  @Test
  void a_server_that_knows_no_such_user_is_not_asked_again() {
    for (TestDatabases.Kind kind :
        List.of(TestDatabases.Kind.POSTGRESQL, TestDatabases.Kind.MARIADB)) {
      attempts.set(0);
      DatabaseUrl.Server place = (DatabaseUrl.Server) DatabaseUrl.parse(kind.url(Path.of("")));
      String url =
          "%s://nobody:wrong@%s:%d/%s"
              .formatted(
                  place.family().name().toLowerCase(Locale.ROOT),
                  place.host(),
                  place.port(),
                  place.database());

      Throwable failure = failure(open(Databases.of(vertx, DatabaseOptions.of(url))));

      assertThat(failure).as("%s", kind).hasMessageContaining("nobody");
      assertThat(failure).hasMessageNotContaining("wrong");
      assertThat(attempts).as("%s", kind).hasValue(1);
    }
  }
}
