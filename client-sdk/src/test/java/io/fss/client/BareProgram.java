package io.fss.client;

import io.fss.client.testing.FakePlatform;
import org.slf4j.LoggerFactory;

/** A program that has nothing but what the client needs. */
public final class BareProgram {
  private BareProgram() {}

  /** Runs one job and tells its result and what it said. */
  public static void main(String[] args) {
    try (FakePlatform platform =
        FakePlatform.start(
            client ->
                client.blockingJob(
                    "report",
                    task -> {
                      LoggerFactory.getLogger("shop").info("to nobody");
                      task.log().info("to the task");
                      return "written";
                    }))) {
      System.out.println(platform.run("report").result() + " " + platform.ran().get(0).said());
    }
  }
}
