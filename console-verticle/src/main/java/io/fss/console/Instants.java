package io.fss.console;

import io.fss.kernel.Refusal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/** Instants as the API writes them: ISO-8601 in UTC with milliseconds. */
final class Instants {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private Instants() {}

  static String format(long epochMillis) {
    return FORMAT.format(Instant.ofEpochMilli(epochMillis));
  }

  /** Epoch milliseconds of a text with any offset; a refusal that names the field otherwise. */
  static long parse(String field, String text) {
    try {
      long millis = OffsetDateTime.parse(text).toInstant().toEpochMilli();
      if (millis > 0) {
        return millis;
      }
    } catch (DateTimeParseException e) {
      throw wrong(field, text);
    }
    throw wrong(field, text);
  }

  private static Refusal wrong(String field, String text) {
    return Refusal.invalid(
        field, text, "must be an ISO-8601 instant after 1970, such as 2026-01-01T00:00:00Z");
  }
}
