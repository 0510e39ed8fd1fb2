package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Option(names = "--disabled")
  private boolean disabled;

  @ArgGroup(exclusive = true, multiplicity = "1", headingKey = "heading.trigger", order = 1)
  private TriggerKind trigger;

  @Mixin private GroupOptions options;

  @Override
  void run(ApiClient api) {
    JsonObject made = api.post("/groups", body());
    print(made, () -> out().println(Texts.of("group.created", name, made.getString("id"))));
  }

  private JsonObject body() {
    return options.on(
        this,
        new JsonObject()
            .put("namespace", namespace)
            .put("name", name)
            .put("app", app)
            .put("job", job)
            .put("enabled", !disabled)
            .put("trigger", trigger.json()));
  }
}
