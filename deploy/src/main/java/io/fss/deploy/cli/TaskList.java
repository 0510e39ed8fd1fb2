package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists tasks, newest first. */
@Command(name = "list")
final class TaskList extends ApiCommand {
  @Option(names = "--group", paramLabel = "GROUP", descriptionKey = "filter.group")
  private String group;

  @Option(names = "--namespace", paramLabel = "NAMESPACE", descriptionKey = "filter.namespace")
  private String namespace;

  @Option(names = "--status", paramLabel = "STATUS", split = ",", descriptionKey = "filter.status")
  private List<String> statuses = List.of();

  @Option(names = "--client", paramLabel = "CLIENT", descriptionKey = "filter.client")
  private String client;

  @Option(names = "--parent", paramLabel = "TASK", descriptionKey = "filter.parent")
  private String parent;

  @Option(names = "--from", paramLabel = "INSTANT", descriptionKey = "filter.from")
  private String from;

  @Option(names = "--to", paramLabel = "INSTANT", descriptionKey = "filter.to")
  private String to;

  @Option(names = "--limit", paramLabel = "N", defaultValue = "50")
  private int limit;

  @Option(names = "--before", paramLabel = "NEXT", descriptionKey = "filter.before")
  private String before;

  @Override
  void run(ApiClient api) {
    JsonObject page =
        api.get(
            new Query("/tasks")
                .with("groupId", groupId(api))
                .with("namespace", namespace)
                .withAll("status", statuses.stream().map(s -> s.toUpperCase(Locale.ROOT)).toList())
                .with("client", client)
                .with("parent", parent)
                .with("from", from)
                .with("to", to)
                .with("limit", limit)
                .with("before", before));
    print(page, () -> table(page));
  }

  private String groupId(ApiClient api) {
    return group == null
        ? null
        : GroupChoice.id(api, group, namespace == null ? "default" : namespace);
  }

  private void table(JsonObject page) {
    Table table =
        new Table("id", "group", "status", "planned", "late", "took", "tries", "client", "message");
    for (JsonObject task : Json.objects(page, "items")) {
      table.row(
          task,
          "id",
          "group",
          "status",
          "plannedAt",
          "latenessMs",
          "durationMs",
          "tries",
          "client",
          "message");
    }
    table.print(out());
    tellMore(page, "--before");
  }
}
