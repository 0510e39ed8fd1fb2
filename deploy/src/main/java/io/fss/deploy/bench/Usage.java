package io.fss.deploy.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a process has used so far.
 *
 * @param cpuSeconds user and system time of all its threads
 * @param rssMb resident memory in MiB; NaN where the system does not tell
 */
record Usage(double cpuSeconds, double rssMb) {
  // USER_HZ, the unit of /proc/PID/stat; a constant of Linux' interface to programs.
  private static final double TICKS = 100;
  private static final int UTIME = 11; // fields behind the name of the program, from 0
  private static final int STIME = 12;

  /** Reads /proc, or asks the JVM where there is none. */
  static Usage of(ProcessHandle process) {
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
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) / TICKS;
  }

  /** Resident memory out of the lines of {@code /proc/PID/status}. */
  static double rssMb(List<String> status) {
    for (String line : status) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
      }
    }
    return Double.NaN;
  }
}
