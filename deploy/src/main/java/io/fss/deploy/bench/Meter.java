package io.fss.deploy.bench;

import java.util.OptionalDouble;

/**
 * What the processes had used at one instant.
 *
 * @param commits transactions the platform had committed; empty where it does not count them
 */
record Meter(long nanos, Usage server, double clientsCpu, OptionalDouble commits) {
  private static final String COMMITS = "fss_db_commits_total";

  /** Reads all of it; the platform's own counters cost it a few milliseconds. */
  static Meter read(Stage stage) throws InterruptedException {
    OptionalDouble commits = sum(stage.api().metrics(), COMMITS);
    return new Meter(System.nanoTime(), stage.serverUsage(), stage.clientsCpuSeconds(), commits);
  }

  /** Sum of a counter over its labels; empty where there is none. */
  static OptionalDouble sum(String metrics, String name) {
    double sum = 0;
    boolean any = false;
    for (String line : metrics.lines().toList()) {
      if (line.startsWith(name + "{") || line.startsWith(name + " ")) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
        any = true;
      }
    }
    return any ? OptionalDouble.of(sum) : OptionalDouble.empty();
  }

  double secondsSince(Meter before) {
    return (nanos - before.nanos) / 1e9;
  }

  double serverCpuSince(Meter before) {
    return server.cpuSeconds() - before.server.cpuSeconds();
  }

  double clientsCpuSince(Meter before) {
    return clientsCpu - before.clientsCpu;
  }

  OptionalDouble commitsSince(Meter before) {
    return commits.isPresent() && before.commits.isPresent()
        ? OptionalDouble.of(commits.getAsDouble() - before.commits.getAsDouble())
        : OptionalDouble.empty();
  }
}
