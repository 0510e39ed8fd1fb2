package io.fss.scheduler;

import java.util.ArrayList;
import java.util.List;

/**
 * Says at which times of the day an expression fires. The finest field that repeats leads ("every 5
 * minutes"), coarser ones say within which bounds, finer ones at which moment of it.
 */
final class CronTimePhrase {
  private static final int MOST_TIMES = 12;

  private final CronField hours;
  private final CronField minutes;
  private final CronField seconds;
  private final CronPhrases phrases;

  CronTimePhrase(CronText text, CronPhrases phrases) {
    this.hours = text.hours();
    this.minutes = text.minutes();
    this.seconds = text.seconds();
    this.phrases = phrases;
  }

  /** Whether the times alone sound as if they were said of one day. */
  boolean needsDate() {
    return !repeats(hours) || !even(hours);
  }

  String say() {
    if (repeats(seconds)) {
      return withinHours(withinMinutes(everySecond()));
    } else if (repeats(minutes)) {
      return atSeconds(withinHours(everyMinute()));
    } else if (repeats(hours)) {
      return everyHour();
    }
    List<String> times = times();
    if (!times.isEmpty() && times.size() <= MOST_TIMES) {
      return phrases.say("times", phrases.list(times));
    }
    String key = listsOne(hours) ? "hours.one" : "hours";
    return atSeconds(atMinutes(phrases.say(key, list(hours))));
  }

  private String everySecond() {
    String every = every(seconds, "every.second", "every.seconds");
    if (even(seconds)) {
      return every;
    }
    String span = phrases.say("second.span", every, least(seconds), most(seconds));
    return minutes.unrestricted() ? phrases.say("of.minute", span) : span;
  }

  private String everyMinute() {
    String every = every(minutes, "every.minute", "every.minutes");
    if (even(minutes)) {
      return every;
    }
    String span = phrases.say("minute.span", every, least(minutes), most(minutes));
    return hours.unrestricted() ? phrases.say("of.hour", span) : span;
  }

  private String everyHour() {
    String every = every(hours, "every.hour", "every.hours");
    boolean exact = listsOne(minutes) && listsOne(seconds);
    if (even(hours)) {
      return exact && least(minutes) == 0 && least(seconds) == 0
          ? every
          : atSeconds(atMinutes(every));
    }
    String window = phrases.say("window", every, first(), last());
    return exact ? window : atSeconds(atMinutes(window));
  }

  private String withinHours(String every) {
    if (hours.unrestricted()) {
      return every;
    } else if (hours.parts().size() == 1 && step(hours) == 1) {
      return phrases.say("window", every, first(), last());
    } else if (hours.parts().size() == 1 && hours.starred()) {
      return phrases.say("in.hours.divisible", every, step(hours));
    }
    return phrases.say("in.hours", every, list(hours));
  }

  private String withinMinutes(String every) {
    if (minutes.unrestricted()) {
      return every;
    }
    String within;
    if (minutes.parts().size() == 1 && minutes.starred()) {
      within = phrases.say("in.minutes.divisible", every, step(minutes));
    } else {
      String key = listsOne(minutes) ? "in.minute" : "in.minutes";
      within = phrases.say(key, every, list(minutes));
    }
    boolean ofHour = hours.unrestricted() && !minutes.starred();
    return ofHour ? phrases.say("of.hour", within) : within;
  }

  private String atMinutes(String every) {
    return phrases.say(listsOne(minutes) ? "at.minute" : "at.minutes", every, list(minutes));
  }

  private String atSeconds(String every) {
    if (listsOne(seconds)) {
      return least(seconds) == 0 ? every : phrases.say("at.second", every, least(seconds));
    }
    return phrases.say("at.seconds", every, list(seconds));
  }

  private String every(CronField field, String one, String more) {
    return step(field) == 1 ? phrases.say(one) : phrases.say(more, step(field));
  }

  private String list(CronField field) {
    return phrases.list(field.parts().stream().map(this::part).toList());
  }

  private String part(CronPart part) {
    if (part.from() == part.to()) {
      return Integer.toString(part.from());
    }
    return phrases.say(part.step() == 1 ? "span" : "step", part.from(), end(part), part.step());
  }

  /** Every time of day, where all the fields are lists of values; else none. */
  private List<String> times() {
    List<String> times = new ArrayList<>();
    if (!listsValues(hours) || !listsValues(minutes) || !listsValues(seconds)) {
      return times;
    }
    for (int hour : hours.values().stream().toArray()) {
      for (int minute : minutes.values().stream().toArray()) {
        for (int second : seconds.values().stream().toArray()) {
          times.add(time(hour, minute, second));
        }
      }
    }
    return times;
  }

  private String first() {
    return time(least(hours), least(minutes), least(seconds));
  }

  private String last() {
    return time(most(hours), most(minutes), most(seconds));
  }

  private String time(int hour, int minute, int second) {
    return listsOne(seconds) && second == 0
        ? "%02d:%02d".formatted(hour, minute)
        : "%02d:%02d:%02d".formatted(hour, minute, second);
  }

  private static boolean repeats(CronField field) {
    CronPart part = field.parts().get(0);
    return field.parts().size() == 1 && !part.single();
  }

  /** Whether the steps of a field are the same across its bounds: every 5 minutes, not every 7. */
  private static boolean even(CronField field) {
    int size = field.unit().most - field.unit().least + 1;
    return field.goesRound() && size % step(field) == 0;
  }

  private static boolean listsOne(CronField field) {
    return field.values().cardinality() == 1;
  }

  private static boolean listsValues(CronField field) {
    return field.parts().stream().allMatch(CronPart::single);
  }

  private static int step(CronField field) {
    return field.parts().get(0).step();
  }

  private static int least(CronField field) {
    return field.values().nextSetBit(0);
  }

  private static int most(CronField field) {
    return field.values().length() - 1;
  }

  /** The last value that a range with a step reaches. */
  static int end(CronPart part) {
    return part.from() + (part.to() - part.from()) / part.step() * part.step();
  }
}
