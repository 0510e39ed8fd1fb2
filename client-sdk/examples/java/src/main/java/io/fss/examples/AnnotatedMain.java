package io.fss.examples;

import io.fss.client.ClientOptions;
import io.fss.client.FssClient;
import io.fss.client.Retries;
import io.fss.client.Routing;
import io.fss.client.TaskGroup;
import io.fss.client.TaskPolicies;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jobs that are methods of an object; what they run for is declared beside them. */
public final class AnnotatedMain {
  private static final Logger LOG = LoggerFactory.getLogger(AnnotatedMain.class);

  private AnnotatedMain() {}

  /** Runs until the process is asked to end. */
  public static void main(String[] args) {
    jobs(FssClient.create(ClientOptions.fromEnvironment("examples")), Clock.systemUTC())
        .closeOnShutdown()
        .start()
        .onFailure(failure -> LOG.error("cannot start", failure));
  }

  /** The same for the program and for its tests. */
  static FssClient jobs(FssClient client, Clock clock) {
    return client
        .jobs(new MailJobs(clock))
        .declare(
            TaskGroup.manual("mails", "send-mail")
                .withPolicies(
                    TaskPolicies.DEFAULT.withRetries(
                        Retries.upTo(3)
                            .withExponentialDelay(Duration.ofSeconds(10), Duration.ofMinutes(5)))),
            TaskGroup.cron("newsletter", "send-newsletter", "0 0 8 ? * MON")
                .withPolicies(TaskPolicies.DEFAULT.withRouting(Routing.sharding(4))),
            TaskGroup.dynamic("inbox", "read-inbox", Duration.ofMinutes(1)));
  }
}
