package io.fss.scheduler;

import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.Violation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Collects the rules that an input breaks; each is named with field and value. */
final class Violations {
  static final Pattern NAMESPACE = Pattern.compile("[a-z0-9._-]{1,64}");
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  static final String UNPADDED = "must not end with a blank";

  // The end of the year 9999: what lies behind is a slip, and dates have four digits.
  private static final long LAST_INSTANT = 253_402_300_799_999L;
  private static final int DESCRIPTION = 1_000;
  private static final int SHOWN = 80;

  private final List<Violation> all = new ArrayList<>();

  List<Violation> all() {
    return all;
  }

  boolean none() {
    return all.isEmpty();
  }

  void broken(String field, Object value, String rule) {
    all.add(Refusal.violation(field, value, rule));
  }

  /** The beginning of a text that may be long, for a message. */
  static String shown(String value) {
    return value.substring(0, Math.min(SHOWN, value.length()));
  }

  /** Whether blanks follow: one of the databases does not tell such a text from one without. */
  static boolean isPadded(String value) {
    return !value.equals(value.stripTrailing());
  }

  void text(String field, String value, Pattern rule) {
    if (!rule.matcher(value).matches()) {
      broken(field, shown(value), "must match " + rule.pattern());
    }
  }

  void description(String value) {
    if (value.length() > DESCRIPTION) {
      broken("description", value.length() + " characters", "must have at most " + DESCRIPTION);
    }
  }

  void within(String field, long value, long least, long most) {
    if (value < least || value > most) {
      broken(field, value, "must be within %d and %d".formatted(least, most));
    }
  }

  void zeroOrWithin(String field, long value, long least, long most) {
    if (value != 0 && (value < least || value > most)) {
      broken(field, value, "must be 0 or within %d and %d".formatted(least, most));
    }
  }

  void instant(String field, long millis) {
    if (millis < 0 || millis > LAST_INSTANT) {
      broken(field, millis, "must be an instant after 1970-01-01");
    }
  }

  /** Answers whether there is such a zone. */
  boolean zone(String field, String name) {
    try {
      Zone.of(name);
      return true;
    } catch (IllegalArgumentException e) {
      broken(field, shown(name), e.getMessage());
      return false;
    }
  }

  void weekdays(String field, List<Integer> days) {
    Set<Integer> seen = new HashSet<>();
    for (int day : days) {
      if (day < 1 || day > 7 || !seen.add(day)) {
        broken(field, days, "must be days from 1 (Monday) to 7 (Sunday), each once");
        return;
      }
    }
  }
}
