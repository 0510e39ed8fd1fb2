package io.fss.scheduler;

import io.fss.proto.bus.v1.TaskInfo;
import io.fss.proto.bus.v1.TaskStatus;
import io.fss.proto.v1.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The changes of a transaction, by what is to be done. Pure. */
final class SettleBatch {
  private static final String DONE_ANYWAY = "it had ended before it could be stopped: ";

  final List<Verdict> verdicts = new ArrayList<>();
  final List<TaskInfo> changed = new ArrayList<>();
  final List<TaskRow> started = new ArrayList<>();
  final List<Progress> progressed = new ArrayList<>();
  final List<Again> again = new ArrayList<>();
  final Map<TaskRow, End> ended = new LinkedHashMap<>();
  private final Map<Long, Change> settled = new HashMap<>();
  private final long now;

  SettleBatch(long now) {
    this.now = now;
  }

  /** What the job said of its progress. */
  record Progress(TaskRow task, Change.Progressed said, long checkAt) {}

  /** An attempt that ended, the task being tried again. */
  record Again(TaskRow task, TaskStatus status, boolean tried, Change.Ended end, long due) {
    /** Who has just not taken it is not asked first again; after a try that is a policy. */
    String notFirst() {
      return tried && !task.policies().getRetryElsewhere() ? "" : task.client();
    }
  }

  /** How a task ended, and what the platform remarks. */
  record End(Change.Ended change, String remark) {}

  /**
   * Takes a change of a task; false where an end that says something else came before it in this
   * batch: what it says is not written, and so must not be called committed.
   */
  boolean put(Change change, TaskRow task) {
    if (change instanceof Change.Started) {
      started.add(task);
    } else if (change instanceof Change.Progressed said) {
      progressed.add(new Progress(task, said, Deadlines.afterProgress(task, now)));
    } else if (change instanceof Change.Gathered && task.family().open() > 0) {
      // Some of its parts have not ended yet.
      return true;
    } else {
      Change first = settled.putIfAbsent(task.id(), change);
      if (first != null) {
        return isSame(first, change);
      }
      settle(change, task);
    }
    return true;
  }

  /** The same end was reported twice: the first one counts, both are answered. */
  private static boolean isSame(Change first, Change second) {
    if (first instanceof Change.Ended one && second instanceof Change.Ended other) {
      return one.status() == other.status();
    }
    return first.getClass() == second.getClass();
  }

  private void settle(Change change, TaskRow task) {
    if (change instanceof Change.Released release) {
      release(task, release);
    } else if (change instanceof Change.Ended end) {
      end(task, end);
    } else if (change instanceof Change.Gathered gathered) {
      gather(task, gathered);
    }
  }

  /** Each of its parts was tried as often as it may: as a whole it is not tried again. */
  private void gather(TaskRow task, Change.Gathered gathered) {
    Family family = task.family();
    String told =
        "%d of %d succeeded".formatted(family.children() - family.bad(), family.children());
    TaskStatus status = family.bad() == 0 ? TaskStatus.SUCCEEDED : TaskStatus.FAILED;
    if (task.isStopping() && family.bad() > 0) {
      status = task.stopStatus();
      told = task.message() + " (" + told + ")";
    }
    finish(
        task,
        new Change.Ended(
            task.id(),
            gathered.attempt(),
            gathered.session(),
            status,
            true,
            told,
            task.bookedAt(),
            now,
            Math.max(0, now - task.bookedAt()) * 1_000,
            0,
            "",
            0,
            now),
        "");
  }

  /** Tasks of which a part has ended. */
  Set<Long> parents() {
    Set<Long> parents = new TreeSet<>();
    for (TaskRow task : ended.keySet()) {
      if (task.family().isChild()) {
        parents.add(task.family().parent());
      }
    }
    return parents;
  }

  /** Those that ended and count for their groups: parts do not, what they are parts of does. */
  Map<TaskRow, End> counted() {
    Map<TaskRow, End> counted = new LinkedHashMap<>(ended);
    counted.keySet().removeIf(task -> task.family().isChild());
    return counted;
  }

  private void release(TaskRow task, Change.Released release) {
    if (task.stopStatus() == TaskStatus.CANCELLED) {
      // Somebody wanted it to stop, and it has not even begun.
      String told = task.message() + " (" + release.reason() + ")";
      finish(task, Change.Ended.untold(release, TaskStatus.CANCELLED, false, told, now), "");
      return;
    }
    Change.Ended end =
        Change.Ended.untold(release, TaskStatus.WAITING, false, release.reason(), now);
    // Without a pause it is due since when it was: it keeps its place, and its wait counts on.
    boolean keepsPlace = release.delayMs() == 0 && !task.family().isChild();
    long due = keepsPlace ? task.dueAt() : now + release.delayMs();
    again(new Again(task, TaskStatus.WAITING, false, end, due));
  }

  private void end(TaskRow task, Change.Ended end) {
    if (!task.isStopping()) {
      retryOrFinish(task, end, "");
    } else if (end.status() == TaskStatus.SUCCEEDED) {
      // The work is done: to call it cancelled or to do it again would be wrong.
      finish(task, end, DONE_ANYWAY + task.message());
    } else {
      String told =
          end.message().isEmpty() || end.message().equals(task.message())
              ? task.message()
              : task.message() + " (" + end.message() + ")";
      retryOrFinish(task, end.as(task.stopStatus(), told), "");
    }
  }

  private void retryOrFinish(TaskRow task, Change.Ended end, String remark) {
    Retry retry =
        Retry.after(
            end.status(),
            task.policies(),
            task.tries(),
            task.finishBy(),
            now,
            Backoff.seed(task.id(), task.attempt()));
    if (retry instanceof Retry.At at) {
      again(new Again(task, end.status(), true, end, at.due()));
    } else {
      finish(task, end, remark);
    }
  }

  private void finish(TaskRow task, Change.Ended end, String remark) {
    ended.put(task, new End(end, remark));
    changed.add(
        task.info(end.status())
            .setStartedAtMs(end.startedAt())
            .setEndedAtMs(end.endedAt())
            .setDurationUs(end.durationUs())
            .setMessage(end.message())
            .setRemark(remark)
            .build());
  }

  private void again(Again one) {
    again.add(one);
    changed.add(one.task().info(TaskStatus.WAITING).setMessage(one.end().message()).build());
  }
}
