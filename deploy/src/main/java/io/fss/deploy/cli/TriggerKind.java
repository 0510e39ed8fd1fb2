package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Exactly one kind of trigger. */
final class TriggerKind {
  @Option(names = "--cron", paramLabel = "EXPRESSION")
  private String cron;

  @ArgGroup(exclusive = false)
  private Every every;

  @Option(names = "--at", paramLabel = "INSTANT", split = ",")
  private List<String> at = List.of();

  @ArgGroup(exclusive = false)
  private Daily daily;

  @ArgGroup(exclusive = false)
  private Dynamic dynamic;

  @Option(names = "--manual")
  private boolean manual;

  JsonObject json() {
    if (cron != null) {
      return type("cron").put("expression", cron).put("zone", "UTC");
    }
    if (every != null) {
      return every.json();
    }
    if (daily != null) {
      return daily.json();
    }
    if (dynamic != null && dynamic.chosen) {
      return dynamic.json();
    }
    if (!at.isEmpty()) {
      return at.size() == 1
          ? type("once").put("at", at.get(0))
          : type("list").put("at", Json.array(at));
    }
    if (manual) {
      return type("manual");
    }
    throw new IllegalStateException("the command line asks for exactly one trigger");
  }

  private static JsonObject type(String type) {
    return new JsonObject().put("type", type);
  }

  private static final class Every {
    @Option(names = "--every", paramLabel = "LENGTH", required = true, converter = Length.class)
    private Duration length;

    @Option(names = "--delay")
    private boolean delay;

    JsonObject json() {
      return type("interval")
          .put("everyMs", length.toMillis())
          .put("mode", delay ? "fixed-delay" : "fixed-rate");
    }
  }

  private static final class Daily {
    @Option(names = "--daily", paramLabel = "LENGTH", required = true, converter = Length.class)
    private Duration length;

    @Option(
        names = "--between",
        paramLabel = "FROM-TO",
        required = true,
        converter = DayPart.Reader.class)
    private DayPart between;

    @Option(names = "--on", paramLabel = "DAY", split = ",")
    private List<String> days = List.of();

    JsonObject json() {
      JsonObject json =
          type("daily")
              .put("everyMs", length.toMillis())
              .put("from", between.from())
              .put("to", between.to())
              .put("zone", "UTC");
      new Patch(json).list("weekdays", days);
      return json;
    }
  }

  private static final class Dynamic {
    @Option(names = "--dynamic", required = true)
    private boolean chosen;

    @Option(names = "--fallback", paramLabel = "LENGTH", converter = Length.class)
    private Duration fallback;

    JsonObject json() {
      JsonObject json = type("dynamic");
      new Patch(json).length("fallbackMs", fallback);
      return json;
    }
  }
}
