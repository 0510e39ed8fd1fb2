package io.fss.examples;

import io.fss.client.ClientOptions;
import io.fss.client.FssClient;
import io.fss.client.TaskGroup;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program that is nothing but a job. Asked to end, it lets what runs end first. */
public final class PlainMain {
  private static final Logger LOG = LoggerFactory.getLogger(PlainMain.class);

  private PlainMain() {}

  /** Runs until the process is asked to end. */
  public static void main(String[] args) {
    FssClient.create(ClientOptions.fromEnvironment("examples"))
        .blockingJob(
            "greet",
            task -> {
              LOG.info("good day to {}", task.plannedAt());
              return "greeted";
            })
        .declare(TaskGroup.fixedRate("greet-every-second", "greet", Duration.ofSeconds(1)))
        .closeOnShutdown()
        .start()
        .onFailure(failure -> LOG.error("cannot start", failure));
  }
}
