package io.fss.scheduler;

import io.fss.proto.v1.CronTrigger;
import io.fss.proto.v1.DynamicTrigger;
import io.fss.proto.v1.IntervalTrigger;
import io.fss.proto.v1.ManualTrigger;
import io.fss.proto.v1.OnceTrigger;
import io.fss.proto.v1.Trigger;
import io.vertx.core.json.JsonObject;

/** A trigger as it is stored: a small JSON object with a {@code type}. */
final class TriggerText {
  private TriggerText() {}

  static String encode(Trigger trigger) {
    return switch (trigger.getKindCase()) {
      case CRON ->
          json("cron")
              .put("expression", trigger.getCron().getExpression())
              .put("zone", trigger.getCron().getZone())
              .encode();
      case INTERVAL ->
          json(fixedDelay(trigger.getInterval()) ? "fixed-delay" : "fixed-rate")
              .put("every", trigger.getInterval().getEveryMs())
              .put("start", trigger.getInterval().getStartAtMs())
              .encode();
      case ONCE -> json("once").put("at", trigger.getOnce().getAtMs()).encode();
      case DYNAMIC ->
          json("dynamic")
              .put("start", trigger.getDynamic().getFirstAtMs())
              .put("fallback", trigger.getDynamic().getFallbackMs())
              .encode();
      case MANUAL, KIND_NOT_SET -> json("manual").encode();
    };
  }

  static Trigger decode(String text) {
    JsonObject json = new JsonObject(text);
    Trigger.Builder trigger = Trigger.newBuilder();
    switch (json.getString("type")) {
      case "cron" ->
          trigger.setCron(
              CronTrigger.newBuilder()
                  .setExpression(json.getString("expression"))
                  .setZone(json.getString("zone")));
      case "fixed-rate" -> trigger.setInterval(interval(json, IntervalTrigger.Mode.FIXED_RATE));
      case "fixed-delay" -> trigger.setInterval(interval(json, IntervalTrigger.Mode.FIXED_DELAY));
      case "once" -> trigger.setOnce(OnceTrigger.newBuilder().setAtMs(json.getLong("at")));
      case "dynamic" ->
          trigger.setDynamic(
              DynamicTrigger.newBuilder()
                  .setFirstAtMs(json.getLong("start"))
                  .setFallbackMs(json.getLong("fallback")));
      case "manual" -> trigger.setManual(ManualTrigger.getDefaultInstance());
      default -> throw new IllegalStateException("stored trigger of unknown type: " + text);
    }
    return trigger.build();
  }

  static Schedule schedule(String text) {
    return schedule(decode(text));
  }

  static Schedule schedule(Trigger trigger) {
    return switch (trigger.getKindCase()) {
      case CRON ->
          new Schedule.Cron(
              CronTimes.of(trigger.getCron().getExpression(), trigger.getCron().getZone()));
      case INTERVAL -> {
        IntervalTrigger interval = trigger.getInterval();
        yield fixedDelay(interval)
            ? new Schedule.FixedDelay(interval.getEveryMs(), interval.getStartAtMs())
            : new Schedule.FixedRate(interval.getEveryMs(), interval.getStartAtMs());
      }
      case ONCE -> new Schedule.Once(trigger.getOnce().getAtMs());
      case DYNAMIC ->
          new Schedule.Dynamic(
              trigger.getDynamic().getFirstAtMs(), trigger.getDynamic().getFallbackMs());
      case MANUAL, KIND_NOT_SET -> new Schedule.Manual();
    };
  }

  private static boolean fixedDelay(IntervalTrigger interval) {
    return interval.getMode() == IntervalTrigger.Mode.FIXED_DELAY;
  }

  private static IntervalTrigger interval(JsonObject json, IntervalTrigger.Mode mode) {
    return IntervalTrigger.newBuilder()
        .setMode(mode)
        .setEveryMs(json.getLong("every"))
        .setStartAtMs(json.getLong("start"))
        .build();
  }

  private static JsonObject json(String type) {
    return new JsonObject().put("type", type);
  }
}
