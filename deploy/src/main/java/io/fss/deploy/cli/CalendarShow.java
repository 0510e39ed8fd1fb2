package io.fss.deploy.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows one calendar with its days. */
@Command(name = "show")
final class CalendarShow extends ApiCommand {
  @Mixin private CalendarChoice calendar;

  @Override
  void run(ApiClient api) {
    JsonObject found = api.get(new Query(calendar.path()));
    print(found, () -> details(found));
  }

  private void details(JsonObject found) {
    Details.print(found, out());
    JsonArray weekdays = found.getJsonArray("weekdays", new JsonArray());
    if (!weekdays.isEmpty()) {
      out().println();
      out().println(Texts.of("calendar.weekdays", String.join(", ", Json.texts(weekdays))));
    }
    ranges(found, "excluded");
    ranges(found, "included");
  }

  private void ranges(JsonObject found, String name) {
    if (!Json.objects(found, name).isEmpty()) {
      out().println();
      Table table = new Table(name, "last.day");
      Json.objects(found, name).forEach(range -> table.row(range, "first", "last"));
      table.print(out());
    }
  }
}
