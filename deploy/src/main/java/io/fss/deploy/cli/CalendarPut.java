package io.fss.deploy.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Creates a calendar, or replaces the one that is there, unless somebody else was quicker. */
@Command(name = "put", sortOptions = false)
final class CalendarPut extends ApiCommand {
  @Mixin private CalendarChoice calendar;

  @Option(names = "--description", paramLabel = "TEXT")
  private String description;

  @Option(names = "--zone", paramLabel = "ZONE", descriptionKey = "calendar.zone")
  private String zone;

  @Option(names = "--weekdays", paramLabel = "DAY", split = ",")
  private List<String> weekdays = List.of();

  @Option(names = "--exclude", paramLabel = "DAY[..DAY]", split = ",")
  private List<String> excluded = List.of();

  @Option(names = "--include", paramLabel = "DAY[..DAY]", split = ",")
  private List<String> included = List.of();

  @Override
  void run(ApiClient api) {
    JsonObject stored = api.put(calendar.path(), etag(api), body());
    print(stored, () -> out().println(Texts.of("calendar.stored", calendar.named())));
  }

  /** The tag of the calendar that is there; empty when there is none. */
  private String etag(ApiClient api) {
    Query query = new Query("/calendars").with("namespace", calendar.namespace());
    return Json.objects(api.get(query), "items").stream()
        .filter(found -> calendar.named().equals(found.getString("name")))
        .map(found -> "\"" + found.getLong("version") + "\"")
        .findFirst()
        .orElse("");
  }

  private JsonObject body() {
    JsonObject body = new JsonObject();
    new Patch(body)
        .any("description", description)
        .any("zone", zone)
        .list("weekdays", weekdays)
        .any("excluded", ranges(excluded))
        .any("included", ranges(included));
    return body;
  }

  private static JsonArray ranges(List<String> texts) {
    JsonArray ranges = new JsonArray();
    for (String text : texts) {
      int between = text.indexOf("..");
      JsonObject range = new JsonObject();
      ranges.add(
          between < 0
              ? range.put("first", text)
              : range
                  .put("first", text.substring(0, between))
                  .put("last", text.substring(between + 2)));
    }
    return ranges;
  }
}
