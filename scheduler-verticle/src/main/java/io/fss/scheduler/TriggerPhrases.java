package io.fss.scheduler;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/** The phrases that descriptions of triggers are made of, in one language. */
final class TriggerPhrases {
  private static final Control NO_FALLBACK =
      Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);
  private static final DateTimeFormatter MINUTE = formatter("uuuu-MM-dd HH:mm");
  private static final DateTimeFormatter SECOND = formatter("uuuu-MM-dd HH:mm:ss");
  private static final DateTimeFormatter MILLI = formatter("uuuu-MM-dd HH:mm:ss.SSS");

  private enum Unit {
    DAY(86_400_000),
    HOUR(3_600_000),
    MINUTE(60_000),
    SECOND(1_000),
    MILLISECOND(1);

    private final long millis;
    private final String key;

    Unit(long millis) {
      this.millis = millis;
      this.key = name().toLowerCase(Locale.ROOT);
    }
  }

  private final ResourceBundle texts;

  private TriggerPhrases(ResourceBundle texts) {
    this.texts = texts;
  }

  private static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT);
  }

  /** The phrases in a language; in English when it is not spoken here. */
  static TriggerPhrases in(Locale locale) {
    return new TriggerPhrases(
        ResourceBundle.getBundle("io.fss.scheduler.trigger", locale, NO_FALLBACK));
  }

  String say(String key, Object... words) {
    return texts.getString(key).formatted(words);
  }

  /** "every 5 minutes". */
  String every(long millis) {
    return counted("every", millis);
  }

  /** "5 minutes". */
  String length(long millis) {
    return counted("length", millis);
  }

  /** In the largest unit of which it is a whole number. */
  private String counted(String phrase, long millis) {
    for (Unit unit : Unit.values()) {
      if (millis % unit.millis == 0) {
        long count = millis / unit.millis;
        String key = phrase + "." + unit.key;
        return count == 1 ? say(key) : say(key + "s", count);
      }
    }
    throw new IllegalStateException("no unit for " + millis);
  }

  /** "2026-12-24 09:00 Europe/Berlin", with seconds and less where there are any. */
  String instant(long millis, String zone) {
    DateTimeFormatter format = millis % 60_000 == 0 ? MINUTE : millis % 1_000 == 0 ? SECOND : MILLI;
    return format.format(Instant.ofEpochMilli(millis).atZone(ZoneId.of(zone))) + " " + zone;
  }

  /** "09:00", with seconds where there are any. */
  String timeOfDay(int second) {
    String minute = "%02d:%02d".formatted(second / 3_600, second / 60 % 60);
    return second % 60 == 0 ? minute : minute + ":%02d".formatted(second % 60);
  }

  /** "Monday to Wednesday and Saturday"; three in a row and more are a span. */
  String weekdays(Weekdays days) {
    List<String> spans = new ArrayList<>();
    int day = 1;
    while (day <= 7) {
      int last = day;
      while (days.has(last)) {
        last++;
      }
      if (last - day > 2) {
        spans.add(say("weekdays.span", weekday(day), weekday(last - 1)));
      } else {
        for (int one = day; one < last; one++) {
          spans.add(weekday(one));
        }
      }
      day = last + 1;
    }
    return list(spans);
  }

  private String weekday(int day) {
    return say("weekday." + day);
  }

  private String list(List<String> words) {
    int last = words.size() - 1;
    return last == 0
        ? words.get(0)
        : String.join(say("list.comma"), words.subList(0, last))
            + say("list.and")
            + words.get(last);
  }
}
