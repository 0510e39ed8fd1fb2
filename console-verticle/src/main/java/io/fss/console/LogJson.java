package io.fss.console;

import io.fss.proto.bus.v1.LogPage;
import io.fss.proto.bus.v1.StoredLine;
import io.fss.proto.v1.LogLevel;
import io.fss.proto.v1.LogLine;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Log lines in JSON. */
final class LogJson {
  private LogJson() {}

  static JsonObject write(LogPage page) {
    JsonArray lines = new JsonArray();
    page.getLinesList().forEach(line -> lines.add(line(line)));
    return new JsonObject()
        .put("lines", lines)
        .put("cursor", page.getCursor())
        .put("more", page.getMore());
  }

  private static JsonObject line(StoredLine stored) {
    LogLine line = stored.getLine();
    boolean levelled = line.getLevel() != LogLevel.LOG_LEVEL_UNSPECIFIED;
    return new Fields()
        .instant("at", line.getSaidAtMs())
        .text("level", levelled ? line.getLevel().name() : "")
        .text("logger", line.getLogger())
        .always("message", line.getMessage())
        .text("throwable", line.getThrowable())
        .always("attempt", stored.getAttempt())
        .always("sequence", stored.getSequence())
        .json();
  }
}
