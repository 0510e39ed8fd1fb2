package io.fss.kernel;

import static io.fss.kernel.Await.await;
import static io.fss.kernel.Await.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way to a server, as protected as its URL says, for the client and for the migrations. */
class ServerTlsTest {
  private static final String PG = "SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
  private static final String MARIADB = "SHOW SESSION STATUS LIKE 'Ssl_version'";

  @TempDir Path ours;
  @TempDir Path theirs;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void postgresql_is_entered_as_the_url_says() throws Exception {
    TestCertificate certificate = TestCertificate.make(ours);
    TestPostgres server =
        TestPostgres.start(
            Map.of(
                "ssl", "on",
                "ssl_key_file", certificate.key().toString(),
                "ssl_cert_file", certificate.certificate().toString()));

    entered(server.url(), certificate, row -> row.getString("version"), PG);
    server.stop();
  }

  @Test
  void mariadb_is_entered_as_the_url_says() throws Exception {
    TestCertificate certificate = TestCertificate.make(ours);
    TestMariaDb server =
        TestMariaDb.start(
            List.of("--ssl-key=" + certificate.key(), "--ssl-cert=" + certificate.certificate()));

    entered(server.url(), certificate, row -> row.getString(1), MARIADB);
    server.stop();
  }

  private void entered(
      String url, TestCertificate certificate, Function<Row, String> version, String query)
      throws Exception {
    String trusted = "&sslrootcert=" + encoded(certificate.certificate());
    String stranger = "&sslrootcert=" + encoded(TestCertificate.make(theirs).certificate());
    String byName = url.replace("127.0.0.1", "localhost");

    assertThat(version(url + "?sslmode=disable", version, query)).isNullOrEmpty();
    assertThat(version(url + "?sslmode=require", version, query)).startsWith("TLS");
    assertThat(version(url + "?sslmode=verify-ca" + trusted, version, query)).startsWith("TLS");
    assertThat(version(url + "?sslmode=verify-full" + trusted, version, query)).startsWith("TLS");
    assertThat(failure(open(url + "?sslmode=verify-ca" + stranger))).isNotNull();
    assertThat(failure(open(url + "?sslmode=verify-full" + stranger))).isNotNull();
    assertThat(version(byName + "?sslmode=require", version, query)).startsWith("TLS");
    assertThat(failure(open(byName + "?sslmode=verify-full" + trusted))).isNotNull();
  }

  private static String encoded(Path path) {
    return URLEncoder.encode(path.toString(), StandardCharsets.UTF_8);
  }

  private Future<Database> open(String url) {
    return Databases.of(vertx, DatabaseOptions.of(url)).open("letters");
  }

  private String version(String url, Function<Row, String> version, String query) {
    Database database = await(open(url));
    String answer = version.apply(await(database.read(query, Tuple.tuple())).iterator().next());
    await(database.close());
    return answer;
  }
}
