package io.fss.console;

import io.fss.proto.v1.CronTrigger;
import io.fss.proto.v1.DynamicTrigger;
import io.fss.proto.v1.IntervalTrigger;
import io.fss.proto.v1.ManualTrigger;
import io.fss.proto.v1.OnceTrigger;
import io.fss.proto.v1.Trigger;
import io.vertx.core.json.JsonObject;

/** Triggers in JSON; those that are read keep to the contract's schema. */
final class TriggerJson {
  private static final String FIXED_DELAY = "fixed-delay";
  private static final String FIXED_RATE = "fixed-rate";

  private TriggerJson() {}

  static JsonObject write(Trigger trigger) {
    return switch (trigger.getKindCase()) {
      case CRON -> cron(trigger.getCron());
      case INTERVAL -> interval(trigger.getInterval());
      case ONCE -> type("once").instant("at", trigger.getOnce().getAtMs()).json();
      case DYNAMIC ->
          type("dynamic")
              .instant("firstAt", trigger.getDynamic().getFirstAtMs())
              .number("fallbackMs", trigger.getDynamic().getFallbackMs())
              .json();
      case MANUAL, KIND_NOT_SET -> type("manual").json();
    };
  }

  private static JsonObject cron(CronTrigger cron) {
    return type("cron")
        .text("expression", cron.getExpression())
        .text("zone", cron.getZone().isEmpty() ? "UTC" : cron.getZone())
        .json();
  }

  private static JsonObject interval(IntervalTrigger interval) {
    boolean delay = interval.getMode() == IntervalTrigger.Mode.FIXED_DELAY;
    return type("interval")
        .number("everyMs", interval.getEveryMs())
        .text("mode", delay ? FIXED_DELAY : FIXED_RATE)
        .instant("startAt", interval.getStartAtMs())
        .json();
  }

  private static Fields type(String type) {
    return new Fields().text("type", type);
  }

  static Trigger read(JsonObject json) {
    Trigger.Builder trigger = Trigger.newBuilder();
    return switch (json.getString("type")) {
      case "cron" ->
          trigger
              .setCron(
                  CronTrigger.newBuilder()
                      .setExpression(json.getString("expression"))
                      .setZone(json.getString("zone", "")))
              .build();
      case "interval" -> trigger.setInterval(interval(json)).build();
      case "once" -> trigger.setOnce(OnceTrigger.newBuilder().setAtMs(instant(json, "at"))).build();
      case "dynamic" ->
          trigger
              .setDynamic(
                  DynamicTrigger.newBuilder()
                      .setFirstAtMs(instant(json, "firstAt"))
                      .setFallbackMs(json.getLong("fallbackMs", 0L)))
              .build();
      default -> trigger.setManual(ManualTrigger.getDefaultInstance()).build();
    };
  }

  private static IntervalTrigger interval(JsonObject json) {
    return IntervalTrigger.newBuilder()
        .setEveryMs(json.getLong("everyMs"))
        .setMode(
            FIXED_DELAY.equals(json.getString("mode"))
                ? IntervalTrigger.Mode.FIXED_DELAY
                : IntervalTrigger.Mode.FIXED_RATE)
        .setStartAtMs(instant(json, "startAt"))
        .build();
  }

  private static long instant(JsonObject json, String name) {
    String text = json.getString(name);
    return text == null ? 0 : Instants.parse("trigger." + name, text);
  }
}
