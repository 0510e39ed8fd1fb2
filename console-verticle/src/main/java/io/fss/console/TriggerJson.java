package io.fss.console;

import io.fss.kernel.Refusal;
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
import java.time.LocalTime;

/** Triggers in JSON; those that are read keep to the contract's schema. */
final class TriggerJson {
  private static final String FIXED_DELAY = "fixed-delay";
  private static final String FIXED_RATE = "fixed-rate";
  private static final String UTC = "UTC";

  private TriggerJson() {}

  static void write(Trigger trigger, Fields fields) {
    switch (trigger.getKindCase()) {
      case CRON -> cron(trigger.getCron(), fields);
      case INTERVAL -> interval(trigger, fields);
      case ONCE -> fields.text("type", "once").instant("at", trigger.getOnce().getAtMs());
      case LIST -> list(trigger.getList(), fields);
      case DAILY -> daily(trigger.getDaily(), fields);
      case DYNAMIC -> dynamic(trigger.getDynamic(), fields);
      case MANUAL, KIND_NOT_SET -> {
        fields.text("type", "manual");
        return;
      }
    }
    fields
        .instant("startAt", trigger.getStartAtMs())
        .instant("endAt", trigger.getEndAtMs())
        .number("maxRuns", trigger.getMaxRuns())
        .number("jitterMs", trigger.getJitterMs())
        .text("calendar", trigger.getCalendar());
  }

  private static void cron(CronTrigger cron, Fields fields) {
    fields
        .text("type", "cron")
        .text("expression", cron.getExpression())
        .text("zone", cron.getZone().isEmpty() ? UTC : cron.getZone());
  }

  private static void interval(Trigger trigger, Fields fields) {
    IntervalTrigger interval = trigger.getInterval();
    boolean delay = interval.getMode() == IntervalTrigger.Mode.FIXED_DELAY;
    long first = interval.getStartAtMs();
    fields
        .text("type", "interval")
        .number("everyMs", interval.getEveryMs())
        .text("mode", delay ? FIXED_DELAY : FIXED_RATE)
        .instant("firstAt", first == trigger.getStartAtMs() ? 0 : first);
  }

  private static void list(ListTrigger list, Fields fields) {
    fields
        .text("type", "list")
        .list("at", list.getAtMsList().stream().map(Instants::format).toList());
  }

  private static void daily(DailyTrigger daily, Fields fields) {
    fields
        .text("type", "daily")
        .number("everyMs", daily.getEveryMs())
        .text("from", LocalTime.ofSecondOfDay(daily.getFromSecond()).toString())
        .text("to", LocalTime.ofSecondOfDay(daily.getToSecond()).toString())
        .text("zone", daily.getZone().isEmpty() ? UTC : daily.getZone());
    if (daily.getWeekdaysCount() > 0) {
      fields.list("weekdays", Weekdays.names(daily.getWeekdaysList()));
    }
  }

  private static void dynamic(DynamicTrigger dynamic, Fields fields) {
    fields
        .text("type", "dynamic")
        .instant("firstAt", dynamic.getFirstAtMs())
        .number("fallbackMs", dynamic.getFallbackMs());
  }

  static Trigger read(JsonObject json) {
    Trigger.Builder trigger =
        Trigger.newBuilder()
            .setStartAtMs(instant(json, "startAt"))
            .setEndAtMs(instant(json, "endAt"))
            .setMaxRuns(json.getLong("maxRuns", 0L))
            .setJitterMs(json.getLong("jitterMs", 0L))
            .setCalendar(json.getString("calendar", ""));
    return switch (json.getString("type")) {
      case "cron" -> trigger.setCron(readCron(json)).build();
      case "interval" -> trigger.setInterval(readInterval(json, trigger.getStartAtMs())).build();
      case "once" -> trigger.setOnce(OnceTrigger.newBuilder().setAtMs(instant(json, "at"))).build();
      case "list" -> trigger.setList(readList(json)).build();
      case "daily" -> trigger.setDaily(readDaily(json)).build();
      case "dynamic" -> trigger.setDynamic(readDynamic(json)).build();
      default -> trigger.setManual(ManualTrigger.getDefaultInstance()).build();
    };
  }

  private static CronTrigger readCron(JsonObject json) {
    return CronTrigger.newBuilder()
        .setExpression(json.getString("expression"))
        .setZone(json.getString("zone", ""))
        .build();
  }

  private static IntervalTrigger readInterval(JsonObject json, long startAt) {
    long first = instant(json, "firstAt");
    return IntervalTrigger.newBuilder()
        .setEveryMs(json.getLong("everyMs"))
        .setMode(
            FIXED_DELAY.equals(json.getString("mode"))
                ? IntervalTrigger.Mode.FIXED_DELAY
                : IntervalTrigger.Mode.FIXED_RATE)
        // Whoever says when it starts wants the first one then, not at some phase after it.
        .setStartAtMs(first == 0 ? startAt : first)
        .build();
  }

  private static ListTrigger readList(JsonObject json) {
    JsonArray at = json.getJsonArray("at");
    ListTrigger.Builder list = ListTrigger.newBuilder();
    for (int i = 0; i < at.size(); i++) {
      list.addAtMs(Instants.parse("trigger.at." + i, at.getString(i)));
    }
    return list.build();
  }

  private static DailyTrigger readDaily(JsonObject json) {
    LocalTime from = LocalTime.parse(json.getString("from"));
    LocalTime to = LocalTime.parse(json.getString("to"));
    if (to.isBefore(from)) {
      // Checked here too: on the bus these fields have other names.
      throw Refusal.invalid("trigger.to", json.getString("to"), "must not be before trigger.from");
    }
    return DailyTrigger.newBuilder()
        .setEveryMs(json.getLong("everyMs"))
        .setFromSecond(from.toSecondOfDay())
        .setToSecond(to.toSecondOfDay())
        .addAllWeekdays(Weekdays.read(json, "weekdays"))
        .setZone(json.getString("zone", ""))
        .build();
  }

  private static DynamicTrigger readDynamic(JsonObject json) {
    return DynamicTrigger.newBuilder()
        .setFirstAtMs(instant(json, "firstAt"))
        .setFallbackMs(json.getLong("fallbackMs", 0L))
        .build();
  }

  private static long instant(JsonObject json, String name) {
    String text = json.getString(name);
    return text == null ? 0 : Instants.parse("trigger." + name, text);
  }
}
