package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists task groups. */
@Command(name = "list")
final class GroupList extends ApiCommand {
  @Option(names = "--namespace", paramLabel = "NAMESPACE", descriptionKey = "filter.namespace")
  private String namespace;

  @Option(names = "--app", paramLabel = "APP", descriptionKey = "filter.app")
  private String app;

  @Option(names = "--job", paramLabel = "JOB", descriptionKey = "filter.job")
  private String job;

  @Option(names = "--text", paramLabel = "TEXT", descriptionKey = "filter.text")
  private String text;

  @Option(names = "--label", paramLabel = "KEY=VALUE", descriptionKey = "filter.label")
  private List<String> labels = List.of();

  @ArgGroup(exclusive = true)
  private State state;

  @Option(names = "--limit", paramLabel = "N", defaultValue = "50")
  private int limit;

  @Option(names = "--after", paramLabel = "NEXT", descriptionKey = "filter.after")
  private String after;

  @Override
  void run(ApiClient api) {
    JsonObject page =
        api.get(
            new Query("/groups")
                .with("namespace", namespace)
                .with("app", app)
                .with("job", job)
                .with("text", text)
                .withAll("label", labels)
                .with("enabled", state == null ? null : state.enabled && !state.disabled)
                .with("limit", limit)
                .with("after", after));
    print(page, () -> table(page));
  }

  private void table(JsonObject page) {
    Table table =
        new Table("id", "namespace", "name", "app", "job", "trigger", "enabled", "next", "last");
    for (JsonObject group : Json.objects(page, "items")) {
      table.row(
          group.put("trigger", TriggerText.of(group.getJsonObject("trigger", new JsonObject()))),
          "id",
          "namespace",
          "name",
          "app",
          "job",
          "trigger",
          "enabled",
          "nextRunAt",
          "lastStatus");
    }
    table.print(out());
    tellMore(page, "--after");
  }

  private static final class State {
    @Option(names = "--enabled", descriptionKey = "filter.enabled")
    private boolean enabled;

    @Option(names = "--disabled", descriptionKey = "filter.disabled")
    private boolean disabled;
  }
}
