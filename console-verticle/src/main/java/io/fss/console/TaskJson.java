package io.fss.console;

import io.fss.proto.bus.v1.AttemptInfo;
import io.fss.proto.bus.v1.TaskInfo;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Tasks and their attempts in JSON. */
final class TaskJson {
  private TaskJson() {}

  static JsonObject write(TaskInfo task) {
    Fields fields =
        new Fields()
            .id("id", task.getId())
            .id("groupId", task.getGroupId())
            .text("namespace", task.getNamespace())
            .text("group", task.getGroup())
            .text("app", task.getApp())
            .text("job", task.getJob())
            .text("occurrenceKey", task.getOccurrenceKey())
            .text("status", task.getStatus().name())
            .instant("plannedAt", task.getPlannedAtMs())
            .instant("bookedAt", task.getBookedAtMs())
            .instant("startedAt", task.getStartedAtMs())
            .instant("endedAt", task.getEndedAtMs())
            .millis("durationMs", task.getDurationUs());
    if (task.getStartedAtMs() != 0 && task.getPlannedAtMs() != 0) {
      fields.always("latenessMs", task.getStartedAtMs() - task.getPlannedAtMs());
    }
    return rest(fields, task);
  }

  private static JsonObject rest(Fields fields, TaskInfo task) {
    fields
        .always("attempt", task.getAttempt())
        .always("tries", task.getTries())
        .text("client", task.getClient())
        .text("session", task.getSession())
        .number("progress", task.getProgress())
        .text("message", task.getMessage())
        .object("params", task.getParams())
        .text("remark", task.getRemark());
    if (task.getCount() > 1) {
      fields.number("count", task.getCount()).instant("lastPlannedAt", task.getLastPlannedAtMs());
    }
    if (task.getAttemptsCount() > 0) {
      JsonArray attempts = new JsonArray();
      task.getAttemptsList().forEach(attempt -> attempts.add(attempt(attempt)));
      fields.always("attempts", attempts);
    }
    return fields.json();
  }

  private static JsonObject attempt(AttemptInfo attempt) {
    return new Fields()
        .always("attempt", attempt.getAttempt())
        .text("status", attempt.getStatus().name())
        .text("client", attempt.getClient())
        .text("session", attempt.getSession())
        .instant("bookedAt", attempt.getBookedAtMs())
        .instant("startedAt", attempt.getStartedAtMs())
        .instant("endedAt", attempt.getEndedAtMs())
        .text("message", attempt.getMessage())
        .json();
  }
}
