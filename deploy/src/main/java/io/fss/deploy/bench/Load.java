package io.fss.deploy.bench;

import io.fss.deploy.rig.RunFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** One plan on its way: its groups, its clients and what came of it. */
final class Load {
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  // Longer than every fallback of the platform: what was not started by then is not coming.
  private static final Duration STALLED = Duration.ofSeconds(30);
  private static final Duration RECORDED_WITHIN = Duration.ofSeconds(15);

  private final Stage stage;
  private final Plan plan;
  private final List<ClientProcess> clients;
  private final String prefix = prefix();

  Load(Stage stage, Plan plan, List<ClientProcess> clients) {
    this.stage = stage;
    this.plan = plan;
    this.clients = clients;
  }

  /** A name that no earlier run in the same database had. */
  static String prefix() {
    return "b" + UUID.randomUUID().toString().replace("-", "").substring(0, 10);
  }

  /**
   * Tells the clients the window and creates the groups; answers groups per second.
   *
   * @throws RunFailure when the first was due before the last was created
   */
  double create() throws InterruptedException {
    for (ClientProcess client : clients) {
      client.window(plan);
    }
    double rate = stage.api().create(prefix, plan.groups(), plan::trigger);
    long late = System.currentTimeMillis() - plan.first();
    if (late > 0) {
      throw new RunFailure(
          "the first task was due %d ms before all groups were created; give more time with --lead"
              .formatted(late));
    }
    return rate;
  }

  /** Waits until everything expected was started, or nothing was for long. */
  void awaitStarts() throws InterruptedException {
    long counted = counted();
    long movedAt = System.nanoTime();
    while (counted < plan.expected() && System.nanoTime() - movedAt < STALLED.toNanos()) {
      Thread.sleep(LOOK_EVERY.toMillis());
      long now = counted();
      if (now > counted) {
        movedAt = System.nanoTime();
      }
      counted = now;
    }
  }

  private long counted() throws InterruptedException {
    long sum = 0;
    for (ClientProcess client : clients) {
      sum += client.counted();
    }
    return sum;
  }

  /** Everything the clients measured, as one. */
  ClientResults results() throws InterruptedException {
    Lateness lateness = new Lateness();
    long last = 0;
    List<Run> runs = new ArrayList<>();
    for (ClientProcess client : clients) {
      ClientResults one = client.results();
      lateness.add(one.lateness());
      last = Math.max(last, one.lastStartUs());
      runs.addAll(one.runs());
    }
    return new ClientResults(lateness, last, runs);
  }

  /** Holds it against the platform's records; waits for those that are still on their way. */
  Tally tally(ClientResults results) throws InterruptedException {
    long end = System.nanoTime() + RECORDED_WITHIN.toNanos();
    while (true) {
      // A row of skips begins with its first occurrence, which may be planned before the window.
      List<Ended> ended = stage.api().ended(prefix, plan.first(), plan.to());
      Tally tally = new Tally(plan).ran(results.runs()).recorded(ended);
      boolean complete = tally.unrecorded() == 0 && tally.lost() == 0;
      if (complete || System.nanoTime() - end > 0) {
        return tally;
      }
      Thread.sleep(LOOK_EVERY.toMillis());
    }
  }
}
