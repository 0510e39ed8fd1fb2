package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates a task group. */
@Command(name = "create", sortOptions = false)
final class GroupCreate extends ApiCommand {
  @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "NAME")
  private String name;

  @Option(names = "--namespace", paramLabel = "NAMESPACE", defaultValue = "default")
  private String namespace;

  @Option(names = "--app", paramLabel = "APP", required = true)
  private String app;

  @Option(names = "--job", paramLabel = "JOB", required = true)
  private String job;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private TriggerOptions trigger;

  @Option(names = "--description", paramLabel = "TEXT")
  private String description;

  @Option(names = "--data", paramLabel = "JSON", converter = Json.class)
  private JsonObject data;

  @Option(names = "--max-tries", paramLabel = "N")
  private Integer maxTries;

  @Option(names = "--retry-delay", paramLabel = "LENGTH", converter = Length.class)
  private Duration retryDelay;

  @Option(names = "--lease", paramLabel = "LENGTH", converter = Length.class)
  private Duration lease;

  @Option(names = "--disabled")
  private boolean disabled;

  @Override
  void run(ApiClient api) {
    JsonObject made = api.post("/groups", body());
    print(made, () -> out().println(Texts.of("group.created", name, made.getString("id"))));
  }

  private JsonObject body() {
    JsonObject body =
        new JsonObject()
            .put("namespace", namespace)
            .put("name", name)
            .put("app", app)
            .put("job", job)
            .put("enabled", !disabled)
            .put("trigger", trigger.json())
            .put("policies", policies());
    put(body, "description", description);
    put(body, "data", data);
    return body;
  }

  private JsonObject policies() {
    JsonObject policies = new JsonObject();
    put(policies, "maxTries", maxTries);
    put(policies, "retryDelayMs", retryDelay == null ? null : retryDelay.toMillis());
    put(policies, "leaseMs", lease == null ? null : lease.toMillis());
    return policies;
  }

  private static void put(JsonObject json, String name, Object value) {
    if (value != null) {
      json.put(name, value);
    }
  }
}
