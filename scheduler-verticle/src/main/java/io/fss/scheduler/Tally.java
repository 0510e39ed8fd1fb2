package io.fss.scheduler;

import io.fss.proto.bus.v1.TaskStatus;

/** Counts of one group. A run is an ended task that was tried at least once. */
final class Tally {
  private long runs;
  private long successes;
  private long failures;
  private long skipped;
  private long durationUs;
  private int ended;
  private TaskRow last;
  private TaskStatus lastStatus;

  /** Counts a task whose attempt ended. */
  void count(TaskRow task, Change.Ended end) {
    ended++;
    add(end.status(), task.tries() > 0 || end.tried());
    durationUs += end.durationUs();
    if (last == null || last.bookedAt() <= task.bookedAt()) {
      last = task;
      lastStatus = end.status();
    }
  }

  /** Counts a task that ended while it waited. */
  void countWaiting(TaskRow task, TaskStatus status) {
    ended++;
    add(status, task.tries() > 0);
  }

  private void add(TaskStatus status, boolean tried) {
    runs += tried ? 1 : 0;
    successes += status == TaskStatus.SUCCEEDED ? 1 : 0;
    failures += isFailure(status) ? 1 : 0;
    skipped += status == TaskStatus.SKIPPED ? 1 : 0;
  }

  static boolean isFailure(TaskStatus status) {
    return status == TaskStatus.FAILED
        || status == TaskStatus.TIMED_OUT
        || status == TaskStatus.LOST;
  }

  /**
   * For the group's counters: id, runs, successes, failures, duration, ended, task, booked, status,
   * gone.
   *
   * @param gone whether the task that was the next of the group is among them
   */
  Object[] row(long group, boolean gone) {
    return new Object[] {
      group,
      runs,
      successes,
      failures,
      durationUs,
      ended,
      last.id(),
      last.bookedAt(),
      lastStatus.getNumber(),
      gone ? 1 : 0
    };
  }

  /** For the counters of a group whose tasks only waited: id, runs, failures, skipped, ended. */
  Object[] waitingRow(long group) {
    return new Object[] {group, runs, failures, skipped, ended};
  }
}
