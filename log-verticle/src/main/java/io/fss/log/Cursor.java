package io.fss.log;

import io.fss.kernel.Refusal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a reader has come; to clients an opaque text.
 *
 * @param chunk id of the last chunk that was read from, 0 before the first
 * @param lines how many of its lines are behind; {@link #WHOLE} when all are
 */
record Cursor(long chunk, int lines) {
  static final int WHOLE = Integer.MAX_VALUE;
  private static final Cursor START = new Cursor(0, WHOLE);
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18})(?:\\.(\\d{1,9}))?");

  static Cursor parse(String text) {
    if (text.isEmpty()) {
      return START;
    }
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw Refusal.invalid("cursor", text, "must be a cursor that an earlier page answered");
    }
    String lines = matcher.group(2);
    return new Cursor(
        Long.parseLong(matcher.group(1)), lines == null ? WHOLE : Integer.parseInt(lines));
  }

  /** The lowest id of a chunk that may have something new. */
  long fromChunk() {
    return lines == WHOLE ? chunk + 1 : chunk;
  }

  /** How many lines of this chunk are behind. */
  int behind(long id) {
    return id == chunk ? lines : 0;
  }

  String text() {
    return lines == WHOLE ? Long.toString(chunk) : chunk + "." + lines;
  }
}
