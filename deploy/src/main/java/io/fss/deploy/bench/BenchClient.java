package io.fss.deploy.bench;

import io.fss.client.ClientOptions;
import io.fss.client.FssClient;
import io.fss.client.TaskContext;
import io.vertx.core.Future;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A client process of a run: its job notes when it was started and does nothing else. It is told by
 * lines on its input and answers by lines: {@code window FROM TO}, {@code counted}, {@code
 * results}; it ends with its input.
 */
public final class BenchClient {
  static final String APP = "benchmark";
  static final String JOB = "note";
  static final String READY = "ready";
  // The JVM, or a library that starts, may write lines of its own to the same output.
  static final String MARK = "bench ";
  private static final int READY_WITHIN_S = 60;
  private static final int CLOSED_WITHIN_S = 10;

  private final Recorder recorder = new Recorder();
  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

  private BenchClient() {}

  /** Runs until the input ends. Reads the variables {@code FSS_CLIENT_*}. */
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    new BenchClient().run();
  }

  private void run()
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    FssClient client = FssClient.create(ClientOptions.fromEnvironment(APP)).job(JOB, this::note);
    wait(client.start(), READY_WITHIN_S);
    say(READY);
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        answer(line.split(" "));
      }
    }
    wait(client.close(Duration.ZERO), CLOSED_WITHIN_S);
  }

  private static void wait(Future<Void> future, int seconds)
      throws InterruptedException, ExecutionException, TimeoutException {
    future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
  }

  private Future<Void> note(TaskContext task) {
    Instant now = Instant.now();
    String group = task.group();
    int number = Integer.parseInt(group.substring(group.lastIndexOf('-') + 1));
    recorder.started(task.taskId(), number, task.plannedAt(), now);
    return Future.succeededFuture();
  }

  private void answer(String[] words) {
    switch (words[0]) {
      case "window" -> {
        recorder.window(Long.parseLong(words[1]), Long.parseLong(words[2]));
        say("ok");
      }
      case "counted" -> say(Long.toString(recorder.counted()));
      case "results" -> recorder.results().lines().forEach(this::say);
      default -> say("unknown: " + words[0]);
    }
  }

  private void say(String line) {
    out.println(MARK + line);
  }
}
