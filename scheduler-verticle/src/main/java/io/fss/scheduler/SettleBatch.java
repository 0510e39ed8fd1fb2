package io.fss.scheduler;

import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Verdict;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The changes of a transaction, by what is to be done. */
final class SettleBatch {
  final List<Verdict> verdicts = new ArrayList<>();
  final List<TaskInfo> changed = new ArrayList<>();
  final JsonArray started = new JsonArray();
  final JsonArray progressed = new JsonArray();
  final JsonArray again = new JsonArray();
  final JsonArray kept = new JsonArray();
  final List<Staged> waiting = new ArrayList<>();
  final Map<TaskRow, Change.Ended> ended = new LinkedHashMap<>();
  private final Set<Long> settled = new HashSet<>();

  void put(Change change, TaskRow task, long now) {
    if (change instanceof Change.Started) {
      started.add(new JsonArray().add(task.id()).add(task.attempt()));
    } else if (change instanceof Change.Progressed progress) {
      progressed.add(
          new JsonArray()
              .add(task.id())
              .add(task.attempt())
              .add(progress.percent())
              .add(progress.message()));
    } else if (!settled.add(task.id())) {
      // The same end was reported twice in one batch: the first one counts, both are answered.
      return;
    } else if (change instanceof Change.Released release) {
      putBack(task, TaskStatus.WAITING, 0, now, release.reason(), now + release.delayMs(), 0);
    } else if (change instanceof Change.Ended end) {
      end(task, end, now);
    }
  }

  private void end(TaskRow task, Change.Ended end, long now) {
    Retry retry = Retry.after(end.status(), task, now);
    if (retry instanceof Retry.At at) {
      putBack(task, end.status(), end.startedAt(), end.endedAt(), end.message(), at.due(), 1);
      return;
    }
    ended.put(task, end);
    changed.add(
        task.info(end.status())
            .setStartedAtMs(end.startedAt())
            .setEndedAtMs(end.endedAt())
            .setDurationUs(end.durationUs())
            .setMessage(end.message())
            .build());
  }

  private void putBack(
      TaskRow task,
      TaskStatus status,
      long started,
      long endedAt,
      String message,
      long due,
      int tried) {
    kept.add(
        new JsonArray()
            .add(task.id())
            .add(status.getNumber())
            .add(started)
            .add(endedAt)
            .add(message));
    again.add(new JsonArray().add(task.id()).add(task.attempt()).add(tried).add(due).add(message));
    waiting.add(
        new Staged(
            task.id(),
            task.groupId(),
            task.job(),
            task.plannedAt(),
            due,
            task.attempt() + 1,
            OccurrenceKey.isScheduled(task.occurrenceKey())));
    changed.add(task.info(TaskStatus.WAITING).setMessage(message).build());
  }
}
