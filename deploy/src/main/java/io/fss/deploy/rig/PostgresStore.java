package io.fss.deploy.rig;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** A PostgreSQL that ends with the run; set as one in production on a small machine would be. */
final class PostgresStore implements Store {
  private static final Duration STARTED_WITHIN = Duration.ofSeconds(60);

  private static final String PID_FILE = "postmaster.pid";

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
  private final Path data;
  private final Path log;
  private final Seat seat = new Seat("PostgreSQL");
  private final Sql sql;
  private final boolean noting;

  private PostgresStore(EmbeddedPostgres server, Path data, Path log, boolean noting) {
    this.server = server;
    this.data = data;
    this.log = log;
    this.noting = noting;
    seat.start(this::process);
    this.sql = connect("");
  }

  static PostgresStore start(Path site, boolean noting) {
    Path data = site.resolve("postgres");
    Path log = site.resolve("postgres.log");
    boolean started = false;
    try {
      PostgresStore store =
          new PostgresStore(builder(site, data, log, noting).start(), data, log, noting);
      if (noting) {
        store.sql.run("CREATE EXTENSION pg_stat_statements");
      }
      started = true;
      return store;
    } catch (IOException e) {
      throw new RunFailure("PostgreSQL does not start: " + e.getMessage(), e);
    } finally {
      if (!started) {
        // The library leaves behind what did not get ready in time.
        endAnyOf(data);
      }
    }
  }

  private static EmbeddedPostgres.Builder builder(Path site, Path data, Path log, boolean noting)
      throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setOverrideWorkingDirectory(Programs.folder(site, "postgres").toFile())
            .setPort(Programs.freePort())
            // The stage ends it, after the platform.
            .setRegisterShutdownHook(false)
            .setPGStartupWait(STARTED_WITHIN);
    SETTINGS.forEach(builder::setServerConfig);
    ProcessBuilder.Redirect toLog = ProcessBuilder.Redirect.appendTo(log.toFile());
    builder.setOutputRedirector(toLog).setErrorRedirector(toLog);
    if (noting) {
      NOTING.forEach(builder::setServerConfig);
    }
    return builder;
  }

  private static void endAnyOf(Path data) {
    if (Files.exists(data.resolve(PID_FILE))) {
      ProcessHandle.of(readPid(data))
          // The file may be left over, and the number be another's by now.
          .filter(process -> process.info().commandLine().orElse("").contains(data.toString()))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Override
  public String url() {
    return "postgresql://postgres:any@127.0.0.1:%d/postgres".formatted(server.getPort());
  }

  @Override
  public Usage usage() {
    return Usage.ofTree(seat.child().pid());
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

  private Child process() {
    return Child.adopt("PostgreSQL", readPid(data), log);
  }

  private static long readPid(Path data) {
    try {
      return Long.parseLong(Files.readAllLines(data.resolve(PID_FILE)).get(0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Sql connect(String module) {
    return Sql.open(server.getJdbcUrl("postgres", "postgres"), "postgres", "");
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
    if (hard) {
      before.kill();
    } else {
      before.letEnd();
    }
    // Its children may hold the shared memory for a moment longer than it lives.
    if (!Patience.until(STARTED_WITHIN, Duration.ofMillis(200), this::control)) {
      throw new RunFailure("PostgreSQL does not start again: see " + log);
    }
    return process();
  }

  /** Restarts it with the options that it had; it starts one that is dead, too. */
  private boolean control() {
    try {
      List<String> command = new ArrayList<>();
      if (System.getProperty("user.name").equals("root")) {
        // It refuses to run as root; so was it started by the library.
        command.addAll(List.of("unshare", "-U"));
      }
      String options = Files.readString(data.resolve("postmaster.opts"));
      Path programs = Path.of(options.substring(0, options.indexOf(' '))).getParent();
      command.add(programs.resolve("pg_ctl").toString());
      command.addAll(
          List.of("restart", "-w", "-t", "30", "-m", "immediate", "-D", data.toString()));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      // Waited for also when interrupted: it would start a server that nobody ends any more.
      return process.onExit().join().exitValue() == 0;
    } catch (IOException e) {
      throw new RunFailure("PostgreSQL cannot be restarted: " + e.getMessage(), e);
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
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      seat.close();
      // A restart that failed may have come to something since.
      endAnyOf(data);
    }
  }
}
