package io.fss.scheduler;

import io.fss.scheduler.CronPart.Shape;
import java.util.List;

/** Says on which dates an expression fires. */
final class CronDatePhrase {
  private final CronField days;
  private final CronField weekdays;
  private final CronField months;
  private final CronField years;
  private final boolean either;
  private final CronPhrases phrases;

  CronDatePhrase(CronText text, CronPhrases phrases) {
    this.days = text.days();
    this.weekdays = text.weekdays();
    this.months = text.months();
    this.years = text.years();
    this.either = text.either();
    this.phrases = phrases;
  }

  /**
   * The dates; nothing where there is nothing to say.
   *
   * @param always whether "every day" is something to say
   */
  String say(boolean always) {
    String dates = dates(always);
    if (!years.unrestricted()) {
      String named = list(years, "year");
      return dates.isEmpty()
          ? phrases.say("years.only", named)
          : phrases.say("years", dates, named);
    }
    return months.unrestricted() ? dates : phrases.say("years.any", dates);
  }

  private String dates(boolean always) {
    if (!days.unrestricted() && !weekdays.unrestricted()) {
      return either
          ? phrases.say("either", onDays(), onWeekdays())
          : phrases.say("both", onDays(), onlyWeekdays());
    } else if (!days.unrestricted()) {
      return onDays();
    } else if (!weekdays.unrestricted()) {
      return onWeekdays();
    } else if (!months.unrestricted()) {
      return phrases.say(always ? "months.daily" : "months", list(months, "month"));
    }
    return always ? phrases.say("daily") : "";
  }

  private String onDays() {
    return ofMonths(phrases.list(days.parts().stream().map(this::day).toList()));
  }

  private String onWeekdays() {
    if (plain(weekdays)) {
      String named = onlyWeekdays();
      return months.unrestricted()
          ? phrases.say("weekdays", named)
          : phrases.say("weekdays.months", named, list(months, "month"));
    }
    return ofMonths(phrases.list(weekdays.parts().stream().map(this::weekday).toList()));
  }

  private String onlyWeekdays() {
    return list(weekdays, "weekdays");
  }

  private String ofMonths(String named) {
    if (months.unrestricted()) {
      return phrases.say("days", named);
    }
    boolean one = months.parts().size() == 1 && months.parts().get(0).single();
    return phrases.say(one ? "days.month" : "days.months", named, list(months, "month"));
  }

  private String day(CronPart part) {
    return switch (part.shape()) {
      case LAST ->
          part.from() == 0
              ? phrases.say("day.last")
              : phrases.say("day.before.last", phrases.name("steps.names", part.from() - 1));
      case NEAREST -> phrases.say("day.nearest", phrases.name("days.names", part.from() - 1));
      case LAST_WORKING -> phrases.say("day.last.working");
      default -> part.single() ? phrases.say("day", name("day", part.from())) : range("day", part);
    };
  }

  private String weekday(CronPart part) {
    return switch (part.shape()) {
      case LAST_WEEKDAY -> phrases.say("weekday.last", name("weekday", part.from()));
      case NTH ->
          phrases.say(
              "weekday.nth",
              name("weekday", part.from()),
              phrases.name("nth.names", part.to() - 1));
      default ->
          phrases.say(
              "weekday.each",
              part.single() ? name("weekday", part.from()) : range("weekday", part));
    };
  }

  /** The values and ranges of a field, with the names of a kind. */
  private String list(CronField field, String kind) {
    List<String> words =
        field.parts().stream()
            .map(part -> part.single() ? name(kind, part.from()) : range(kind, part))
            .toList();
    return phrases.list(words);
  }

  private String range(String kind, CronPart part) {
    int end = CronTimePhrase.end(part);
    String key = kind.equals("weekdays") ? "weekday" : kind;
    if (part.step() > 1) {
      return phrases.say(key + ".step", name(key, part.from()), name(key, end), step(key, part));
    }
    String from = name(kind, part.from());
    String to = name(kind, end);
    return end == part.from() + 1 && !kind.equals("day")
        ? phrases.list(List.of(from, to))
        : phrases.say(key + ".span", from, to);
  }

  private String step(String kind, CronPart part) {
    return kind.equals("year")
        ? Integer.toString(part.step())
        : phrases.name("steps.names", part.step() - 1);
  }

  private String name(String kind, int value) {
    return switch (kind) {
      case "year" -> phrases.say("year.name", value);
      case "month" -> phrases.name("month.names", CronUnit.MONTH.wrap(value) - 1);
      case "day" -> phrases.name("days.names", value - 1);
      default -> phrases.name(kind + ".names", CronUnit.WEEKDAY.wrap(value));
    };
  }

  private static boolean plain(CronField field) {
    return field.parts().stream()
        .allMatch(part -> part.shape() == Shape.ALL || part.shape() == Shape.SPAN);
  }
}
