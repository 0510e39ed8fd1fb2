package io.fss.client;

import java.time.Duration;
import java.util.regex.Pattern;

/** Rules of options; what breaks one is told by field, value and rule. */
final class Rules {
  static final Pattern NAMESPACE = Pattern.compile("[a-z0-9._-]{1,64}");
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private Rules() {}

  static void matches(String field, String value, Pattern rule) {
    if (value == null || !rule.matcher(value).matches()) {
      throw new IllegalArgumentException("%s '%s' must match %s".formatted(field, value, rule));
    }
  }

  static void range(String field, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s %d must be from %d to %d".formatted(field, value, least, most));
    }
  }

  static void atLeast(String field, Duration value, Duration least) {
    if (value == null || value.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "%s %s must be at least %s".formatted(field, value, least));
    }
  }

  static void that(boolean holds, String field, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("%s '%s' must %s".formatted(field, value, rule));
    }
  }
}
