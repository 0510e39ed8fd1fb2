package io.fss.client;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Texts cut to what the contract keeps. */
final class Text {
  static final int RESULT = 4_000;
  static final int PROGRESS = 1_000;
  static final int LINE = 16_384;
  static final int THROWABLE = 65_536;

  private Text() {}

  static String cut(String text, int most) {
    if (text == null) {
      return "";
    }
    if (text.length() <= most) {
      return text;
    }
    // Half a surrogate pair is no character; it would arrive as a question mark.
    boolean split = Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, split ? most - 1 : most);
  }

  /** {@code ExceptionClass: message}. */
  static String reason(Throwable failure) {
    String name = failure.getClass().getName();
    try {
      String message = failure.getMessage();
      return cut(message == null ? name : name + ": " + message, RESULT);
    } catch (RuntimeException broken) {
      // An exception that cannot describe itself must not cost the report of the attempt.
      return name;
    }
  }

  /** The exception with its causes. */
  static String stackTrace(Throwable failure) {
    if (failure == null) {
      return "";
    }
    StringWriter text = new StringWriter();
    try {
      failure.printStackTrace(new PrintWriter(text));
    } catch (RuntimeException broken) {
      text.append(failure.getClass().getName());
    }
    return cut(text.toString(), THROWABLE);
  }

  /** Reads the percent-encoded {@code grpc-message} of a call; empty for none. */
  static String statusMessage(String encoded) {
    if (encoded == null) {
      return "";
    }
    try {
      return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException odd) {
      return encoded;
    }
  }
}
