package io.fss.console;

import io.fss.proto.bus.v1.LogPage;
import io.fss.proto.bus.v1.StoredLine;
import io.fss.proto.v1.LogLevel;
import io.fss.proto.v1.LogLine;

/** Log lines in JSON. */
final class LogJson {
  private LogJson() {}

  static void write(LogPage page, Fields fields) {
    fields
        .list("lines", page.getLinesList(), LogJson::line)
        .always("cursor", page.getCursor())
        .always("more", page.getMore());
  }

  private static void line(StoredLine stored, Fields fields) {
    LogLine line = stored.getLine();
    boolean levelled = line.getLevel() != LogLevel.LOG_LEVEL_UNSPECIFIED;
    fields
        .instant("at", line.getSaidAtMs())
        .text("level", levelled ? line.getLevel().name() : "")
        .text("logger", line.getLogger())
        .always("message", line.getMessage())
        .text("throwable", line.getThrowable())
        .always("attempt", stored.getAttempt())
        .always("sequence", stored.getSequence());
  }
}
