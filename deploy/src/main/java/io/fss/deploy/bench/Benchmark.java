package io.fss.deploy.bench;

import io.fss.deploy.rig.RunFailure;
import io.fss.deploy.rig.Storage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The program {@code benchmark}. Exit codes: 0 measured and nothing lost, doubled or early, 1 not
 * so, 2 wrong usage.
 */
@Command(
    name = "benchmark",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures a platform that it starts itself, with clients in processes of their own.",
      "",
      "  periodic   groups that each fire every second",
      "  burst      one-shot tasks, stored before, all due at one instant",
      "  idle       groups that are due tomorrow: creating, waiting, restarting",
      "  beats      sessions that live and do nothing else",
      "  footprint  start and memory of a platform without work",
      ""
    })
public final class Benchmark implements Callable<Integer> {
  @Parameters(paramLabel = "WORKLOAD", description = "periodic, burst, idle, beats or footprint")
  private Workload workload;

  @Option(names = "--groups", description = "periodic: 1000, idle: 100000 unless given")
  private Integer groups;

  @Option(names = "--tasks", description = "burst: 20000 unless given")
  private Integer tasks;

  @Option(names = "--sessions", description = "beats: 5000 unless given")
  private Integer sessions;

  @Option(names = "--aligned", description = "periodic: all groups at the same instant")
  private boolean aligned;

  @Option(
      names = "--db",
      paramLabel = "DB",
      defaultValue = "sqlite",
      description =
          "sqlite, sqlite:<folder>, postgres or mariadb; a server is started for the run and deleted"
              + " after it; default ${DEFAULT-VALUE}")
  private String db;

  @Option(
      names = "--members",
      defaultValue = "1",
      description =
          "processes of the platform, joined to a cluster with a Redis of the run; memory and CPU are"
              + " those of all of them, the time until ready is that of the last; default"
              + " ${DEFAULT-VALUE}")
  private int members;

  @Option(
      names = "--disturb",
      paramLabel = "HOW",
      defaultValue = "none",
      description =
          "periodic with several members: what is done to each of them in turn during the window, none,"
              + " restart or kill; CPU is not counted then; default ${DEFAULT-VALUE}")
  private Disturbance disturbance;

  @Option(
      names = "--clients",
      defaultValue = "1",
      description = "processes; default ${DEFAULT-VALUE}")
  private int clients;

  @Option(
      names = "--per-process",
      paramLabel = "CLIENTS",
      defaultValue = "1",
      description = "clients in each of these processes; default ${DEFAULT-VALUE}")
  private int perProcess;

  @Option(
      names = "--mode",
      defaultValue = "auto",
      description = "how commands reach clients: auto, stream or direct; default ${DEFAULT-VALUE}")
  private String mode;

  @Option(
      names = "--capacity",
      defaultValue = "2000",
      description = "attempts a client runs at one time; default ${DEFAULT-VALUE}")
  private int capacity;

  @Option(
      names = "--seconds",
      description = "measured window; periodic: 30, the others: 10 unless given")
  private Integer seconds;

  @Option(
      names = "--warmup",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description = "periodic: load before the window; default ${DEFAULT-VALUE}")
  private int warmup;

  @Option(
      names = "--warmup-tasks",
      defaultValue = "2000",
      description = "burst: tasks that run before the measured ones; default ${DEFAULT-VALUE}")
  private int warmupTasks;

  @Option(
      names = "--lead",
      paramLabel = "SECONDS",
      description = "time to create the groups in before the first is due")
  private Integer lead;

  @Option(
      names = "--server-jvm",
      paramLabel = "OPTIONS",
      description = "JVM options of the server; default: those of the quickstart")
  private String serverJvm;

  @Option(names = "--client-jvm", paramLabel = "OPTIONS", description = "JVM options of a client")
  private String clientJvm;

  @Option(
      names = "--statements",
      description =
          "also what each statement cost a database server, PostgreSQL's slow plans in its log;"
              + " costs CPU time itself")
  private boolean statements;

  @Option(
      names = "--logs",
      paramLabel = "FOLDER",
      description = "keeps the logs of all processes there")
  private Path logs;

  @Option(names = "--json", paramLabel = "FILE", description = "where the figures go as JSON")
  private Path json;

  @Spec private CommandSpec spec;

  /** Runs a workload; ends with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Benchmark()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    BenchOptions options = options();
    Figures figures = new Figures(options, spec.commandLine().getParseResult().originalArgs());
    if (!measure(options, figures)) {
      return 1;
    }
    PrintWriter out = spec.commandLine().getOut();
    new Summary(figures.json()).lines().forEach(out::println);
    out.flush();
    if (json != null) {
      Files.writeString(json, figures.json().encodePrettily() + "\n");
    }
    return figures.promiseKept() ? 0 : 1;
  }

  private boolean measure(BenchOptions options, Figures figures) throws InterruptedException {
    try (Stage stage = Stage.open(options)) {
      try {
        Scenario.of(options).run(stage, figures);
        return true;
      } catch (RunFailure failure) {
        return failed(failure, stage.tails());
      }
    } catch (RunFailure failure) {
      return failed(failure, List.of());
    }
  }

  private boolean failed(RunFailure failure, List<String> logs) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("benchmark failed: " + failure.getMessage());
    logs.forEach(line -> err.println("  | " + line));
    err.flush();
    return false;
  }

  private BenchOptions options() {
    try {
      return new BenchOptions(
          workload,
          size(),
          aligned,
          Storage.of(db),
          statements,
          members,
          disturbance,
          clients,
          perProcess,
          mode,
          capacity,
          seconds == null ? defaultSeconds() : seconds,
          warmup,
          warmupTasks,
          lead == null ? BenchOptions.leadFor(size()) : Duration.ofSeconds(lead),
          words(serverJvm, BenchOptions.SERVER_JVM),
          words(clientJvm, BenchOptions.CLIENT_JVM),
          logs);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private int size() {
    boolean burst = workload == Workload.BURST;
    boolean grouped = workload == Workload.PERIODIC || workload == Workload.IDLE;
    if (tasks != null && !burst) {
      throw new IllegalArgumentException("--tasks belongs to burst");
    }
    if (groups != null && !grouped) {
      throw new IllegalArgumentException("--groups belongs to periodic and idle");
    }
    if (sessions != null && workload != Workload.BEATS) {
      throw new IllegalArgumentException("--sessions belongs to beats");
    }
    if (workload == Workload.BEATS) {
      return or(sessions, 5_000);
    }
    return burst ? or(tasks, 20_000) : or(groups, workload == Workload.PERIODIC ? 1_000 : 100_000);
  }

  private int defaultSeconds() {
    return workload == Workload.PERIODIC ? 30 : 10;
  }

  private static int or(Integer given, int usual) {
    return given == null ? usual : given;
  }

  private static List<String> words(String text, List<String> usual) {
    return text == null
        ? usual
        : List.of(text.strip().split("\\s+")).stream().filter(word -> !word.isEmpty()).toList();
  }
}
