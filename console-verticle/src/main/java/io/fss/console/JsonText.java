package io.fss.console;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/** JSON on its way out, written as it comes: an answer may have a hundred thousand values. */
final class JsonText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder text;

  JsonText(int expected) {
    this.text = new StringBuilder(expected);
  }

  /** Takes something as it is: braces, numbers, and names and texts that need no escapes. */
  JsonText raw(String plain) {
    text.append(plain);
    return this;
  }

  JsonText raw(char plain) {
    text.append(plain);
    return this;
  }

  JsonText number(long number) {
    text.append(number);
    return this;
  }

  JsonText quoted(String value) {
    text.append('"');
    int written = 0;
    for (int i = 0; i < value.length(); i++) {
      char each = value.charAt(i);
      if (each < ' ' || each == '"' || each == '\\') {
        text.append(value, written, i);
        escape(each);
        written = i + 1;
      }
    }
    text.append(value, written, value.length()).append('"');
    return this;
  }

  private void escape(char each) {
    switch (each) {
      case '"', '\\' -> text.append('\\').append(each);
      case '\n' -> text.append("\\n");
      case '\r' -> text.append("\\r");
      case '\t' -> text.append("\\t");
      default -> text.append("\\u00").append(HEX[each >> 4]).append(HEX[each & 15]);
    }
  }

  Buffer toBuffer() {
    return Buffer.buffer(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
