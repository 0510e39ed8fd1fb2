package io.fss.deploy.faults;

import io.fss.deploy.faults.Findings.Breach;
import io.fss.proto.bus.v1.TaskStatus;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Every attempt that a client saw is kept, and as it was acknowledged. */
final class RecordChecks {
  private static final Set<TaskStatus> NO_SUCCESS =
      EnumSet.of(TaskStatus.FAILED, TaskStatus.CANCELLED, TaskStatus.TIMED_OUT);

  private static final Set<TaskStatus> TRIED_AGAIN =
      EnumSet.of(TaskStatus.FAILED, TaskStatus.LOST, TaskStatus.TIMED_OUT);

  private record Key(long task, int attempt) {}

  private final Story story;
  private final Findings findings;
  private final Map<Long, TaskRecord> tasks;
  private final Map<Long, List<AttemptRecord>> attempts = new HashMap<>();

  RecordChecks(Story story, Findings findings) {
    this.story = story;
    this.findings = findings;
    this.tasks = story.byId();
    for (AttemptRecord attempt : story.attempts()) {
      attempts.computeIfAbsent(attempt.task(), id -> new ArrayList<>()).add(attempt);
    }
  }

  void check() {
    Set<Key> seen = new HashSet<>();
    for (Start start : story.starts()) {
      seen.add(new Key(start.task(), start.attempt()));
      check(start, status(start.task(), start.attempt()));
    }
    for (TaskRecord task : story.tasks()) {
      tries(task);
      boolean ran = task.status() == TaskStatus.SUCCEEDED && !task.isSplit();
      if (ran && !seen.contains(new Key(task.id(), task.attempt()))) {
        findings.add(
            Breach.UNSEEN,
            "task %d attempt %d of %s succeeded on %s, which never started it"
                .formatted(task.id(), task.attempt(), task.group(), task.client()));
      }
    }
  }

  /** What did not succeed was tried as often as its group allows. */
  private void tries(TaskRecord task) {
    if (task.isSplit() || !TRIED_AGAIN.contains(task.status())) {
      return;
    }
    int most = story.plan(task.group()).tries();
    int used = task.attempt() - notStarted(task);
    if (used < most) {
      findings.add(
          Breach.LOST,
          "task %d of %s ended as %s after %d of %d tries"
              .formatted(task.id(), task.group(), task.status(), used, most));
    }
  }

  /** Attempts that were booked and never began, which use up no try. */
  private int notStarted(TaskRecord task) {
    int none = 0;
    for (AttemptRecord record : attempts.getOrDefault(task.id(), List.of())) {
      none += record.status() == TaskStatus.WAITING ? record.last() - record.first() + 1 : 0;
    }
    return none;
  }

  /** How the platform says that an attempt ended; null when it says nothing. */
  private TaskStatus status(long task, int attempt) {
    for (AttemptRecord record : attempts.getOrDefault(task, List.of())) {
      if (record.first() <= attempt && attempt <= record.last()) {
        return record.status();
      }
    }
    TaskRecord record = tasks.get(task);
    return record == null || record.attempt() != attempt ? null : record.status();
  }

  private void check(Start start, TaskStatus kept) {
    if (kept == null) {
      findings.add(Breach.UNACKNOWLEDGED_LOST, start + " is in no row");
    } else if (kept == TaskStatus.WAITING || kept == TaskStatus.SKIPPED) {
      findings.add(Breach.DOUBLED, "%s is kept as %s: it never started".formatted(start, kept));
    } else if (start.answer().equals("INVALID")) {
      findings.add(Breach.UNACKNOWLEDGED_LOST, start + " was reported and called invalid");
    } else if (start.answer().equals("COMMITTED") && !matches(start, kept)) {
      findings.add(
          Breach.UNACKNOWLEDGED_LOST,
          "%s ended as %s, which was acknowledged, and is kept as %s"
              .formatted(start, start.outcome(), kept));
    } else if (uncorrected(start, kept)) {
      findings.add(
          Breach.UNACKNOWLEDGED_LOST,
          "%s succeeded, was refused, and is kept as %s although nothing newer was booked"
              .formatted(start, kept));
    }
  }

  private static boolean matches(Start start, TaskStatus kept) {
    return start.succeeded() ? kept == TaskStatus.SUCCEEDED : NO_SUCCESS.contains(kept);
  }

  private boolean uncorrected(Start start, TaskStatus kept) {
    TaskRecord task = tasks.get(start.task());
    return start.succeeded()
        && start.answer().equals("STALE")
        && (kept == TaskStatus.LOST || kept == TaskStatus.FAILED)
        && task.status() == kept
        && task.attempt() == start.attempt();
  }
}
