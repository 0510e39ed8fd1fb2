package io.fss.deploy.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** A PostgreSQL that ends with the run; set as one in production on a small machine would be. */
final class PostgresStore implements Store {
  private static final Duration STARTED_WITHIN = Duration.ofSeconds(60);

  /** Nothing that was committed is lost in a crash; the library would turn these off. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "fsync", "on",
          "full_page_writes", "on",
          "synchronous_commit", "on",
          "wal_level", "replica",
          "shared_buffers", "256MB",
          "max_wal_size", "2GB",
          "max_connections", "100",
          "listen_addresses", "127.0.0.1");

  /** The plans of what is slow go to the log. */
  private static final Map<String, String> NOTING =
      Map.of(
          "shared_preload_libraries", "pg_stat_statements,auto_explain",
          "pg_stat_statements.track_planning", "on",
          "auto_explain.log_min_duration", "100");

  private static final String COMMITS =
      "SELECT sum(xact_commit) FROM pg_stat_database WHERE datname = current_database()";
  private static final String STATEMENTS =
      "SELECT query, calls, rows, total_exec_time + total_plan_time, total_plan_time"
          + " FROM pg_stat_statements ORDER BY 4 DESC LIMIT "
          + StatementCost.MOST;

  private final EmbeddedPostgres server;
  private final long pid;
  private final Sql sql;
  private final boolean noting;

  private PostgresStore(EmbeddedPostgres server, long pid, boolean noting) {
    this.server = server;
    this.pid = pid;
    this.noting = noting;
    this.sql = Sql.open(server.getJdbcUrl("postgres", "postgres"), "postgres", "");
  }

  static PostgresStore start(Path site, boolean noting) {
    Path data = site.resolve("postgres");
    try {
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setOverrideWorkingDirectory(Programs.folder(site, "postgres").toFile())
              .setPort(Programs.freePort())
              // The stage ends it, after the platform.
              .setRegisterShutdownHook(false)
              .setPGStartupWait(STARTED_WITHIN);
      SETTINGS.forEach(builder::setServerConfig);
      ProcessBuilder.Redirect log =
          ProcessBuilder.Redirect.appendTo(site.resolve("postgres.log").toFile());
      builder.setOutputRedirector(log).setErrorRedirector(log);
      if (noting) {
        NOTING.forEach(builder::setServerConfig);
      }
      EmbeddedPostgres server = builder.start();
      List<String> process = Files.readAllLines(data.resolve("postmaster.pid"));
      PostgresStore store = new PostgresStore(server, Long.parseLong(process.get(0)), noting);
      if (noting) {
        store.sql.run("CREATE EXTENSION pg_stat_statements");
      }
      return store;
    } catch (IOException e) {
      throw new BenchFailure("PostgreSQL does not start: " + e.getMessage(), e);
    }
  }

  @Override
  public String url() {
    return "postgresql://postgres:any@127.0.0.1:%d/postgres".formatted(server.getPort());
  }

  @Override
  public Usage usage() {
    return Usage.ofTree(pid);
  }

  @Override
  public OptionalDouble commits() {
    return OptionalDouble.of(sql.number(COMMITS, 1));
  }

  @Override
  public void forgetStatements() {
    if (noting) {
      sql.run("SELECT pg_stat_statements_reset()");
    }
  }

  @Override
  public List<StatementCost> statements() {
    return noting ? sql.statements(STATEMENTS) : List.of();
  }

  @Override
  public void close() {
    sql.close();
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
