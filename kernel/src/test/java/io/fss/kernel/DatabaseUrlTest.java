package io.fss.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseUrlTest {

  private static DatabaseUrl.Server server(String url) {
    return (DatabaseUrl.Server) DatabaseUrl.parse(url);
  }

  @Test
  void a_folder_is_sqlite() {
    assertThat(DatabaseUrl.parse("sqlite:/var/lib/fss"))
        .isEqualTo(new DatabaseUrl.Folder(Path.of("/var/lib/fss")));
    assertThat(DatabaseUrl.parse("sqlite:data")).isEqualTo(new DatabaseUrl.Folder(Path.of("data")));
  }

  @Test
  void every_part_of_a_servers_url_is_read_and_decoded() {
    DatabaseUrl.Server server =
        server(
            "postgresql://m%40x:p%2Fw+%3A%25@db.example.org:5433/my%20db"
                + "?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem&schema=fss");

    assertThat(server)
        .isEqualTo(
            new DatabaseUrl.Server(
                DatabaseUrl.Family.POSTGRESQL,
                "db.example.org",
                5433,
                "my db",
                "m@x",
                "p/w+:%",
                TlsMode.VERIFY_FULL,
                "/etc/ca.pem",
                "fss"));
  }

  @Test
  void what_is_left_out_has_a_default() {
    DatabaseUrl.Server pg = server("postgres://me@host/db");
    DatabaseUrl.Server mysql = server("mysql://host/db");
    DatabaseUrl.Server maria = server("mariadb://me:pw@[::1]/db");

    assertThat(pg.port()).isEqualTo(5432);
    assertThat(pg.user()).isEqualTo("me");
    assertThat(pg.password()).isEmpty();
    assertThat(pg.tls()).isEqualTo(TlsMode.DISABLE);
    assertThat(mysql.port()).isEqualTo(3306);
    assertThat(mysql.user()).isEmpty();
    assertThat(maria.family()).isEqualTo(DatabaseUrl.Family.MYSQL);
    assertThat(maria.host()).isEqualTo("::1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                            | must be sqlite:<folder> or",
        "sqlite:                                       | must name a folder",
        "oracle://me:secret@host/db                    | must begin with sqlite, postgresql",
        "postgresql://me:secret@host                   | must be sqlite:<folder> or",
        "postgresql://me:secret@host/                  | must be sqlite:<folder> or",
        "postgresql://me:secret@/db                    | must be sqlite:<folder> or",
        "postgresql://me:secret@host:0/db              | has the port 0, which must be",
        "postgresql://me:secret@host:99999/db          | has the port 99999, which must be",
        "postgresql://me:secret@host:x/db              | must be sqlite:<folder> or",
        "postgresql://me:secret%zz@host/db             | has a password that is not percent-encoded",
        "postgresql://me:sec/ret@host/db               | must be sqlite:<folder> or",
        "postgresql://me:sec@ret@host/db               | must be sqlite:<folder> or",
        "postgresql://me:secret@host/db?ssl            | has parameters that are not name=value",
        "postgresql://me:secret@host/db?ssl=true       | has the parameter 'ssl'; known are sslmode",
        "mysql://me:secret@host/db?schema=a            | has the parameter 'schema'",
        "postgresql://me:secret@host/db?sslmode=prefer | has the sslmode 'prefer', which must be",
        "postgresql://me:secret@host/db?schema=A-b     | has a schema that is not of lower-case",
      })
  void a_url_that_is_not_valid_is_refused_with_the_rule_and_without_the_password(
      String url, String rule) {
    assertThatThrownBy(() -> DatabaseUrl.parse(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("db.url '")
        .hasMessageContaining(rule)
        .message()
        .doesNotContain("secret", "sec/ret", "sec@ret");
  }

  @Test
  void nothing_shows_a_password() {
    DatabaseOptions options =
        new DatabaseOptions(
            "postgresql://me:secret@host/db",
            "",
            "topsecret",
            2,
            10,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));

    assertThat(DatabaseUrl.parse("mysql://me:secret@host:33/db")).hasToString("mysql://host:33/db");
    assertThat(options.toString()).contains("postgresql://host:5432/db").doesNotContain("secret");
  }

  @Test
  void a_user_and_a_password_of_their_own_go_over_those_of_the_url() {
    DatabaseOptions options =
        new DatabaseOptions(
            "postgresql://me:secret@host/db",
            "you",
            "other",
            2,
            10,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));

    DatabaseUrl.Server place = (DatabaseUrl.Server) options.place();

    assertThat(place.user()).isEqualTo("you");
    assertThat(place.password()).isEqualTo("other");
    assertThat(((DatabaseUrl.Server) DatabaseOptions.of("mysql://a:b@h/d").place()).password())
        .isEqualTo("b");
  }

  @Test
  void options_name_the_key_the_value_and_the_rule() {
    assertThatThrownBy(() -> DatabaseOptions.of("postgresql://host/db"))
        .hasMessage("db.user '' must name who enters postgresql://host:5432/db, or the URL must");
    assertThatThrownBy(() -> with(0, 10, Duration.ofSeconds(1)))
        .hasMessage("db.readers 0 must be from 1 to 100");
    assertThatThrownBy(() -> with(1, 0, Duration.ofSeconds(1)))
        .hasMessage("db.waiting 0 must be from 1 to 1000000");
    assertThatThrownBy(() -> with(1, 1, Duration.ofMillis(1)))
        .hasMessage("db.transaction-limit PT0.001S must be from 100ms to 10m");
  }

  private static DatabaseOptions with(int readers, int waiting, Duration limit) {
    return new DatabaseOptions(
        "sqlite:a", "", "", readers, waiting, limit, Duration.ofSeconds(1), Duration.ZERO);
  }
}
