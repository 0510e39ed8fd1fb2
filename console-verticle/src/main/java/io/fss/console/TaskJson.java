package io.fss.console;

import io.fss.proto.bus.v1.AttemptInfo;
import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.bus.v1.Wait;
import java.util.Map;

/** Tasks and their attempts in JSON. */
final class TaskJson {
  private static final Words<Wait> WAITS =
      new Words<>(Map.of(Wait.DUE, "due", Wait.CLIENT, "client", Wait.PREDECESSOR, "predecessor"));

  private TaskJson() {}

  static void write(TaskInfo task, Fields fields) {
    boolean waits = task.getStatus() == TaskStatus.WAITING;
    fields
        .id("id", task.getId())
        .id("groupId", task.getGroupId())
        .text("namespace", task.getNamespace())
        .text("group", task.getGroup())
        .text("app", task.getApp())
        .text("job", task.getJob())
        .text("occurrenceKey", task.getOccurrenceKey())
        .text("status", task.getStatus().name())
        .text("wait", waits ? WAITS.of(task.getWait()) : "")
        .always("priority", task.getPriority())
        .instant("plannedAt", task.getPlannedAtMs())
        .instant("dueAt", task.getDueAtMs())
        .instant("finishBy", task.getFinishByMs())
        .instant("bookedAt", task.getBookedAtMs())
        .instant("startedAt", task.getStartedAtMs())
        .instant("endedAt", task.getEndedAtMs())
        .millis("durationMs", task.getDurationUs());
    if (task.getStartedAtMs() != 0 && task.getPlannedAtMs() != 0) {
      fields.always("latenessMs", task.getStartedAtMs() - task.getPlannedAtMs());
    }
    rest(task, fields);
  }

  private static void rest(TaskInfo task, Fields fields) {
    fields
        .always("attempt", task.getAttempt())
        .always("tries", task.getTries())
        .text("client", task.getClient())
        .text("session", task.getSession())
        .number("progress", task.getProgress())
        .text("message", task.getMessage());
    if (!task.getParams().isEmpty()) {
      fields.json("params", task.getParams());
    }
    fields
        .text("remark", task.getRemark())
        .id("parent", task.getParent())
        .number("children", task.getChildren())
        .number("openChildren", task.getOpenChildren())
        .number("badChildren", task.getBadChildren());
    if (task.getCount() > 1) {
      fields.number("count", task.getCount()).instant("lastPlannedAt", task.getLastPlannedAtMs());
    }
    if (task.getAttemptsCount() > 0) {
      fields.list("attempts", task.getAttemptsList(), TaskJson::attempt);
    }
  }

  private static void attempt(AttemptInfo attempt, Fields fields) {
    if (attempt.getLastAttempt() > attempt.getAttempt()) {
      fields
          .always("lastAttempt", attempt.getLastAttempt())
          .always("count", attempt.getLastAttempt() - attempt.getAttempt() + 1);
    }
    fields
        .always("attempt", attempt.getAttempt())
        .text("status", attempt.getStatus().name())
        .text("client", attempt.getClient())
        .text("session", attempt.getSession())
        .instant("bookedAt", attempt.getBookedAtMs())
        .instant("startedAt", attempt.getStartedAtMs())
        .instant("endedAt", attempt.getEndedAtMs())
        .text("message", attempt.getMessage());
  }
}
