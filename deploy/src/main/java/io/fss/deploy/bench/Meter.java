package io.fss.deploy.bench;

import io.fss.deploy.rig.Usage;
import java.util.OptionalDouble;

/**
 * What the processes had used at one instant.
 *
 * @param commits transactions committed as the database server counts them, or, where it lives in
 *     the platform, as the platform does; empty where nobody counts
 */
record Meter(long nanos, Usage server, Usage database, double clientsCpu, OptionalDouble commits) {
  private static final String COMMITS = "fss_db_commits_total";

  /** Reads all of it; the platform's own counters cost it a few milliseconds. */
  static Meter read(Stage stage) throws InterruptedException {
    OptionalDouble counted = stage.store().commits();
    OptionalDouble commits = counted.isPresent() ? counted : sum(stage.api().metrics(), COMMITS);
    return new Meter(
        System.nanoTime(),
        stage.serverUsage(),
        stage.store().usage(),
        stage.clientsCpuSeconds(),
        commits);
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

  double databaseCpuSince(Meter before) {
    return database.cpuSeconds() - before.database.cpuSeconds();
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
