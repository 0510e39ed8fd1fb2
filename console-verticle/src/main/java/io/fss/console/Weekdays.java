package io.fss.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DayOfWeek;
import java.util.List;
import java.util.Locale;

/** Days of the week: numbers from Monday on the bus, names in the API. */
final class Weekdays {
  private Weekdays() {}

  static List<String> names(List<Integer> numbers) {
    return numbers.stream()
        .map(number -> DayOfWeek.of(number).name().toLowerCase(Locale.ROOT))
        .toList();
  }

  /** The days a field names; none when it is missing. */
  static List<Integer> read(JsonObject json, String name) {
    return json.getJsonArray(name, new JsonArray()).stream()
        .map(day -> DayOfWeek.valueOf(((String) day).toUpperCase(Locale.ROOT)).getValue())
        .toList();
  }
}
