package io.fss.deploy.bench;

import io.fss.client.ClientOptions;
import io.fss.client.FssClient;
import io.fss.client.TaskContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A client process of a run: its job notes when it was started and does nothing else. It is told by
 * lines on its input and answers by lines: {@code window FROM TO}, {@code counted}, {@code
 * results}; it ends with its input.
 */
public final class BenchClient {
  static final String APP = "benchmark";
  static final String JOB = "note";
  private static final int READY_WITHIN_S = 60;
  private static final int CLOSED_WITHIN_S = 10;
  private static final int LOOPS = 2;

  private final Recorder recorder = new Recorder();
  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

  private BenchClient() {}

  /**
   * Runs until the input ends. Reads the variables {@code FSS_CLIENT_*}; the argument is how many
   * clients it is, of which each has its own session and connections.
   */
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    new BenchClient().run(Integer.parseInt(args[0]));
  }

  private void run(int copies)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    List<FssClient> clients = clients(copies);
    wait(all(clients, FssClient::start), READY_WITHIN_S);
    say(Dialogue.READY);
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        answer(line.split(" "));
      }
    }
    wait(all(clients, client -> client.close(Duration.ZERO)), CLOSED_WITHIN_S);
  }

  private List<FssClient> clients(int copies) {
    ClientOptions options = ClientOptions.fromEnvironment(APP);
    if (copies == 1) {
      return List.of(FssClient.create(options).job(JOB, this::note));
    }
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));
    return IntStream.rangeClosed(1, copies)
        .mapToObj(
            copy ->
                FssClient.create(vertx, options.withName(options.name() + "-" + copy))
                    .job(JOB, this::note))
        .toList();
  }

  private static Future<Void> all(List<FssClient> clients, Function<FssClient, Future<Void>> deed) {
    return Future.all(clients.stream().map(deed).toList()).mapEmpty();
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
    out.println(Dialogue.MARK + line);
  }
}
