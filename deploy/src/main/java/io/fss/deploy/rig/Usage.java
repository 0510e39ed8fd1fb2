package io.fss.deploy.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process has used so far.
 *
 * @param cpuSeconds user and system time of all its threads
 * @param rssMb resident memory in MiB; NaN where the system does not tell
 */
public record Usage(double cpuSeconds, double rssMb) {
  public static final Usage NOTHING = new Usage(0, Double.NaN);

  // USER_HZ, the unit of /proc/PID/stat; a constant of Linux' interface to programs.
  private static final double TICKS = 100;
  private static final int UTIME = 11; // fields behind the name of the program, from 0
  private static final int STIME = 12;
  private static final int CUTIME = 13;
  private static final int CSTIME = 14;

  /**
   * What a process and all its descendants have used, those that ended included; memory they share
   * is counted once.
   *
   * @param pid a process whose descendants are waited for by their parents
   */
  public static Usage ofTree(long pid) {
    ProcessHandle root = ProcessHandle.of(pid).orElseThrow(() -> gone(pid));
    double cpu = 0;
    double memory = 0;
    for (ProcessHandle process : Stream.concat(Stream.of(root), root.descendants()).toList()) {
      Path proc = Path.of("/proc", Long.toString(process.pid()));
      try {
        cpu += treeCpuSeconds(Files.readString(proc.resolve("stat")));
        memory += megabytes("Pss:", Files.readAllLines(proc.resolve("smaps_rollup")));
      } catch (IOException e) {
        // It ended meanwhile: from now on its parent counts it.
        if (process.isAlive()) {
          throw new UncheckedIOException("process %d cannot be read".formatted(process.pid()), e);
        }
      }
    }
    return new Usage(cpu, memory);
  }

  /** Of both together. */
  public Usage plus(Usage other) {
    return new Usage(cpuSeconds + other.cpuSeconds, rssMb + other.rssMb);
  }

  private static RunFailure gone(long pid) {
    return new RunFailure("process %d of the database has ended".formatted(pid));
  }

  /** Reads /proc, or asks the JVM where there is none. */
  public static Usage of(ProcessHandle process) {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    try {
      if (Files.isReadable(proc.resolve("stat"))) {
        return new Usage(
            cpuSeconds(Files.readString(proc.resolve("stat"))),
            rssMb(Files.readAllLines(proc.resolve("status"))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("process %d cannot be read".formatted(process.pid()), e);
    }
    double cpu =
        process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / 1_000_000_000.0;
    return new Usage(cpu, Double.NaN);
  }

  /** User and system time out of the line of {@code /proc/PID/stat}. */
  static double cpuSeconds(String stat) {
    // The program's name stands in brackets and may hold anything, brackets and blanks too.
    return seconds(stat, UTIME) + seconds(stat, STIME);
  }

  /** The same and that of its children that have ended. */
  static double treeCpuSeconds(String stat) {
    return cpuSeconds(stat) + seconds(stat, CUTIME) + seconds(stat, CSTIME);
  }

  private static double seconds(String stat, int field) {
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[field]) / TICKS;
  }

  /** Resident memory out of the lines of {@code /proc/PID/status}. */
  static double rssMb(List<String> status) {
    return megabytes("VmRSS:", status);
  }

  private static double megabytes(String key, List<String> lines) {
    for (String line : lines) {
      if (line.startsWith(key)) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
      }
    }
    return Double.NaN;
  }
}
