package io.fss.deploy.bench;

import io.fss.deploy.rig.Patience;
import java.time.Duration;
import java.util.List;

/**
 * One-shot tasks that were stored before and are all due at one instant. CPU time is counted from
 * just before that instant until the platform has written every end and is quiet again.
 */
final class Burst implements Scenario {
  private static final long BEFORE_MS = 300;
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration QUIET_WITHIN = Duration.ofSeconds(20);
  private static final double QUIET_CPU_SECONDS = 0.03;

  @Override
  public void run(Stage stage, Figures figures) throws InterruptedException {
    figures.put("ready_ms", stage.startServer().readyMs());
    List<ClientProcess> clients = stage.startClients();
    BenchOptions options = stage.options();
    if (options.warmupTasks() > 0) {
      warmUp(stage, clients, options.warmupTasks());
    }
    BurstPlan plan = plan(options.size(), options.lead());
    Load load = new Load(stage, plan, clients);
    figures.put("create_per_second", load.create());
    Patience.until(plan.first() - BEFORE_MS);
    stage.store().forgetStatements();
    Meter before = Meter.read(stage);
    load.awaitStarts();
    awaitQuiet(stage);
    Meter after = Meter.read(stage);
    figures.statements(stage.store().statements());
    figures.spread(stage.booked());
    report(figures, plan, load, before, after);
  }

  /** A burst that does not count, for the JVMs to know the way. */
  private static void warmUp(Stage stage, List<ClientProcess> clients, int tasks)
      throws InterruptedException {
    Load load = new Load(stage, plan(tasks, BenchOptions.leadFor(tasks)), clients);
    load.create();
    load.awaitStarts();
    awaitQuiet(stage);
  }

  private static BurstPlan plan(int tasks, Duration lead) {
    return new BurstPlan(tasks, System.currentTimeMillis() + lead.toMillis());
  }

  private static void report(Figures figures, BurstPlan plan, Load load, Meter before, Meter after)
      throws InterruptedException {
    ClientResults results = load.results();
    Tally tally = load.tally(results);
    figures.outcome(plan, tally, results.lateness()).used(before, after, tally.executed());
    double seconds = (results.lastStartUs() - plan.first() * 1_000) / 1e6;
    if (seconds > 0) {
      figures.put("executions_per_second", tally.executed() / seconds);
    }
  }

  /** The clients have started everything; the platform still writes the ends. */
  private static void awaitQuiet(Stage stage) throws InterruptedException {
    double[] used = {-1};
    Patience.until(
        QUIET_WITHIN,
        LOOK_EVERY,
        () -> {
          double before = used[0];
          used[0] = stage.serverUsage().cpuSeconds();
          return before >= 0 && used[0] - before < QUIET_CPU_SECONDS;
        });
  }
}
