package io.fss.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A cron expression, told apart, checked and taken apart: what was written, not yet when it fires.
 *
 * @param either whether one of day of month and day of week is enough, where both are set: Unix
 */
record CronText(
    CronField seconds,
    CronField minutes,
    CronField hours,
    CronField days,
    CronField months,
    CronField weekdays,
    CronField years,
    boolean either) {
  private static final int LONGEST = 250;
  private static final Pattern PRINTABLE = Pattern.compile("[\\t\\x20-\\x7E]*");
  private static final Pattern SPACES = Pattern.compile("[\\t ]+");
  private static final Map<String, String> NAMES =
      Map.of(
          "@YEARLY", "0 0 1 1 *",
          "@ANNUALLY", "0 0 1 1 *",
          "@MONTHLY", "0 0 1 * *",
          "@WEEKLY", "0 0 * * 0",
          "@DAILY", "0 0 * * *",
          "@MIDNIGHT", "0 0 * * *",
          "@HOURLY", "0 * * * *");

  /**
   * Takes an expression apart: a name such as {@code @daily}, five fields of Unix cron, or six or
   * seven of Quartz; capitals do not matter.
   *
   * @throws IllegalArgumentException with a rule that starts with "must"
   */
  static CronText parse(String expression) {
    if (expression.length() > LONGEST || !PRINTABLE.matcher(expression).matches()) {
      throw refused("it has more than %d or unprintable characters".formatted(LONGEST));
    }
    String text = expression.strip().toUpperCase(Locale.ROOT);
    if (text.startsWith("@") && !NAMES.containsKey(text)) {
      throw refused(
          "names are @yearly, @annually, @monthly, @weekly, @daily, @midnight and @hourly");
    }
    String[] fields = SPACES.split(NAMES.getOrDefault(text, text));
    try {
      return switch (fields.length) {
        case 5 -> unix(fields(CronGrammar.UNIX_FIELDS, fields));
        case 6, 7 -> quartz(fields(CronGrammar.QUARTZ_FIELDS, fields));
        default ->
            throw new IllegalArgumentException(
                "it needs 5 fields (Unix), 6 or 7 (Quartz), or a name such as @daily");
      };
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage());
    }
  }

  private static List<CronField> fields(List<CronGrammar> grammars, String[] texts) {
    List<CronField> fields = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      fields.add(grammars.get(i).field(texts[i]));
    }
    return fields;
  }

  private static CronText unix(List<CronField> fields) {
    CronField days = fields.get(2);
    CronField weekdays = fields.get(4);
    return new CronText(
        CronField.value(CronUnit.SECOND, 0),
        fields.get(0),
        fields.get(1),
        days,
        fields.get(3),
        weekdays,
        CronField.all(CronUnit.YEAR),
        !days.starred() && !weekdays.starred());
  }

  private static CronText quartz(List<CronField> fields) {
    CronField days = fields.get(3);
    CronField weekdays = fields.get(5);
    if (days.open() == weekdays.open()) {
      throw new IllegalArgumentException(
          "exactly one of day of month and day of week must be ? in 6 or 7 fields");
    }
    return new CronText(
        fields.get(0),
        fields.get(1),
        fields.get(2),
        days,
        fields.get(4),
        weekdays,
        fields.size() == 7 ? fields.get(6) : CronField.all(CronUnit.YEAR),
        false);
  }

  /**
   * Whether the expression means an interval, which runs through a change of the clock in real
   * time, and not certain times of the day, of which none may be lost or doubled by it. The hours
   * decide: those of an interval go round the whole day, as {@code *}, {@code *}{@code /2} and
   * {@code 0-23} do.
   */
  boolean interval() {
    return hours.goesRound();
  }

  private static IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("must be a cron expression: " + why);
  }
}
