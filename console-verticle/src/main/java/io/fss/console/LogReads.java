package io.fss.console;

import io.fss.kernel.Channels;
import io.fss.proto.bus.v1.LogPage;
import io.fss.proto.bus.v1.LogReadRequest;
import io.fss.proto.v1.LogLevel;
import io.vertx.core.Future;
import java.util.Map;

/** Reads the log lines of a task. */
record LogReads(Backend backend) {

  Map<String, Responder> responders() {
    return Map.of("readLogs", this::read);
  }

  private Future<Answer> read(Call call) {
    String level = call.text("level");
    LogReadRequest request =
        LogReadRequest.newBuilder()
            .setTaskId(call.id())
            .setAttempt(call.number("attempt", 0))
            .setMinLevel(level.isEmpty() ? LogLevel.LOG_LEVEL_UNSPECIFIED : LogLevel.valueOf(level))
            .setCursor(call.text("cursor"))
            .setLimit(call.number("limit", 0))
            .build();
    return backend
        .ask(Channels.LOG_READ, request)
        .compose(page -> existing(request, page))
        .map(page -> Answer.ok(Fields.item(page, LogJson::write, 64 * 1024)));
  }

  /** The log does not know tasks: whether one without lines exists, the scheduler says. */
  private Future<LogPage> existing(LogReadRequest request, LogPage page) {
    return page.getLinesCount() > 0 || !request.getCursor().isEmpty()
        ? Future.succeededFuture(page)
        : new TaskReads(backend).find(request.getTaskId()).map(page);
  }
}
