package io.fss.deploy.faults;

import io.fss.deploy.faults.Findings.Breach;
import io.fss.deploy.rig.RunFailure;
import io.fss.deploy.rig.Storage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The program {@code faults}. Exit codes: 0 every promise was kept, 1 not so, 2 wrong usage, 3 the
 * run failed or something of it ended that nobody ended, so that it says nothing.
 */
@Command(
    name = "faults",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeOnExecutionException = Faults.FAILED,
    description = {
      "Kills, freezes and cuts off a platform that it starts itself, its database and its clients,",
      "while they work; then holds what every client saw against what the platform kept.",
      ""
    })
public final class Faults implements Callable<Integer> {
  static final int FAILED = 3;
  private static final int SHOWN = 50;

  @Option(
      names = "--minutes",
      defaultValue = "10",
      description = "how long faults are done; default ${DEFAULT-VALUE}")
  private int minutes;

  @Option(names = "--each", description = "every kind of fault once and briefly instead")
  private boolean each;

  @Option(
      names = "--db",
      paramLabel = "DB",
      defaultValue = "sqlite",
      description =
          "sqlite, postgres or mariadb; a server is started for the run and deleted after it;"
              + " default ${DEFAULT-VALUE}")
  private String db;

  @Option(names = "--redis", description = "keeps the sessions of clients in a Redis")
  private boolean redis;

  @Option(
      names = "--members",
      defaultValue = "1",
      description =
          "processes of the platform, joined to a cluster; several need --redis and a database"
              + " server; default ${DEFAULT-VALUE}")
  private int members;

  @Option(
      names = "--network",
      description =
          "gives each of them a network namespace, and cuts them off, too; needs root, ip and"
              + " iptables")
  private boolean network;

  @Option(names = "--clients", defaultValue = "4", description = "default ${DEFAULT-VALUE}")
  private int clients;

  @Option(names = "--seed", description = "what chance begins with; another one each time")
  private Long seed;

  @Option(
      names = "--logs",
      paramLabel = "FOLDER",
      description = "keeps logs, histories of clients and rows of the platform there")
  private Path logs;

  @Option(names = "--json", paramLabel = "FILE", description = "where the figures go as JSON")
  private Path json;

  @Spec private CommandSpec spec;

  /** Does a run; ends with its exit code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Faults());
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    FaultOptions options = options();
    PrintWriter out = spec.commandLine().getOut();
    // Before anything can go wrong: it is what a failure is repeated with.
    out.println("seed " + options.seed());
    out.flush();
    try (FaultStage stage = FaultStage.open(options);
        Crew crew = new Crew()) {
      stage.watch(crew::alarm);
      FaultRun run = new FaultRun(stage, options, crew);
      try {
        Findings findings = crew.lead(run::run);
        return tell(options, run.faults(), findings);
      } catch (RunFailure failure) {
        return failed(options, failure, stage.platform().tail());
      }
    } catch (RunFailure failure) {
      return failed(options, failure, List.of());
    }
  }

  private int tell(FaultOptions options, Map<FaultKind, Integer> faults, Findings findings)
      throws IOException {
    JsonObject figures = figures(options, faults, findings);
    PrintWriter out = spec.commandLine().getOut();
    figures.forEach(
        figure -> {
          if (!figure.getKey().equals("breaches")) {
            out.println("  %-20s %s".formatted(figure.getKey(), figure.getValue()));
          }
        });
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    findings.told().stream().limit(SHOWN).forEach(err::println);
    err.flush();
    if (json != null) {
      Files.writeString(json, figures.encodePrettily() + "\n");
    }
    return findings.promiseKept() ? 0 : 1;
  }

  private static JsonObject figures(
      FaultOptions options, Map<FaultKind, Integer> faults, Findings findings) {
    JsonObject kinds = new JsonObject();
    faults.forEach((kind, number) -> kinds.put(kind.word(), number));
    return new JsonObject()
        .put("db", options.storage().name())
        .put("redis", options.redis())
        .put("members", options.members())
        .put("network", options.network())
        .put("clients", options.clients())
        .put("seed", options.seed())
        .put("minutes", options.each() ? 0 : options.minutes())
        .put("faults", faults.values().stream().mapToInt(Integer::intValue).sum())
        .put("faults_by_kind", kinds)
        .put("planned", findings.planned())
        .put("started", findings.started())
        .put("lost", findings.count(Breach.LOST))
        .put("doubled", findings.count(Breach.DOUBLED))
        .put("unacknowledged_lost", findings.count(Breach.UNACKNOWLEDGED_LOST))
        .put("early", findings.count(Breach.EARLY))
        .put("most_ahead_ms", findings.aheadMs())
        .put("unfenced", findings.count(Breach.UNFENCED))
        .put("unseen", findings.count(Breach.UNSEEN))
        .put("outlived_lease", findings.outlived())
        .put("longest_gap_ms", findings.longestGapMs())
        .put("breaches", new JsonArray(findings.told()));
  }

  private int failed(FaultOptions options, RunFailure failure, List<String> log) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("fault run of seed %d failed: %s".formatted(options.seed(), failure.getMessage()));
    List<String> said = failure.log().isEmpty() ? log : failure.log();
    said.forEach(line -> err.println("  | " + line));
    err.flush();
    return FAILED;
  }

  private FaultOptions options() {
    try {
      return new FaultOptions(
          each,
          minutes,
          Storage.of(db),
          redis,
          members,
          network,
          seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed,
          clients,
          logs);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
