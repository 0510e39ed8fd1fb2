package io.fss.console;

import io.fss.kernel.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Instants as the API writes them: ISO-8601 in UTC with milliseconds. */
final class Instants {
  /** What is told of a text that is none. */
  static final String RULE = "must be an ISO-8601 instant after 1970, such as 2026-01-01T00:00:00Z";

  private static final long DAY_MS = 86_400_000;
  private static final String FORM = "0000-00-00T00:00:00.000Z";
  private static final int WHOLE = "0000-00-00T00:00:00".length();
  private static final int LAST_YEAR = 9_999;

  private Instants() {}

  /** Written by hand: java.time takes ten times as long, which is felt with many of them. */
  static String format(long epochMillis) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(epochMillis, DAY_MS));
    if (date.getYear() < 0 || date.getYear() > LAST_YEAR) {
      return Instant.ofEpochMilli(epochMillis).toString();
    }
    int ofDay = (int) Math.floorMod(epochMillis, DAY_MS);
    StringBuilder text = new StringBuilder(FORM);
    put(text, 4, date.getYear());
    put(text, 7, date.getMonthValue());
    put(text, 10, date.getDayOfMonth());
    put(text, 13, ofDay / 3_600_000);
    put(text, 16, ofDay / 60_000 % 60);
    put(text, 19, ofDay / 1_000 % 60);
    put(text, 23, ofDay % 1_000);
    return text.toString();
  }

  /** Writes a number so that it ends before a place of the form. */
  private static void put(StringBuilder text, int end, int number) {
    int at = end;
    for (int left = number; left > 0; left /= 10) {
      at--;
      text.setCharAt(at, (char) ('0' + left % 10));
    }
  }

  /** Whether a text is an instant after 1970, with any offset. */
  static boolean valid(String text) {
    return millis(text) > 0;
  }

  /** Epoch milliseconds of a text with any offset; a refusal that names the field otherwise. */
  static long parse(String field, String text) {
    long millis = millis(text);
    if (millis <= 0) {
      throw Refusal.invalid(field, text, RULE);
    }
    return millis;
  }

  /** 0 for a text that is no instant after 1970. */
  private static long millis(String text) {
    long millis = ownForm(text);
    if (millis > 0) {
      return millis;
    }
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeParseException e) {
      return 0;
    }
  }

  /**
   * Reads the form that is written here, with 0 to 9 digits of the second's fraction; 0 for any
   * other.
   */
  private static long ownForm(String text) {
    int length = text.length();
    if (length < WHOLE + 1 || length > WHOLE + 11 || !fits(text)) {
      return 0;
    }
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, WHOLE);
    if (hour > 23 || minute > 59 || second > 59) {
      return 0;
    }
    try {
      LocalDate day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
      long ofDay = ((hour * 60 + minute) * 60L + second) * 1_000;
      return day.toEpochDay() * DAY_MS + ofDay + fraction(text);
    } catch (DateTimeException e) {
      return 0;
    }
  }

  private static boolean fits(String text) {
    int last = text.length() - 1;
    if (text.charAt(last) != 'Z' || last == WHOLE + 1) {
      return false;
    }
    for (int i = 0; i < last; i++) {
      char form = i < FORM.length() - 1 ? FORM.charAt(i) : '0';
      char each = text.charAt(i);
      if (form == '0' ? each < '0' || each > '9' : each != form) {
        return false;
      }
    }
    return true;
  }

  /** Milliseconds of the second's fraction; what is finer is cut off. */
  private static int fraction(String text) {
    int millis = 0;
    for (int i = WHOLE + 1; i < WHOLE + 4; i++) {
      millis = millis * 10 + (i < text.length() - 1 ? text.charAt(i) - '0' : 0);
    }
    return millis;
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }
}
