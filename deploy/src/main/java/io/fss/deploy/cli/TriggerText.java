package io.fss.deploy.cli;

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
      default -> type;
    };
  }

  private static String every(JsonObject trigger) {
    Duration every = Duration.ofMillis(trigger.getLong("everyMs", 0L));
    String delay = "fixed-delay".equals(trigger.getString("mode")) ? " (delay)" : "";
    return every.toString().substring(2).toLowerCase(Locale.ROOT) + delay;
  }
}
