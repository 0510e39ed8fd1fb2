package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** How hard the platform tries, and what happens when things do not go as planned. */
final class PolicyOptions {
  @Option(names = "--max-tries", paramLabel = "N")
  private Integer maxTries;

  @Option(names = "--retry-delay", paramLabel = "LENGTH", converter = Length.class)
  private Duration retryDelay;

  @Option(names = "--retry-backoff", paramLabel = "HOW")
  private String retryBackoff;

  @Option(names = "--retry-max-delay", paramLabel = "LENGTH", converter = Length.class)
  private Duration retryMaxDelay;

  @Option(names = "--retry-jitter", paramLabel = "PERCENT")
  private Integer retryJitter;

  @Option(names = "--retry-on", paramLabel = "END", split = ",")
  private List<String> retryOn = List.of();

  @Option(names = "--retry-elsewhere", negatable = true, fallbackValue = "true")
  private Boolean retryElsewhere;

  @Option(names = "--lease", paramLabel = "LENGTH", converter = Length.class)
  private Duration lease;

  @Option(names = "--misfire", paramLabel = "HOW")
  private String misfire;

  @Option(names = "--misfire-window", paramLabel = "LENGTH", converter = Length.class)
  private Duration misfireWindow;

  @Option(names = "--misfire-limit", paramLabel = "N")
  private Integer misfireLimit;

  @Option(names = "--overlap", paramLabel = "HOW")
  private String overlap;

  @Option(names = "--overlap-limit", paramLabel = "N")
  private Integer overlapLimit;

  @Option(names = "--dispatch-timeout", paramLabel = "LENGTH", converter = Length.class)
  private Duration dispatchTimeout;

  @Option(names = "--run-timeout", paramLabel = "LENGTH", converter = Length.class)
  private Duration runTimeout;

  @Option(names = "--progress-timeout", paramLabel = "LENGTH", converter = Length.class)
  private Duration progressTimeout;

  @Option(names = "--client-wait", paramLabel = "LENGTH", converter = Length.class)
  private Duration clientWait;

  @Option(names = "--finish-within", paramLabel = "LENGTH", converter = Length.class)
  private Duration finishWithin;

  @Option(names = "--priority", paramLabel = "N")
  private Integer priority;

  @Option(names = "--route", paramLabel = "HOW")
  private String route;

  @Option(names = "--route-key", paramLabel = "FIELD")
  private String routeKey;

  @Option(names = "--route-label", paramLabel = "NAME=VALUE")
  private List<String> routeLabels = List.of();

  @Option(names = "--route-client", paramLabel = "CLIENT")
  private String routeClient;

  @Option(names = "--shards", paramLabel = "N")
  private Integer shards;

  /** The policies with what the command line says of them. */
  JsonObject on(JsonObject policies) {
    Patch patch = new Patch(policies);
    retries(patch);
    patch
        .length("leaseMs", lease)
        .text("misfire", misfire)
        .length("misfireWindowMs", misfireWindow)
        .any("misfireLimit", misfireLimit)
        .text("overlap", overlap)
        .any("overlapLimit", overlapLimit)
        .length("dispatchTimeoutMs", dispatchTimeout)
        .length("runTimeoutMs", runTimeout)
        .length("progressTimeoutMs", progressTimeout)
        .length("clientWaitMs", clientWait)
        .length("finishWithinMs", finishWithin)
        .any("priority", priority)
        .text("route", route)
        .text("routeKey", routeKey)
        .list("routeLabels", routeLabels)
        .text("routeClient", routeClient)
        .any("shards", shards);
    return policies;
  }

  private void retries(Patch patch) {
    patch
        .any("maxTries", maxTries)
        .length("retryDelayMs", retryDelay)
        .text("retryBackoff", retryBackoff)
        .length("retryMaxDelayMs", retryMaxDelay)
        .any("retryJitterPercent", retryJitter)
        .list("retryOn", retryOn)
        .any("retryElsewhere", retryElsewhere);
  }
}
