package io.fss.kernel;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

/** A PostgreSQL of this JVM's own, in a folder of its own. */
public final class TestPostgres implements TestServer {
  static final String PASSWORD = "p@ss:/w\u00f6rd?#%";
  static final String PASSWORD_IN_URL = "p%40ss%3A%2Fw%C3%B6rd%3F%23%25";
  private static final String ACCESS =
      """
      host all fss      127.0.0.1/32 scram-sha-256
      host all postgres localhost    trust
      """;

  private final Path data;
  private final int port;
  private final Map<String, String> settings;
  private EmbeddedPostgres server;

  private TestPostgres(Path data, int port, Map<String, String> settings) {
    this.settings = settings;
    this.data = data;
    this.port = port;
  }

  /** Starts one; it ends with the JVM. */
  public static TestPostgres start() {
    return start(Map.of());
  }

  /** Starts one with settings over those that the tests have; it ends with the JVM. */
  static TestPostgres start(Map<String, String> settings) {
    TestPostgres postgres = new TestPostgres(TestFolders.make("postgres"), freePort(), settings);
    postgres.startAgain();
    postgres.makeUser();
    TestFolders.atExit(postgres.data, postgres::stop);
    return postgres;
  }

  private static void askForPassword(File data) {
    try {
      Files.writeString(data.toPath().resolve("pg_hba.conf"), ACCESS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void makeUser() {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE fss LOGIN PASSWORD '%s'".formatted(PASSWORD));
      statement.execute("GRANT CREATE ON DATABASE postgres TO fss");
      statement.execute("GRANT CREATE ON SCHEMA public TO fss");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String url() {
    return "postgresql://fss:%s@127.0.0.1:%d/postgres".formatted(PASSWORD_IN_URL, port);
  }

  @Override
  public void startAgain() {
    try {
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setDataDirectory(data.resolve("data"))
              .setCleanDataDirectory(false)
              .setRegisterShutdownHook(false)
              .setDataDirectoryCustomizer(TestPostgres::askForPassword)
              .setPort(port)
              // The machine may be busy.
              .setPGStartupWait(Duration.ofSeconds(60))
              // The library turns them off; a test of what is committed needs them.
              .setServerConfig("fsync", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("shared_buffers", "32MB")
              .setServerConfig("max_connections", "200")
              .setServerConfig("max_wal_senders", "0")
              .setServerConfig("wal_level", "minimal");
      settings.forEach(builder::setServerConfig);
      server = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
