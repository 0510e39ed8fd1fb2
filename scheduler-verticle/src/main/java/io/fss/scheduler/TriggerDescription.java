package io.fss.scheduler;

import io.fss.proto.v1.DailyTrigger;
import io.fss.proto.v1.DynamicTrigger;
import io.fss.proto.v1.IntervalTrigger;
import io.fss.proto.v1.ListTrigger;
import io.fss.proto.v1.Trigger;
import java.util.List;
import java.util.Locale;

/** Says in a sentence when the tasks of a trigger are due. */
final class TriggerDescription {
  private final TriggerPhrases phrases;
  private final Locale locale;
  private final String zone;

  private TriggerDescription(Locale locale, String zone) {
    this.phrases = TriggerPhrases.in(locale);
    this.locale = locale;
    this.zone = zone;
  }

  /**
   * A sentence such as "Every 5 minutes, at most 3 times", without a full stop.
   *
   * @param trigger that keeps the rules
   * @param locale its language decides: Chinese, or English for every other
   */
  static String of(Trigger trigger, Locale locale) {
    TriggerDescription description = new TriggerDescription(locale, TriggerText.zone(trigger));
    String sentence = description.kind(trigger) + description.bounds(trigger);
    return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }

  private String kind(Trigger trigger) {
    return switch (trigger.getKindCase()) {
      case CRON -> inZone(CronDescription.of(trigger.getCron().getExpression(), locale));
      case INTERVAL -> interval(trigger.getInterval());
      case ONCE -> phrases.say("once", instant(trigger.getOnce().getAtMs()));
      case LIST -> list(trigger.getList());
      case DAILY -> inZone(daily(trigger.getDaily()));
      case DYNAMIC -> dynamic(trigger.getDynamic());
      case MANUAL, KIND_NOT_SET -> phrases.say("manual");
    };
  }

  private String inZone(String sentence) {
    return phrases.say("zone", sentence, zone);
  }

  private String instant(long millis) {
    return phrases.instant(millis, zone);
  }

  private String interval(IntervalTrigger interval) {
    boolean delay = interval.getMode() == IntervalTrigger.Mode.FIXED_DELAY;
    String every =
        delay
            ? phrases.say("delay", phrases.length(interval.getEveryMs()))
            : phrases.every(interval.getEveryMs());
    return every + optional("first", interval.getStartAtMs());
  }

  private String list(ListTrigger list) {
    List<Long> at = list.getAtMsList().stream().sorted().distinct().toList();
    return at.size() == 1
        ? phrases.say("once", instant(at.get(0)))
        : phrases.say("list", at.size(), instant(at.get(0)), instant(at.get(at.size() - 1)));
  }

  private String daily(DailyTrigger daily) {
    String from = phrases.timeOfDay(daily.getFromSecond());
    boolean single = daily.getToSecond() - daily.getFromSecond() < daily.getEveryMs() / 1_000;
    String times =
        single
            ? phrases.say("daily.at", from)
            : phrases.say(
                "daily",
                from,
                phrases.timeOfDay(daily.getToSecond()),
                phrases.every(daily.getEveryMs()));
    Weekdays weekdays = Weekdays.of(daily.getWeekdaysList());
    return weekdays.equals(Weekdays.ALL)
        ? times
        : phrases.say("daily.weekdays", times, phrases.weekdays(weekdays));
  }

  private String dynamic(DynamicTrigger dynamic) {
    String asked =
        dynamic.getFallbackMs() == 0
            ? phrases.say("dynamic")
            : phrases.say("dynamic.fallback", phrases.length(dynamic.getFallbackMs()));
    return asked + optional("first", dynamic.getFirstAtMs());
  }

  private String bounds(Trigger trigger) {
    StringBuilder bounds = new StringBuilder();
    if (!trigger.getCalendar().isEmpty()) {
      bounds.append(phrases.say("calendar", trigger.getCalendar()));
    }
    bounds.append(optional("start", trigger.getStartAtMs()));
    bounds.append(optional("end", trigger.getEndAtMs()));
    if (trigger.getMaxRuns() == 1) {
      bounds.append(phrases.say("runs.one"));
    } else if (trigger.getMaxRuns() > 1) {
      bounds.append(phrases.say("runs", trigger.getMaxRuns()));
    }
    if (trigger.getJitterMs() > 0) {
      bounds.append(phrases.say("jitter", phrases.length(trigger.getJitterMs())));
    }
    return bounds.toString();
  }

  private String optional(String key, long millis) {
    return millis == 0 ? "" : phrases.say(key, instant(millis));
  }
}
