package io.fss.deploy.bench;

import io.fss.deploy.rig.Patience;
import java.util.List;

/** Groups that fire every second; measured is a window of whole seconds after the warm-up. */
final class Periodic implements Scenario {
  private static final long PAUSE_MS = 4_000;
  // The longest that one of them may take.
  private static final long ROOM_MS = 20_000;

  @Override
  public void run(Stage stage, Figures figures) throws InterruptedException {
    figures.put("ready_ms", stage.startServer().readyMs());
    List<ClientProcess> clients = stage.startClients();
    PeriodicPlan plan = plan(stage.options());
    Load load = new Load(stage, plan, clients);
    figures.put("create_per_second", load.create());
    Patience.until(plan.from());
    stage.store().forgetStatements();
    Meter before = Meter.read(stage);
    disturb(stage, plan);
    Patience.until(plan.to());
    Meter after = Meter.read(stage);
    figures.statements(stage.store().statements());
    load.awaitStarts();
    ClientResults results = load.results();
    Tally tally = load.tally(results);
    figures.spread(stage.booked());
    figures.outcome(plan, tally, results.lateness());
    if (stage.options().disturbance() == Disturbance.NONE) {
      figures.used(before, after, tally.executed());
    }
    // A platform that falls behind starts the last of the window after its end.
    long endUs = Math.max(plan.to() * 1_000, results.lastStartUs());
    figures.put("executions_per_second", tally.executed() * 1e6 / (endUs - plan.from() * 1_000));
  }

  /** One process of the platform after the other, as often as the window allows. */
  private static void disturb(Stage stage, PeriodicPlan plan) throws InterruptedException {
    BenchOptions options = stage.options();
    if (options.disturbance() == Disturbance.NONE) {
      return;
    }
    for (int next = 0; System.currentTimeMillis() + ROOM_MS < plan.to(); next++) {
      Patience.until(System.currentTimeMillis() + PAUSE_MS);
      stage.disturb(next % options.members());
    }
  }

  private static PeriodicPlan plan(BenchOptions options) {
    long second = 1_000;
    long first = System.currentTimeMillis() + options.lead().toMillis();
    return new PeriodicPlan(
        options.size(),
        (first + second - 1) / second * second,
        options.aligned(),
        options.warmup(),
        options.seconds());
  }
}
