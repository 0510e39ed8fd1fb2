package io.fss.scheduler;

import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.bus.v1.DateRange;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A calendar as it is stored: a small JSON object, without namespace and name. */
final class CalendarText {
  private CalendarText() {}

  static String encode(CalendarSpec calendar) {
    JsonObject json = new JsonObject();
    text(json, "description", calendar.getDescription());
    text(json, "zone", calendar.getZone());
    if (calendar.getWeekdaysCount() > 0) {
      json.put("weekdays", new JsonArray(calendar.getWeekdaysList()));
    }
    ranges(json, "excluded", calendar.getExcludedList());
    ranges(json, "included", calendar.getIncludedList());
    return json.encode();
  }

  private static void text(JsonObject json, String key, String value) {
    if (!value.isEmpty()) {
      json.put(key, value);
    }
  }

  /** A single day is a text, a range an array of two. */
  private static void ranges(JsonObject json, String key, List<DateRange> ranges) {
    if (ranges.isEmpty()) {
      return;
    }
    JsonArray all = new JsonArray();
    for (DateRange range : ranges) {
      if (range.getLast().isEmpty()) {
        all.add(range.getFirst());
      } else {
        all.add(new JsonArray().add(range.getFirst()).add(range.getLast()));
      }
    }
    json.put(key, all);
  }

  /** Reads a stored calendar; an empty text is one whose days are all open. */
  static CalendarSpec decode(String text) {
    if (text.isEmpty()) {
      return CalendarSpec.getDefaultInstance();
    }
    JsonObject json = new JsonObject(text);
    CalendarSpec.Builder calendar =
        CalendarSpec.newBuilder()
            .setDescription(json.getString("description", ""))
            .setZone(json.getString("zone", ""));
    for (Object day : json.getJsonArray("weekdays", new JsonArray())) {
      calendar.addWeekdays(((Number) day).intValue());
    }
    for (Object range : json.getJsonArray("excluded", new JsonArray())) {
      calendar.addExcluded(range(range));
    }
    for (Object range : json.getJsonArray("included", new JsonArray())) {
      calendar.addIncluded(range(range));
    }
    return calendar.build();
  }

  private static DateRange range(Object json) {
    return json instanceof JsonArray both
        ? DateRange.newBuilder().setFirst(both.getString(0)).setLast(both.getString(1)).build()
        : DateRange.newBuilder().setFirst((String) json).build();
  }
}
