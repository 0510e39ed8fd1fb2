package io.fss.deploy.cli;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Exactly one kind of trigger. */
final class TriggerOptions {
  @ArgGroup(exclusive = false)
  private Cron cron;

  @ArgGroup(exclusive = false)
  private Every every;

  @Option(names = "--at", paramLabel = "INSTANT")
  private String at;

  @ArgGroup(exclusive = false)
  private Dynamic dynamic;

  @Option(names = "--manual")
  private boolean manual;

  JsonObject json() {
    if (cron != null) {
      return cron.json();
    }
    if (every != null) {
      return every.json();
    }
    if (dynamic != null && dynamic.chosen) {
      return dynamic.json();
    }
    if (at != null) {
      return type("once").put("at", at);
    }
    if (manual) {
      return type("manual");
    }
    throw new IllegalStateException("the command line asks for exactly one trigger");
  }

  private static JsonObject type(String type) {
    return new JsonObject().put("type", type);
  }

  private static final class Cron {
    @Option(names = "--cron", paramLabel = "EXPRESSION", required = true)
    private String expression;

    @Option(names = "--zone", paramLabel = "ZONE", defaultValue = "UTC")
    private String zone;

    JsonObject json() {
      return type("cron").put("expression", expression).put("zone", zone);
    }
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

  private static final class Dynamic {
    @Option(names = "--dynamic", required = true)
    private boolean chosen;

    @Option(names = "--fallback", paramLabel = "LENGTH", converter = Length.class)
    private Duration fallback;

    JsonObject json() {
      JsonObject json = type("dynamic");
      return fallback == null ? json : json.put("fallbackMs", fallback.toMillis());
    }
  }
}
