package io.fss.scheduler;

import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.v1.CronTrigger;
import io.fss.proto.v1.DailyTrigger;
import io.fss.proto.v1.DynamicTrigger;
import io.fss.proto.v1.IntervalTrigger;
import io.fss.proto.v1.ListTrigger;
import io.fss.proto.v1.ManualTrigger;
import io.fss.proto.v1.OnceTrigger;
import io.fss.proto.v1.Trigger;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** A trigger as it is stored: a small JSON object with a {@code type}. */
final class TriggerText {
  private TriggerText() {}

  static String encode(Trigger trigger) {
    JsonObject json = kind(trigger);
    number(json, "startAt", trigger.getStartAtMs());
    number(json, "endAt", trigger.getEndAtMs());
    number(json, "maxRuns", trigger.getMaxRuns());
    number(json, "jitter", trigger.getJitterMs());
    if (!trigger.getCalendar().isEmpty()) {
      json.put("calendar", trigger.getCalendar());
    }
    return json.encode();
  }

  private static JsonObject kind(Trigger trigger) {
    return switch (trigger.getKindCase()) {
      case CRON ->
          json("cron")
              .put("expression", trigger.getCron().getExpression())
              .put("zone", trigger.getCron().getZone());
      case INTERVAL ->
          json(fixedDelay(trigger.getInterval()) ? "fixed-delay" : "fixed-rate")
              .put("every", trigger.getInterval().getEveryMs())
              .put("start", trigger.getInterval().getStartAtMs());
      case ONCE -> json("once").put("at", trigger.getOnce().getAtMs());
      case LIST -> json("list").put("at", new JsonArray(trigger.getList().getAtMsList()));
      case DAILY ->
          json("daily")
              .put("every", trigger.getDaily().getEveryMs())
              .put("from", trigger.getDaily().getFromSecond())
              .put("to", trigger.getDaily().getToSecond())
              .put("weekdays", new JsonArray(trigger.getDaily().getWeekdaysList()))
              .put("zone", trigger.getDaily().getZone());
      case DYNAMIC ->
          json("dynamic")
              .put("start", trigger.getDynamic().getFirstAtMs())
              .put("fallback", trigger.getDynamic().getFallbackMs());
      case MANUAL, KIND_NOT_SET -> json("manual");
    };
  }

  private static void number(JsonObject json, String key, long value) {
    if (value != 0) {
      json.put(key, value);
    }
  }

  static Trigger decode(String text) {
    JsonObject json = new JsonObject(text);
    Trigger.Builder trigger =
        Trigger.newBuilder()
            .setStartAtMs(json.getLong("startAt", 0L))
            .setEndAtMs(json.getLong("endAt", 0L))
            .setMaxRuns(json.getLong("maxRuns", 0L))
            .setJitterMs(json.getLong("jitter", 0L))
            .setCalendar(json.getString("calendar", ""));
    switch (json.getString("type")) {
      case "cron" ->
          trigger.setCron(
              CronTrigger.newBuilder()
                  .setExpression(json.getString("expression"))
                  .setZone(json.getString("zone")));
      case "fixed-rate" -> trigger.setInterval(interval(json, IntervalTrigger.Mode.FIXED_RATE));
      case "fixed-delay" -> trigger.setInterval(interval(json, IntervalTrigger.Mode.FIXED_DELAY));
      case "once" -> trigger.setOnce(OnceTrigger.newBuilder().setAtMs(json.getLong("at")));
      case "list" -> trigger.setList(list(json));
      case "daily" -> trigger.setDaily(daily(json));
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

  private static IntervalTrigger interval(JsonObject json, IntervalTrigger.Mode mode) {
    return IntervalTrigger.newBuilder()
        .setMode(mode)
        .setEveryMs(json.getLong("every"))
        .setStartAtMs(json.getLong("start"))
        .build();
  }

  private static ListTrigger list(JsonObject json) {
    ListTrigger.Builder list = ListTrigger.newBuilder();
    json.getJsonArray("at").forEach(at -> list.addAtMs(((Number) at).longValue()));
    return list.build();
  }

  private static DailyTrigger daily(JsonObject json) {
    DailyTrigger.Builder daily =
        DailyTrigger.newBuilder()
            .setEveryMs(json.getLong("every"))
            .setFromSecond(json.getInteger("from"))
            .setToSecond(json.getInteger("to"))
            .setZone(json.getString("zone"));
    json.getJsonArray("weekdays").forEach(day -> daily.addWeekdays(((Number) day).intValue()));
    return daily.build();
  }

  /**
   * What the trigger means.
   *
   * @param calendar null means that every day is open
   */
  static Schedule schedule(Trigger trigger, CalendarSpec calendar) {
    Schedule kind = schedule(trigger);
    if (trigger.getStartAtMs() == 0 && trigger.getEndAtMs() == 0 && calendar == null) {
      return kind;
    }
    return new Bounded(
        kind,
        trigger.getStartAtMs(),
        trigger.getEndAtMs() == 0 ? Long.MAX_VALUE : trigger.getEndAtMs(),
        calendar == null ? Days.EVERY : Days.of(calendar, Zone.of(zone(trigger))));
  }

  private static Schedule schedule(Trigger trigger) {
    return switch (trigger.getKindCase()) {
      case CRON ->
          new Schedule.Cron(
              CronTimes.of(trigger.getCron().getExpression(), trigger.getCron().getZone()));
      case INTERVAL -> schedule(trigger.getInterval(), trigger.getStartAtMs());
      case ONCE -> new Schedule.Once(trigger.getOnce().getAtMs());
      case LIST -> new Schedule.Instants(trigger.getList().getAtMsList());
      case DAILY -> schedule(trigger.getDaily());
      case DYNAMIC ->
          new Schedule.Dynamic(
              trigger.getDynamic().getFirstAtMs(), trigger.getDynamic().getFallbackMs());
      case MANUAL, KIND_NOT_SET -> new Schedule.Manual();
    };
  }

  private static Schedule schedule(IntervalTrigger interval, long bound) {
    if (fixedDelay(interval)) {
      return new Schedule.FixedDelay(interval.getEveryMs(), interval.getStartAtMs());
    }
    // Who says from when on, but not the first instant, means the one with the other.
    long start = interval.getStartAtMs() == 0 ? bound : interval.getStartAtMs();
    return new Schedule.FixedRate(interval.getEveryMs(), start);
  }

  private static Schedule schedule(DailyTrigger daily) {
    return new DailyWindow(
        (int) (daily.getEveryMs() / 1_000),
        daily.getFromSecond(),
        daily.getToSecond(),
        Weekdays.of(daily.getWeekdaysList()),
        Zone.of(daily.getZone()));
  }

  /** Name of the time zone in which the trigger is evaluated and told. */
  static String zone(Trigger trigger) {
    String zone =
        switch (trigger.getKindCase()) {
          case CRON -> trigger.getCron().getZone();
          case DAILY -> trigger.getDaily().getZone();
          default -> "";
        };
    return zone.isEmpty() ? Zone.UTC : zone;
  }

  private static boolean fixedDelay(IntervalTrigger interval) {
    return interval.getMode() == IntervalTrigger.Mode.FIXED_DELAY;
  }

  private static JsonObject json(String type) {
    return new JsonObject().put("type", type);
  }
}
