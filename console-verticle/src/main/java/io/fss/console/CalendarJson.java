package io.fss.console;

import io.fss.proto.bus.v1.CalendarInfo;
import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.bus.v1.DateRange;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Calendars in JSON; those that are read keep to the contract's schema. */
final class CalendarJson {
  private CalendarJson() {}

  static void write(CalendarInfo calendar, Fields fields) {
    CalendarSpec spec = calendar.getSpec();
    fields
        .text("namespace", spec.getNamespace())
        .text("name", spec.getName())
        .text("description", spec.getDescription())
        .text("zone", spec.getZone())
        .list("weekdays", Weekdays.names(spec.getWeekdaysList()))
        .list("excluded", spec.getExcludedList(), CalendarJson::range)
        .list("included", spec.getIncludedList(), CalendarJson::range)
        .always("version", calendar.getVersion())
        .instant("updatedAt", calendar.getUpdatedAtMs())
        .always("groups", calendar.getGroups());
  }

  private static void range(DateRange range, Fields fields) {
    fields.text("first", range.getFirst()).text("last", range.getLast());
  }

  static CalendarSpec read(String namespace, String name, JsonObject json) {
    return CalendarSpec.newBuilder()
        .setNamespace(namespace)
        .setName(name)
        .setDescription(json.getString("description", ""))
        .setZone(json.getString("zone", ""))
        .addAllWeekdays(Weekdays.read(json, "weekdays"))
        .addAllExcluded(readRanges(json, "excluded"))
        .addAllIncluded(readRanges(json, "included"))
        .build();
  }

  private static List<DateRange> readRanges(JsonObject json, String name) {
    return json.getJsonArray(name, new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .map(
            range ->
                DateRange.newBuilder()
                    .setFirst(range.getString("first"))
                    .setLast(range.getString("last", ""))
                    .build())
        .toList();
  }
}
