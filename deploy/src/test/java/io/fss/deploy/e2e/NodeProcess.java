package io.fss.deploy.e2e;

import io.fss.kernel.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A running copy of the sample client in Node.js. */
final class NodeProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path output;

  NodeProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** SIGTERM: it drains. */
  void askToEnd() {
    process.destroy();
  }

  /** SIGSTOP: it does nothing more, and notices nothing, until it is thawed. */
  void freeze() {
    signal("-STOP");
  }

  void thaw() {
    signal("-CONT");
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
      Await.until("the client has the signal " + name, () -> !kill.isAlive());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Returns when it has ended; answers its exit code. */
  int await() {
    Await.until("the client has ended; it said: " + said(), PATIENCE, () -> !process.isAlive());
    return process.exitValue();
  }

  String said() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitSaid(String text) {
    Await.until("the client said '" + text + "'", PATIENCE, () -> said().contains(text));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    await();
  }
}
