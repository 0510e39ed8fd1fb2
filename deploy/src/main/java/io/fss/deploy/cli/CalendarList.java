package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists calendars. */
@Command(name = "list")
final class CalendarList extends ApiCommand {
  @Option(names = "--namespace", paramLabel = "NAMESPACE", descriptionKey = "filter.namespace")
  private String namespace;

  @Override
  void run(ApiClient api) {
    JsonObject page = api.get(new Query("/calendars").with("namespace", namespace));
    print(page, () -> table(page));
  }

  private void table(JsonObject page) {
    Table table = new Table("namespace", "name", "zone", "groups", "updated", "description");
    for (JsonObject calendar : Json.objects(page, "items")) {
      table.row(calendar, "namespace", "name", "zone", "groups", "updatedAt", "description");
    }
    table.print(out());
  }
}
