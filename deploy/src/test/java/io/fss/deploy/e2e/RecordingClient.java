package io.fss.deploy.e2e;

import io.fss.client.ClientOptions;
import io.fss.client.FssClient;
import io.fss.client.TaskContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * A client whose job writes a line to a file when it starts and when it ends: what happened, as the
 * client saw it, whatever the platform believes. No job ends while the file {@code hold} exists.
 */
final class RecordingClient {
  private static final long WORK_MS = 200;

  private RecordingClient() {}

  public static void main(String[] args) {
    Path file = Path.of(args[0]);
    Vertx vertx = Vertx.vertx();
    FssClient.create(vertx, ClientOptions.fromEnvironment("e2e"))
        .job("record", task -> record(vertx, file, task))
        .closeOnShutdown()
        .start();
  }

  private static Future<String> record(Vertx vertx, Path file, TaskContext task) {
    write(file, "start", task);
    task.log().info(said(task.taskId()));
    return work(vertx, file.resolveSibling("hold"))
        .map(
            done -> {
              write(file, "end", task);
              return "recorded";
            });
  }

  /** What the job says in its log. */
  static String said(long task) {
    return "recording task " + task;
  }

  private static Future<Void> work(Vertx vertx, Path hold) {
    return vertx
        .timer(WORK_MS, TimeUnit.MILLISECONDS)
        .compose(worked -> Files.exists(hold) ? work(vertx, hold) : Future.<Void>succeededFuture());
  }

  private static void write(Path file, String what, TaskContext task) {
    long now = System.currentTimeMillis();
    long planned = task.plannedAt().toEpochMilli();
    String line =
        "%s %d %d %d %d %s\n"
            .formatted(
                what, task.taskId(), task.attempt(), planned, now, planned > now ? "early" : "ok");
    try {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
