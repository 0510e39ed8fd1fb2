package io.fss.client;

import io.fss.proto.v1.CronTrigger;
import io.fss.proto.v1.DailyTrigger;
import io.fss.proto.v1.DynamicTrigger;
import io.fss.proto.v1.IntervalTrigger;
import io.fss.proto.v1.ListTrigger;
import io.fss.proto.v1.ManualTrigger;
import io.fss.proto.v1.OnceTrigger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/** A declared trigger in the words of the contract. */
record DeclaredTrigger(Trigger trigger, Bounds bounds) {
  io.fss.proto.v1.Trigger message() {
    io.fss.proto.v1.Trigger.Builder message =
        io.fss.proto.v1.Trigger.newBuilder()
            .setStartAtMs(millis(bounds.start()))
            .setEndAtMs(millis(bounds.end()))
            .setMaxRuns(bounds.maxRuns())
            .setJitterMs(bounds.jitter().toMillis())
            .setCalendar(bounds.calendar());
    kind(message);
    return message.build();
  }

  private void kind(io.fss.proto.v1.Trigger.Builder message) {
    if (trigger instanceof Trigger.Cron cron) {
      message.setCron(cron(cron));
    } else if (trigger instanceof Trigger.FixedRate rate) {
      message.setInterval(interval(rate.every(), IntervalTrigger.Mode.FIXED_RATE, rate.first()));
    } else if (trigger instanceof Trigger.FixedDelay delay) {
      message.setInterval(interval(delay.every(), IntervalTrigger.Mode.FIXED_DELAY, delay.first()));
    } else if (trigger instanceof Trigger.Once once) {
      message.setOnce(OnceTrigger.newBuilder().setAtMs(once.at().toEpochMilli()));
    } else if (trigger instanceof Trigger.Moments moments) {
      message.setList(list(moments));
    } else if (trigger instanceof Trigger.Daily daily) {
      message.setDaily(daily(daily));
    } else if (trigger instanceof Trigger.Dynamic dynamic) {
      message.setDynamic(dynamic(dynamic));
    } else {
      message.setManual(ManualTrigger.getDefaultInstance());
    }
  }

  private static CronTrigger cron(Trigger.Cron cron) {
    return CronTrigger.newBuilder()
        .setExpression(cron.expression())
        .setZone(zone(cron.zone()))
        .build();
  }

  private IntervalTrigger interval(
      Duration every, IntervalTrigger.Mode mode, Optional<Instant> first) {
    return IntervalTrigger.newBuilder()
        .setEveryMs(every.toMillis())
        .setMode(mode)
        // Whoever says when it starts wants the first one then, not at some phase after it.
        .setStartAtMs(millis(first.or(bounds::start)))
        .build();
  }

  private static ListTrigger list(Trigger.Moments moments) {
    return ListTrigger.newBuilder()
        .addAllAtMs(moments.at().stream().map(Instant::toEpochMilli).toList())
        .build();
  }

  private static DailyTrigger daily(Trigger.Daily daily) {
    return DailyTrigger.newBuilder()
        .setEveryMs(daily.every().toMillis())
        .setFromSecond(daily.from().toSecondOfDay())
        .setToSecond(daily.to().toSecondOfDay())
        .addAllWeekdays(daily.weekdays().stream().sorted().map(DayOfWeek::getValue).toList())
        .setZone(zone(daily.zone()))
        .build();
  }

  private static DynamicTrigger dynamic(Trigger.Dynamic dynamic) {
    return DynamicTrigger.newBuilder()
        .setFirstAtMs(millis(dynamic.first()))
        .setFallbackMs(dynamic.fallback().toMillis())
        .build();
  }

  private static String zone(ZoneId zone) {
    return "Z".equals(zone.getId()) ? "UTC" : zone.getId();
  }

  private static long millis(Optional<Instant> instant) {
    return instant.map(Instant::toEpochMilli).orElse(0L);
  }
}
