package io.fss.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/** One page of a list. */
final class Page {
  private Page() {}

  /**
   * The answer.
   *
   * @param next where the next page starts, null on the last one
   */
  static <T> Answer of(List<T> items, Function<T, JsonObject> writer, String next) {
    JsonArray array = new JsonArray();
    items.forEach(item -> array.add(writer.apply(item)));
    return Answer.ok(new JsonObject().put("items", array).put("next", next));
  }
}
