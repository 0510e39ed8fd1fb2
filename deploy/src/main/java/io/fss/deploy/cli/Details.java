package io.fss.deploy.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Prints one object field by field; lists are left to whoever knows them. */
final class Details {
  private Details() {}

  static void print(JsonObject item, PrintWriter out) {
    List<Map.Entry<String, Object>> fields =
        item.stream().filter(field -> !(field.getValue() instanceof JsonArray)).toList();
    int width = fields.stream().mapToInt(field -> field.getKey().length()).max().orElse(0);
    for (Map.Entry<String, Object> field : fields) {
      String padding = " ".repeat(width - field.getKey().length() + 2);
      out.println(field.getKey() + padding + Table.plain(text(field.getValue())));
    }
  }

  private static String text(Object value) {
    return value instanceof JsonObject object ? object.encode() : String.valueOf(value);
  }
}
