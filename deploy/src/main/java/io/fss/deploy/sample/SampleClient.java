package io.fss.deploy.sample;

import io.fss.client.ClientOptions;
import io.fss.client.FssClient;
import io.fss.client.Retries;
import io.fss.client.TaskContext;
import io.fss.client.TaskGroup;
import io.fss.client.TaskPolicies;
import io.fss.client.Timeouts;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Four jobs: a cron job, one with progress and logs, one that moves itself, one that fails. */
public final class SampleClient {
  private SampleClient() {}

  /** Runs until the process is asked to stop. Reads the variables {@code FSS_CLIENT_*}. */
  public static void main(String[] args) {
    FssClient.create(ClientOptions.fromEnvironment("sample"))
        .job("greet", SampleClient::greet)
        .blockingJob("import", SampleClient::importRecords)
        .job("poll", SampleClient::poll)
        .job("charge", SampleClient::charge)
        .declare(
            TaskGroup.cron("greet-every-5s", "greet", "*/5 * * * * ?"),
            TaskGroup.fixedRate("import-every-8s", "import", Duration.ofSeconds(8)),
            TaskGroup.dynamic("poll-when-due", "poll", Duration.ofSeconds(10)),
            TaskGroup.fixedDelay("charge-cards", "charge", Duration.ofSeconds(7))
                .withPolicies(
                    TaskPolicies.DEFAULT
                        .withRetries(Retries.upTo(2).withDelay(Duration.ofSeconds(1)))
                        .withTimeouts(Timeouts.NONE.withRun(Duration.ofMinutes(1))))
                .withLabels(Map.of("team", "payments")))
        .closeOnShutdown()
        .start();
  }

  private static Future<String> greet(TaskContext task) {
    task.log().info("good day to occurrence " + task.plannedAt());
    return Future.succeededFuture("greeted");
  }

  private static String importRecords(TaskContext task) throws InterruptedException {
    for (int part = 1; part <= 4 && !task.isCancelled(); part++) {
      TimeUnit.MILLISECONDS.sleep(250);
      task.progress(part * 25, part + " of 4 files");
      task.log().info("file " + part + " of 4 imported");
    }
    return task.isCancelled() ? "stopped half way" : "4 files imported";
  }

  /** Polls faster while there is something to do: it moves its own next time. */
  private static Future<String> poll(TaskContext task) {
    int round = task.data().getInteger("round", 0) + 1;
    Duration pause = Duration.ofSeconds(2 + round % 3 * 2L);
    task.data(new JsonObject().put("round", round));
    task.nextAt(Instant.now().plus(pause));
    task.log().info("round " + round + ", next in " + pause.toSeconds() + " s");
    return Future.succeededFuture("round " + round);
  }

  private static Future<String> charge(TaskContext task) {
    // Every third card is refused at first; the second try goes through.
    if (task.taskId() % 3 == 0 && task.tryNumber() == 1) {
      return Future.failedFuture(new IllegalStateException("the bank did not answer"));
    }
    task.log().info("card charged at try " + task.tryNumber());
    return Future.succeededFuture("charged");
  }
}
