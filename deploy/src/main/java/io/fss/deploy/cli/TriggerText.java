package io.fss.deploy.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;

/** A trigger in one line. */
final class TriggerText {
  private TriggerText() {}

  static String of(JsonObject trigger) {
    String type = trigger.getString("type", "manual");
    return switch (type) {
      case "cron" -> "cron " + trigger.getString("expression") + " " + trigger.getString("zone");
      case "interval" -> "every " + every(trigger);
      case "once" -> "at " + trigger.getString("at");
      case "list" -> list(trigger.getJsonArray("at", new JsonArray()));
      case "daily" -> daily(trigger);
      default -> type;
    };
  }

  private static String list(JsonArray at) {
    String more = at.size() > 1 ? " +" + (at.size() - 1) : "";
    return "at " + (at.isEmpty() ? "" : at.getString(0)) + more;
  }

  private static String daily(JsonObject trigger) {
    return "every %s %s-%s %s"
        .formatted(
            length(trigger),
            trigger.getString("from"),
            trigger.getString("to"),
            trigger.getString("zone"));
  }

  private static String every(JsonObject trigger) {
    return length(trigger) + ("fixed-delay".equals(trigger.getString("mode")) ? " (delay)" : "");
  }

  private static String length(JsonObject trigger) {
    Duration every = Duration.ofMillis(trigger.getLong("everyMs", 0L));
    return every.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
