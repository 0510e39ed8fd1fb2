package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;

/** Lists what keeps work from clients. */
@Command(name = "rules")
final class ClientRules extends ApiCommand {
  @Override
  void run(ApiClient api) {
    JsonObject page = api.get(new Query("/clients/rules"));
    print(page, () -> table(page));
  }

  private void table(JsonObject page) {
    Table table = new Table("namespace", "app", "client", "session", "rule", "changed", "reason");
    for (JsonObject rule : Json.objects(page, "items")) {
      table.row(rule, "namespace", "app", "client", "session", "deed", "since", "reason");
    }
    table.print(out());
  }
}
