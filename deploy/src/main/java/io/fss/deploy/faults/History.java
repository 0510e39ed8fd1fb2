package io.fss.deploy.faults;

import io.fss.client.TaskContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * What a client does, line by line as {@link ProcessStory} reads it. A line is with the operating
 * system before the job goes on: killing the process takes nothing of it back.
 */
final class History {
  private static final long LOOK_NANOS = 100_000_000;
  private static final long AWAY_NANOS = 1_000_000_000;

  private final FileChannel file;

  History(Path path) throws IOException {
    this.file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** The job begins. */
  void start(TaskContext task) {
    write(
        "%s %d %d %s %d %d %d"
            .formatted(
                ProcessStory.START,
                task.taskId(),
                task.attempt(),
                task.group(),
                task.plannedAt().toEpochMilli(),
                System.currentTimeMillis(),
                System.nanoTime()));
    task.cancellation().onSuccess(reason -> told(task));
  }

  private void told(TaskContext task) {
    write(
        "%s %d %d %d"
            .formatted(ProcessStory.TOLD, task.taskId(), task.attempt(), System.nanoTime()));
  }

  /**
   * The job is about to end.
   *
   * @param outcome one word
   */
  void end(TaskContext task, String outcome) {
    write(
        "%s %d %d %s %d"
            .formatted(
                ProcessStory.END, task.taskId(), task.attempt(), outcome, System.nanoTime()));
  }

  /** Notes when this process did not run at all; returns at once. */
  void watchFreezes() {
    Thread thread = new Thread(this::watch, "history-freezes");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    long before = System.nanoTime();
    while (true) {
      LockSupport.parkNanos(LOOK_NANOS);
      long now = System.nanoTime();
      if (now - before > AWAY_NANOS) {
        write("%s %d %d".formatted(ProcessStory.FROZEN, before, now));
      }
      before = now;
    }
  }

  private synchronized void write(String line) {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
