package io.fss.deploy.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A Java process of the run, with this program's class path. Its errors go to a log file. */
public final class Child implements AutoCloseable {
  // What only the driver needs, the database servers, stays out of the platform it measures.
  private static final String CLASS_PATH =
      System.getProperty("fss.rig.program", System.getProperty("java.class.path"));
  private static final int TAIL = 40;
  private static final int STOPS_WITHIN_S = 25;

  private final String name;
  private final Process process;
  private final Path log;

  private Child(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts one.
   *
   * @param environment variables on top of this process's own, whose {@code FSS_} ones are left out
   * @param log file that its errors are added to, and its output where that is not read
   * @param read whether its output is read through {@link #process()}
   */
  public static Child start(
      String name,
      List<String> jvm,
      List<String> program,
      Map<String, String> environment,
      Path log,
      boolean read) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-cp", CLASS_PATH));
    command.addAll(program);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("FSS_"));
    builder.environment().putAll(environment);
    ProcessBuilder.Redirect toLog = ProcessBuilder.Redirect.appendTo(log.toFile());
    builder.redirectError(toLog);
    if (!read) {
      builder.redirectOutput(toLog);
    }
    try {
      return new Child(name, builder.start(), log);
    } catch (IOException e) {
      throw new RunFailure("%s cannot be started: %s".formatted(name, e.getMessage()), e);
    }
  }

  public Process process() {
    return process;
  }

  public Usage usage() {
    requireAlive();
    return Usage.of(process.toHandle());
  }

  public void requireAlive() {
    if (!process.isAlive()) {
      throw new RunFailure("%s ended with exit code %d".formatted(name, process.exitValue()));
    }
  }

  /** Asks it to end and waits for that. */
  public void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOPS_WITHIN_S, TimeUnit.SECONDS)) {
      close();
      throw new RunFailure("%s did not stop within %d s".formatted(name, STOPS_WITHIN_S));
    }
  }

  /** {@code kill -9}: it gets no chance to say or to save anything; returns when it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(STOPS_WITHIN_S, TimeUnit.SECONDS);
  }

  /** Stops it in the middle of whatever it does; it does not notice. */
  public void freeze() throws InterruptedException {
    signal("STOP");
  }

  /** Lets a frozen one go on. */
  public void thaw() throws InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws InterruptedException {
    Signals.send(signal, process.pid());
  }

  /** The last lines it logged. */
  public List<String> tail() {
    try (var lines = Files.lines(log, StandardCharsets.UTF_8)) {
      List<String> all = lines.toList();
      return all.subList(Math.max(0, all.size() - TAIL), all.size());
    } catch (IOException e) {
      return List.of("no log of %s: %s".formatted(name, e.getMessage()));
    }
  }

  /** Ends it at once. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
