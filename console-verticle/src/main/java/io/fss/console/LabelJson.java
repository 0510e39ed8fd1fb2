package io.fss.console;

import io.fss.kernel.Refusal;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Labels: objects of texts in bodies, {@code key=value} in queries. */
final class LabelJson {
  private LabelJson() {}

  static Map<String, String> read(JsonObject json) {
    Map<String, String> labels = new HashMap<>();
    json.forEach(label -> labels.put(label.getKey(), (String) label.getValue()));
    return labels;
  }

  /** The labels that a query asks for; none of them twice with different values. */
  static Map<String, String> filter(List<String> texts) {
    Map<String, String> labels = new HashMap<>();
    for (String text : texts) {
      int end = text.indexOf('=');
      String value = text.substring(end + 1);
      String other = labels.putIfAbsent(text.substring(0, end), value);
      if (other != null && !other.equals(value)) {
        throw Refusal.invalid("label", text, "must name each key once");
      }
    }
    return labels;
  }
}
