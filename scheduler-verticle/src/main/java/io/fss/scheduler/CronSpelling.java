package io.fss.scheduler;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the parts of a field may be spelled: stricter than cron-utils, which overlooks characters
 * that it does not expect, and with messages that say what to write instead.
 *
 * @param shape what a part looks like once names are numbers
 * @param forms the same in words
 * @param names that stand for numbers, in order
 * @param firstName the number of the first name
 */
record CronSpelling(Pattern shape, String forms, List<String> names, int firstName) {
  private static final String NUMBERS =
      "\\*(/[0-9]{1,4})?|/[0-9]{1,4}|[0-9]{1,4}(-[0-9]{1,4})?(/[0-9]{1,4})?";
  private static final List<String> WEEKDAY_NAMES =
      List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
  private static final List<String> MONTH_NAMES =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

  /** Fields of numbers alone. */
  static final CronSpelling PLAIN =
      new CronSpelling("", "n, a-b, a/n, a-b/n, * or */n", List.of(), 0);

  static final CronSpelling YEARS =
      new CronSpelling("", "n, a-b, a/n, a-b/n, * or */n with 1970-2199", List.of(), 0);

  static final CronSpelling MONTHS =
      new CronSpelling("", "n, a-b, a/n, a-b/n, * or */n with 1-12 or JAN-DEC", MONTH_NAMES, 1);

  static final CronSpelling UNIX_WEEKDAYS =
      new CronSpelling("", "n, a-b, a/n, a-b/n, * or */n with 0-7 or SUN-SAT", WEEKDAY_NAMES, 0);

  static final CronSpelling QUARTZ_WEEKDAYS =
      new CronSpelling(
          "|[?]|L|[0-9]L|[0-9]#[1-5]",
          "n, a-b, a/n, a-b/n, *, */n, L, nL, n#1 to n#5 or ? with 1-7 or SUN-SAT",
          WEEKDAY_NAMES,
          1);

  static final CronSpelling QUARTZ_DAYS =
      new CronSpelling(
          "|[?]|L|LW|L-([1-9]|[12][0-9]|30)|[0-9]{1,2}W",
          "n, a-b, a/n, a-b/n, *, */n, L, L-1 to L-30, LW, nW or ?",
          List.of(),
          0);

  private static final Pattern NO_STEP = Pattern.compile("/0+$");
  private static final Pattern RANGE = Pattern.compile("^([0-9]{1,4})-([0-9]{1,4})");
  private static final Pattern NAME = Pattern.compile("(?<![A-Z0-9])[A-Z]{3}(?=L?(?:[-/#]|$))");

  private CronSpelling(String more, String forms, List<String> names, int firstName) {
    this(Pattern.compile(NUMBERS + more), forms, names, firstName);
  }

  /**
   * The text of a field with numbers for names.
   *
   * @param text in capitals
   * @throws IllegalArgumentException with the field, its text and the rule
   */
  String numbers(CronUnit unit, String text) {
    String[] parts = text.split(",", -1);
    if (parts.length > 1 && text.contains("?")) {
      throw refused(unit, text, "must have ? alone or not at all");
    }
    for (int i = 0; i < parts.length; i++) {
      parts[i] = number(unit, parts[i]);
    }
    return String.join(",", parts);
  }

  private String number(CronUnit unit, String part) {
    String numbers = NAME.matcher(part).replaceAll(this::number);
    if (!shape.matcher(numbers).matches()) {
      throw refused(unit, part, "must be " + forms);
    }
    if (NO_STEP.matcher(numbers).find()) {
      throw refused(unit, part, "must have a step of at least 1");
    }
    // Names may wrap round, SAT-SUN and NOV-FEB are plain speech; with numbers it is a slip.
    Matcher range = RANGE.matcher(part);
    if (range.find() && Integer.parseInt(range.group(1)) > Integer.parseInt(range.group(2))) {
      throw refused(unit, part, "must not run backwards");
    }
    return numbers;
  }

  private String number(MatchResult name) {
    int index = names.indexOf(name.group());
    return index < 0 ? name.group() : Integer.toString(firstName + index);
  }

  static IllegalArgumentException refused(CronUnit unit, String text, String rule) {
    return new IllegalArgumentException("%s '%s' %s".formatted(unit.field, text, rule));
  }
}
