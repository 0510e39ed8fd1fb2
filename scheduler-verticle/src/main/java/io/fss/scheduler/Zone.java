package io.fss.scheduler;

import java.time.DateTimeException;
import java.time.ZoneId;

/** Time zones by name. */
final class Zone {
  static final String UTC = "UTC";
  private static final int LONGEST = 64;

  private Zone() {}

  /**
   * A zone by its IANA name; empty means UTC.
   *
   * @throws IllegalArgumentException with the rule that the name breaks
   */
  static ZoneId of(String name) {
    if (name.length() > LONGEST) {
      throw new IllegalArgumentException(
          "must be an IANA time zone: it has more than %d characters".formatted(LONGEST));
    }
    try {
      return ZoneId.of(name.isEmpty() ? UTC : name);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("must be an IANA time zone: " + e.getMessage(), e);
    }
  }
}
