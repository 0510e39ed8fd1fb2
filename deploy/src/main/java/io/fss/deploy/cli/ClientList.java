package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists clients. */
@Command(name = "list")
final class ClientList extends ApiCommand {
  @Option(names = "--namespace", paramLabel = "NAMESPACE", descriptionKey = "filter.namespace")
  private String namespace;

  @Option(names = "--app", paramLabel = "APP", descriptionKey = "filter.app")
  private String app;

  @Option(names = "--online", descriptionKey = "filter.online")
  private boolean online;

  @Option(names = "--limit", paramLabel = "N", defaultValue = "1000")
  private int limit;

  @Option(names = "--after", paramLabel = "NEXT", descriptionKey = "filter.after")
  private String after;

  @Override
  void run(ApiClient api) {
    JsonObject page =
        api.get(
            new Query("/clients")
                .with("namespace", namespace)
                .with("app", app)
                .with("online", online ? true : null)
                .with("limit", limit)
                .with("after", after));
    print(page, () -> table(page));
  }

  private void table(JsonObject page) {
    Table table =
        new Table(
            "namespace",
            "app",
            "client",
            "mode",
            "online",
            "rule",
            "running",
            "capacity",
            "cpu",
            "heartbeat",
            "session");
    for (JsonObject client : Json.objects(page, "items")) {
      table.row(
          client,
          "namespace",
          "app",
          "client",
          "mode",
          "online",
          "rule.deed",
          "running",
          "capacity",
          "cpuLoad",
          "lastHeartbeatAt",
          "session");
    }
    table.print(out());
    tellMore(page, "--after");
  }
}
