package io.fss.kernel;

import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.SslMode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;

/** How a connection to MySQL or MariaDB is made, and what the server must be set to. */
record MysqlSettings(DatabaseUrl.Server place, DatabaseOptions options) {
  private static final int PIPELINE = 16;
  private static final int PREPARED = 256;
  private static final int MYSQL = 800;
  private static final int MARIADB = 1006;
  private static final Pattern VERSION = Pattern.compile("(?:5\\.5\\.5-)?(\\d+)\\.(\\d+)\\..*");
  // The other databases read || as concatenation, "x" as a name and \ as itself.
  private static final String SQL_MODE =
      "ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,STRICT_ALL_TABLES,"
          + "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY";

  MySQLConnectOptions connect() {
    MySQLConnectOptions connect =
        new MySQLConnectOptions()
            .setHost(place.host())
            .setPort(place.port())
            .setDatabase(place.database())
            .setUser(place.user())
            .setPassword(place.password())
            .setCachePreparedStatements(true)
            .setPreparedStatementCacheMaxSize(PREPARED)
            .setPreparedStatementCacheSqlFilter(any -> true)
            .setPipeliningLimit(PIPELINE)
            .setSslMode(
                switch (place.tls()) {
                  case DISABLE -> SslMode.DISABLED;
                  case REQUIRE -> SslMode.REQUIRED;
                  case VERIFY_CA -> SslMode.VERIFY_CA;
                  case VERIFY_FULL -> SslMode.VERIFY_IDENTITY;
                });
    ClientSSLOptions tls = new ClientSSLOptions();
    switch (place.tls()) {
      case VERIFY_FULL -> tls.setHostnameVerificationAlgorithm("HTTPS");
      case VERIFY_CA -> tls.setHostnameVerificationAlgorithm("");
      default -> tls.setHostnameVerificationAlgorithm("").setTrustAll(true);
    }
    if (!place.certificate().isEmpty()) {
      tls.setTrustAll(false)
          .setTrustOptions(new PemTrustOptions().addCertPath(place.certificate()));
    }
    return connect.setSslOptions(tls);
  }

  /**
   * Without autocommit a transaction begins by itself, and one that the server gave up (deadlock)
   * is followed by another one that is rolled back, not by statements that are each committed. Keys
   * are preferred over scans, whatever the statistics of a table that grows quickly say. An idle
   * session is ended, so that a frozen process frees its locks.
   */
  List<String> session(DatabaseServer.Use use, boolean maria) {
    long limit = options.transactionLimit().toMillis();
    long seconds = Math.max(1, options.transactionLimit().toSeconds());
    return List.of(
        "SET NAMES utf8mb4 COLLATE utf8mb4_bin",
        "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED"
            + (use == DatabaseServer.Use.READS ? ", READ ONLY" : ""),
        ("SET SESSION sql_mode = '%s', time_zone = '+00:00', innodb_lock_wait_timeout = %d,"
                + " wait_timeout = %d, max_seeks_for_key = 1, autocommit = %d")
            .formatted(
                SQL_MODE,
                Math.max(1, seconds / 2),
                seconds + 20,
                use == DatabaseServer.Use.READS ? 1 : 0),
        maria
            ? String.format(
                Locale.ROOT,
                "SET SESSION idle_transaction_timeout = %d, max_statement_time = %.2f",
                Math.max(1, seconds / DatabaseServer.IDLE_SHARE),
                (limit - limit / 10) / 1000.0)
            : "SET SESSION max_execution_time = %d".formatted(limit - limit / 10));
  }

  /** Refuses what is too old, by its name. */
  static void checkVersion(String version) {
    Matcher match = VERSION.matcher(version);
    boolean maria = version.contains("MariaDB");
    int number =
        match.matches()
            ? 100 * Integer.parseInt(match.group(1)) + Integer.parseInt(match.group(2))
            : 0;
    if (number < (maria ? MARIADB : MYSQL)) {
      throw new IllegalStateException(
          "%s %s is too old, MySQL 8.0 or MariaDB 10.6 or newer is needed"
              .formatted(maria ? "MariaDB" : "MySQL", version));
    }
  }

  /** What of the server's settings loses committed data, as sentences. */
  static List<String> dangers(Map<String, String> settings) {
    List<String> dangers = new ArrayList<>();
    String flush = settings.get("innodb_flush_log_at_trx_commit");
    if (!"1".equals(flush)) {
      dangers.add(
          "innodb_flush_log_at_trx_commit is %s, not 1: a crash of the server may lose what was committed"
              .formatted(flush));
    }
    if ("ON".equals(settings.get("log_bin")) && !"1".equals(settings.get("sync_binlog"))) {
      dangers.add(
          "sync_binlog is %s, not 1: a crash of the server may lose what was committed"
              .formatted(settings.get("sync_binlog")));
    }
    if ("OFF".equals(settings.get("innodb_doublewrite"))) {
      dangers.add("innodb_doublewrite is OFF: a crash of the server may damage its files");
    }
    return dangers;
  }

  /** The way for the migrations. */
  DataSource migrations() {
    StringBuilder url =
        new StringBuilder("jdbc:mariadb://")
            .append(place.host().contains(":") ? "[" + place.host() + "]" : place.host())
            .append(':')
            .append(place.port())
            .append('/')
            .append(place.database())
            .append("?connectTimeout=")
            .append(options.connectLimit().toMillis());
    if (place.tls() == TlsMode.DISABLE) {
      // Without TLS the password is sent encrypted by a key that the server tells.
      url.append("&sslMode=disable&allowPublicKeyRetrieval=true");
    } else {
      url.append("&sslMode=")
          .append(
              switch (place.tls()) {
                case VERIFY_CA, VERIFY_FULL -> place.tls().word();
                default -> "trust";
              });
      if (!place.certificate().isEmpty()) {
        url.append("&serverSslCert=").append(place.certificate());
      }
    }
    try {
      MariaDbDataSource source = new MariaDbDataSource(url.toString());
      source.setUser(place.user());
      source.setPassword(place.password());
      return source;
    } catch (SQLException e) {
      throw new IllegalArgumentException("%s: %s".formatted(place, e.getMessage()), e);
    }
  }

  static String migrationSession() {
    return "SET SESSION sql_mode = '%s', time_zone = '+00:00', lock_wait_timeout = 60"
        .formatted(SQL_MODE);
  }
}
