package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;

/** Lists namespaces. */
@Command(name = "list")
final class NamespaceList extends ApiCommand {
  @Override
  void run(ApiClient api) {
    JsonObject page = api.get(new Query("/namespaces"));
    print(page, () -> table(page));
  }

  private void table(JsonObject page) {
    Table table = new Table("namespace", "paused", "groups", "changed", "reason");
    for (JsonObject namespace : Json.objects(page, "items")) {
      table.row(namespace, "namespace", "paused", "groups", "changedAt", "reason");
    }
    table.print(out());
  }
}
