package io.fss.deploy.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One process from its start to its end, and whether that end was wanted. What is started in its
 * place has a life of its own, so that nobody takes the end of a process for that of its successor.
 */
final class Life {
  private static final int TAIL = 40;
  private static final int GONE_WITHIN_S = 30;

  private final String name;
  private final ProcessHandle handle;
  // Null for what others started: only its parent is told how it ended.
  private final Process process;
  private final Path log;
  private boolean wanted;

  private Life(String name, ProcessHandle handle, Process process, Path log) {
    this.name = name;
    this.handle = handle;
    this.process = process;
    this.log = log;
  }

  static Life of(String name, Process process, Path log) {
    return new Life(name, process.toHandle(), process, log);
  }

  static Life of(String name, long pid, Path log) {
    ProcessHandle handle =
        ProcessHandle.of(pid)
            .orElseThrow(
                () -> new RunFailure("%s ended while it started".formatted(name), tail(name, log)));
    return new Life(name, handle, null, log);
  }

  Process process() {
    if (process == null) {
      throw new IllegalStateException(name + " was started by others");
    }
    return process;
  }

  ProcessHandle handle() {
    return handle;
  }

  /**
   * Tells of its end unless that was wanted, also when it is over already.
   *
   * @return completed when its end was looked at
   */
  CompletableFuture<Void> watch(Consumer<RunFailure> alarm) {
    CompletableFuture<?> end = process == null ? handle.onExit() : process.onExit();
    return end.thenRun(
        () -> {
          if (!isWanted()) {
            alarm.accept(ended());
          }
        });
  }

  private synchronized boolean isWanted() {
    return wanted;
  }

  /**
   * Its end is wanted from now on.
   *
   * @throws RunFailure when it ended before it was wanted
   */
  synchronized void want() {
    requireAlive();
    wanted = true;
  }

  /** Its end is no matter any more, whenever it was. */
  synchronized void forget() {
    wanted = true;
  }

  void requireAlive() {
    if (!isAlive()) {
      throw ended();
    }
  }

  private boolean isAlive() {
    return process == null ? handle.isAlive() : process.isAlive();
  }

  private RunFailure ended() {
    return new RunFailure(
        process == null
            ? "%s ended by itself; only its parent knows how".formatted(name)
            : "%s ended by itself with exit code %d".formatted(name, process.exitValue()),
        tail());
  }

  /**
   * Holds how it ended against how it was ended: it may have died in the moment before.
   *
   * @throws RunFailure for any other exit code, if it can be known
   */
  void requireEnd(List<Integer> codes) {
    if (process != null && !codes.contains(process.exitValue())) {
      throw new RunFailure(
          "%s was to end with exit code %s, but ended with %d"
              .formatted(name, codes, process.exitValue()),
          tail());
    }
  }

  /** Waits for its end; false when it did not come within the limit. */
  boolean endsWithin(int seconds) throws InterruptedException {
    if (process != null) {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    }
    try {
      handle.onExit().get(seconds, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new RunFailure("%s cannot be waited for: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** Ends it at once and returns when it is gone, also in a thread that is interrupted. */
  void end() {
    forget();
    if (isAlive()) {
      handle.destroyForcibly();
      // Its files can go only when nobody writes them any more.
      handle
          .onExit()
          .thenApply(ProcessHandle::pid)
          .completeOnTimeout(handle.pid(), GONE_WITHIN_S, TimeUnit.SECONDS)
          .join();
    }
  }

  /** The last lines it logged. */
  List<String> tail() {
    return tail(name, log);
  }

  private static List<String> tail(String name, Path log) {
    if (log == null) {
      return List.of();
    }
    try (var lines = Files.lines(log, StandardCharsets.UTF_8)) {
      List<String> all = lines.toList();
      return all.subList(Math.max(0, all.size() - TAIL), all.size());
    } catch (IOException e) {
      return List.of("no log of %s: %s".formatted(name, e.getMessage()));
    }
  }
}
