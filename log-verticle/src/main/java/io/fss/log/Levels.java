package io.fss.log;

import io.fss.proto.v1.LogLevel;
import io.fss.proto.v1.LogLine;

/** How levels compare: a line without one counts as INFO, one of a newer client by its number. */
final class Levels {
  private Levels() {}

  static int of(LogLine line) {
    return line.getLevelValue() == LogLevel.LOG_LEVEL_UNSPECIFIED_VALUE
        ? LogLevel.INFO_VALUE
        : line.getLevelValue();
  }
}
