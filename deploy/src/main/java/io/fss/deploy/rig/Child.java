package io.fss.deploy.rig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A process of the run. Its errors go to a log file. */
public final class Child implements AutoCloseable {
  // What only the driver needs, the database servers, stays out of the platform it measures.
  private static final String CLASS_PATH =
      System.getProperty("fss.rig.program", System.getProperty("java.class.path"));
  private static final int STOPS_WITHIN_S = 25;
  private static final int SIGKILLED = 128 + 9;
  private static final int SIGTERMED = 128 + 15;

  private final String name;
  private final Life life;

  private Child(String name, Life life) {
    this.name = name;
    this.life = life;
  }

  /** Starts a Java process, as the one below does, here. */
  public static Child start(
      String name,
      List<String> jvm,
      List<String> program,
      Map<String, String> environment,
      Path log,
      boolean read) {
    return start(name, List.of(), jvm, program, environment, log, read);
  }

  /**
   * Starts a Java process with this program's class path.
   *
   * @param inside what the command begins with, to be run where it is to be; may be empty
   * @param environment variables on top of this process's own, whose {@code FSS_} ones are left out
   * @param log file that its errors are added to, and its output where that is not read
   * @param read whether its output is read through {@link #process()}
   */
  public static Child start(
      String name,
      List<String> inside,
      List<String> jvm,
      List<String> program,
      Map<String, String> environment,
      Path log,
      boolean read) {
    List<String> command = new ArrayList<>(inside);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-cp", CLASS_PATH));
    command.addAll(program);
    return startCommand(name, command, environment, log, read);
  }

  /** Starts any program, as {@link #start} does. */
  static Child startCommand(
      String name, List<String> command, Map<String, String> environment, Path log, boolean read) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(variable -> variable.startsWith("FSS_"));
    builder.environment().putAll(environment);
    ProcessBuilder.Redirect toLog = ProcessBuilder.Redirect.appendTo(log.toFile());
    builder.redirectError(toLog);
    if (!read) {
      builder.redirectOutput(toLog);
    }
    try {
      return new Child(name, Life.of(name, builder.start(), log));
    } catch (IOException e) {
      throw new RunFailure("%s cannot be started: %s".formatted(name, e.getMessage()), e);
    }
  }

  /**
   * Takes on what others have started; how it ends is not known.
   *
   * @param log null where it has none
   * @throws RunFailure when there is no such process
   */
  static Child adopt(String name, long pid, Path log) {
    return new Child(name, Life.of(name, pid, log));
  }

  public Process process() {
    return life.process();
  }

  long pid() {
    return life.handle().pid();
  }

  public Usage usage() {
    requireAlive();
    return Usage.of(life.handle());
  }

  public void requireAlive() {
    life.requireAlive();
  }

  /**
   * Tells of its end unless it was stopped, killed or closed, also when it is over already.
   *
   * @return completed when its end was looked at
   */
  CompletableFuture<Void> watch(Consumer<RunFailure> alarm) {
    return life.watch(alarm);
  }

  /** Others are about to end it. */
  void letEnd() {
    life.want();
  }

  /** Its end is no matter any more. */
  void forget() {
    life.forget();
  }

  /**
   * Asks it to end and waits for that.
   *
   * @throws RunFailure when it does not, or had ended before it was asked
   */
  public void stop() throws InterruptedException {
    life.want();
    life.handle().destroy();
    if (!life.endsWithin(STOPS_WITHIN_S)) {
      close();
      throw new RunFailure("%s did not stop within %d s".formatted(name, STOPS_WITHIN_S));
    }
    life.requireEnd(List.of(0, SIGTERMED));
  }

  /**
   * {@code kill -9}: it gets no chance to say or to save anything; returns when it is gone.
   *
   * @throws RunFailure when it had ended before
   */
  public void kill() throws InterruptedException {
    life.want();
    life.handle().destroyForcibly();
    if (!life.endsWithin(STOPS_WITHIN_S)) {
      throw new RunFailure("%s was not gone within %d s".formatted(name, STOPS_WITHIN_S));
    }
    life.requireEnd(List.of(SIGKILLED));
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
    requireAlive();
    Signals.send(signal, pid());
  }

  /** The last lines it logged. */
  public List<String> tail() {
    return life.tail();
  }

  /** Ends it at once, and returns when it is gone. */
  @Override
  public void close() {
    life.end();
  }
}
