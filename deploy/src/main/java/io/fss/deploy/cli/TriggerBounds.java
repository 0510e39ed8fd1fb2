package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** What bounds a trigger, whatever its kind. */
final class TriggerBounds {
  private static final List<String> SHARED =
      List.of("startAt", "endAt", "maxRuns", "jitterMs", "calendar");
  private static final Set<String> ZONED = Set.of("cron", "daily");
  private static final Set<String> COUNTED = Set.of("interval", "dynamic");

  @Option(names = "--zone", paramLabel = "ZONE")
  private String zone;

  @Option(names = "--first", paramLabel = "INSTANT")
  private String first;

  @Option(names = "--start", paramLabel = "INSTANT")
  private String start;

  @Option(names = "--end", paramLabel = "INSTANT")
  private String end;

  @Option(names = "--max-runs", paramLabel = "N")
  private Long maxRuns;

  @Option(names = "--jitter", paramLabel = "LENGTH", converter = Length.class)
  private Duration jitter;

  @Option(names = "--calendar", paramLabel = "CALENDAR")
  private String calendar;

  /** The trigger with these bounds. */
  JsonObject on(ApiCommand command, JsonObject trigger) {
    String type = trigger.getString("type");
    require(command, zone == null || ZONED.contains(type), "--zone", "--cron, --daily");
    require(command, first == null || COUNTED.contains(type), "--first", "--every, --dynamic");
    new Patch(trigger)
        .text("zone", zone)
        .text("firstAt", first)
        .text("startAt", start)
        .text("endAt", end)
        .any("maxRuns", maxRuns)
        .length("jitterMs", jitter)
        .text("calendar", calendar);
    return trigger;
  }

  private static void require(ApiCommand command, boolean holds, String option, String others) {
    if (!holds) {
      throw command.wrongUsage(Texts.of("error.goes.with", option, others));
    }
  }

  /** A trigger of another kind keeps the bounds that the old one had and it can have too. */
  static JsonObject keep(JsonObject old, JsonObject trigger) {
    if (trigger.getString("type").equals("manual")) {
      return trigger;
    }
    for (String name : SHARED) {
      new Patch(trigger).any(name, old.getValue(name));
    }
    return trigger.containsKey("zone")
        ? trigger.put("zone", old.getString("zone", "UTC"))
        : trigger;
  }
}
