package io.fss.scheduler;

import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.v1.CronTrigger;
import io.fss.proto.v1.DailyTrigger;
import io.fss.proto.v1.DynamicTrigger;
import io.fss.proto.v1.IntervalTrigger;
import io.fss.proto.v1.ListTrigger;
import io.fss.proto.v1.Trigger;
import java.util.List;

/** The rules of triggers. */
final class TriggerRules {
  private static final long DAY_MS = 24 * 3_600_000L;
  private static final long LEAST_INTERVAL_MS = 100;
  private static final long MOST_INTERVAL_MS = 366 * DAY_MS;
  private static final int LAST_SECOND = 86_399;
  private static final int INSTANTS = 1_000;

  private final Violations violations;

  TriggerRules(Violations violations) {
    this.violations = violations;
  }

  /** The rules that hold at any time. */
  void form(Trigger trigger) {
    switch (trigger.getKindCase()) {
      case CRON -> cron(trigger.getCron());
      case INTERVAL -> interval(trigger.getInterval());
      case ONCE -> violations.instant("trigger.at", trigger.getOnce().getAtMs());
      case LIST -> list(trigger.getList());
      case DAILY -> daily(trigger.getDaily());
      case DYNAMIC -> dynamic(trigger.getDynamic());
      case MANUAL -> {}
      case KIND_NOT_SET ->
          violations.broken(
              "trigger", "", "must be one of cron, interval, daily, once, list, dynamic, manual");
    }
    bounds(trigger);
  }

  /**
   * The rule that it will be due; for a trigger of good form that nobody knows yet.
   *
   * @param calendar null means that every day is open
   */
  void future(Trigger trigger, CalendarSpec calendar, long now) {
    switch (trigger.getKindCase()) {
      case MANUAL, KIND_NOT_SET -> {}
      case ONCE -> {
        if (trigger.getOnce().getAtMs() < now - Schedule.TRAVEL_MS) {
          violations.broken("trigger.at", trigger.getOnce().getAtMs(), "must not be in the past");
        } else {
          due(trigger, calendar, now);
        }
      }
      default -> due(trigger, calendar, now);
    }
  }

  private void due(Trigger trigger, CalendarSpec calendar, long now) {
    if (TriggerText.schedule(trigger, calendar).first(now).isPresent()) {
      return;
    }
    // Named is what stands in the way: the trigger itself, its bounds, or the calendar.
    Trigger open = trigger.toBuilder().clearStartAtMs().clearEndAtMs().build();
    if (trigger.getEndAtMs() != 0 && trigger.getEndAtMs() < now) {
      violations.broken("trigger.endAt", trigger.getEndAtMs(), "must not be in the past");
    } else if (TriggerText.schedule(open, null).first(now).isEmpty()) {
      violations.broken(field(trigger), value(trigger), "must have an occurrence in the future");
    } else if (TriggerText.schedule(trigger, null).first(now).isPresent()) {
      violations.broken(
          "trigger.calendar",
          trigger.getCalendar(),
          "must have an open day on which the trigger is due");
    } else if (trigger.getEndAtMs() != 0) {
      violations.broken(
          "trigger.endAt", trigger.getEndAtMs(), "must leave the trigger an occurrence before it");
    } else {
      violations.broken(
          "trigger.startAt",
          trigger.getStartAtMs(),
          "must leave the trigger an occurrence after it");
    }
  }

  private static String field(Trigger trigger) {
    return switch (trigger.getKindCase()) {
      case CRON -> "trigger.expression";
      case LIST -> "trigger.at";
      default -> "trigger";
    };
  }

  private static String value(Trigger trigger) {
    return switch (trigger.getKindCase()) {
      case CRON -> trigger.getCron().getExpression();
      case LIST -> trigger.getList().getAtMsCount() + " instants";
      default -> "";
    };
  }

  private void cron(CronTrigger cron) {
    if (!violations.zone("trigger.zone", cron.getZone())) {
      return;
    }
    try {
      CronTimes.of(cron.getExpression(), cron.getZone());
    } catch (IllegalArgumentException e) {
      violations.broken(
          "trigger.expression", Violations.shown(cron.getExpression()), e.getMessage());
    }
  }

  private void interval(IntervalTrigger interval) {
    violations.within(
        "trigger.everyMs", interval.getEveryMs(), LEAST_INTERVAL_MS, MOST_INTERVAL_MS);
    violations.instant("trigger.startAt", interval.getStartAtMs());
    if (interval.getMode() == IntervalTrigger.Mode.UNRECOGNIZED) {
      violations.broken(
          "trigger.mode", interval.getModeValue(), "must be FIXED_RATE or FIXED_DELAY");
    }
  }

  private void list(ListTrigger list) {
    List<Long> instants = list.getAtMsList();
    if (instants.isEmpty() || instants.size() > INSTANTS) {
      violations.broken(
          "trigger.at",
          instants.size() + " instants",
          "must be within 1 and %d instants".formatted(INSTANTS));
      return;
    }
    Violations one = new Violations();
    instants.forEach(at -> one.instant("trigger.at", at));
    // All of them may be wrong in the same way: the first is told.
    one.all().stream().limit(1).forEach(violations.all()::add);
  }

  private void daily(DailyTrigger daily) {
    violations.within("trigger.everyMs", daily.getEveryMs(), 1_000, DAY_MS);
    if (daily.getEveryMs() % 1_000 != 0) {
      violations.broken("trigger.everyMs", daily.getEveryMs(), "must be whole seconds");
    }
    violations.within("trigger.fromSecond", daily.getFromSecond(), 0, LAST_SECOND);
    violations.within("trigger.toSecond", daily.getToSecond(), 0, LAST_SECOND);
    if (daily.getToSecond() < daily.getFromSecond()) {
      violations.broken("trigger.toSecond", daily.getToSecond(), "must not be before fromSecond");
    }
    violations.weekdays("trigger.weekdays", daily.getWeekdaysList());
    violations.zone("trigger.zone", daily.getZone());
  }

  private void dynamic(DynamicTrigger dynamic) {
    violations.instant("trigger.firstAt", dynamic.getFirstAtMs());
    violations.zeroOrWithin(
        "trigger.fallbackMs", dynamic.getFallbackMs(), LEAST_INTERVAL_MS, MOST_INTERVAL_MS);
  }

  private void bounds(Trigger trigger) {
    violations.instant("trigger.startAt", trigger.getStartAtMs());
    violations.instant("trigger.endAt", trigger.getEndAtMs());
    if (trigger.getEndAtMs() != 0 && trigger.getEndAtMs() <= trigger.getStartAtMs()) {
      violations.broken("trigger.endAt", trigger.getEndAtMs(), "must be after startAt");
    }
    if (trigger.getMaxRuns() < 0) {
      violations.broken("trigger.maxRuns", trigger.getMaxRuns(), "must not be negative");
    }
    violations.within("trigger.jitterMs", trigger.getJitterMs(), 0, DAY_MS);
    if (!trigger.getCalendar().isEmpty()) {
      violations.text("trigger.calendar", trigger.getCalendar(), Violations.NAME);
    }
  }
}
