package io.fss.deploy.bench;

import io.fss.deploy.rig.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What is to be measured and how.
 *
 * @param size groups of {@code periodic} and {@code idle}, tasks of {@code burst}, sessions of
 *     {@code beats}; 1-1000000
 * @param aligned periodic: all groups fire at the same instant of each second
 * @param statements whether a database server notes what each statement costs it
 * @param members processes of the platform, all with all roles, 1-8; several need a database server
 * @param disturbance periodic with several members: what is done to them during the window
 * @param clients client processes, 1-64
 * @param perProcess clients in one of them, each with its own session, 1-1000
 * @param mode how commands reach clients, as in {@code FSS_CLIENT_MODE}
 * @param capacity attempts a client runs at one time, 1-10000
 * @param seconds length of the measured window; a burst ends by itself
 * @param warmup periodic: seconds of the load before the window, 0-600
 * @param warmupTasks burst: tasks that run before those that are measured, 0-100000
 * @param lead time in which the groups are created before the first is due
 * @param serverJvm JVM options of the platform
 * @param clientJvm JVM options of a client
 * @param logs folder that the logs are kept in; null means that they go with the run
 */
record BenchOptions(
    Workload workload,
    int size,
    boolean aligned,
    Storage storage,
    boolean statements,
    int members,
    Disturbance disturbance,
    int clients,
    int perProcess,
    String mode,
    int capacity,
    int seconds,
    int warmup,
    int warmupTasks,
    Duration lead,
    List<String> serverJvm,
    List<String> clientJvm,
    Path logs) {
  /** The JVM options of the quickstart, where the folder with its scripts is known. */
  static final List<String> SERVER_JVM = serverJvm(System.getProperty("fss.benchmark.scripts"));

  // Every start is kept, in the clients and in the driver, to find what ran twice.
  private static final int MOST_STARTS = 2_000_000;

  static final List<String> CLIENT_JVM =
      List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static List<String> serverJvm(String scripts) {
    return scripts == null
        ? List.of("-Xmx256m")
        : List.of(
            "@" + scripts + "/server.jvm",
            "-XX:SharedArchiveFile=" + scripts + "/target/fss/fss.jsa");
  }

  BenchOptions {
    Objects.requireNonNull(storage, "storage");
    within(workload == Workload.BURST ? "tasks" : "groups", size, 1, 1_000_000);
    within("members", members, 1, 8);
    if (members > 1 && storage.kind() == Storage.Kind.SQLITE) {
      throw new IllegalArgumentException(
          "--members %d needs --db postgres or mariadb".formatted(members));
    }
    if (disturbance != Disturbance.NONE && (members < 2 || workload != Workload.PERIODIC)) {
      throw new IllegalArgumentException(
          "--disturb %s belongs to periodic with --members 2 or more"
              .formatted(disturbance.word()));
    }
    within("clients", clients, 1, 64);
    within("per-process", perProcess, 1, 1_000);
    if (!List.of("auto", "stream", "direct").contains(mode)) {
      throw new IllegalArgumentException(
          "--mode '%s' must be auto, stream or direct".formatted(mode));
    }
    within("capacity", capacity, 1, 10_000);
    within("seconds", seconds, 1, 86_400);
    within("warmup", warmup, 0, 600);
    within("warmup-tasks", warmupTasks, 0, 100_000);
    long starts = workload == Workload.PERIODIC ? (long) size * seconds : size;
    if (starts > MOST_STARTS) {
      throw new IllegalArgumentException(
          "--groups %d for --seconds %d is %d starts, must be at most %d"
              .formatted(size, seconds, starts, MOST_STARTS));
    }
    if (lead.toSeconds() < 1 || lead.toSeconds() > 3_600) {
      throw new IllegalArgumentException(
          "--lead %d must be 1 to 3600 seconds".formatted(lead.toSeconds()));
    }
    if (aligned && workload != Workload.PERIODIC) {
      throw new IllegalArgumentException("--aligned belongs to periodic");
    }
    serverJvm = List.copyOf(serverJvm);
    clientJvm = List.copyOf(clientJvm);
  }

  /** Long enough for slow machines; a run that is not ready in time says so and fails. */
  static Duration leadFor(int size) {
    return Duration.ofSeconds(8 + size / 1_000);
  }

  private static void within(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "--%s %d must be %d to %d".formatted(name, value, least, most));
    }
  }
}
