package io.fss.scheduler;

import io.fss.proto.bus.v1.TaskStatus;

/** What follows the end of an attempt. */
sealed interface Retry {

  /** Try again at this instant. */
  record At(long due) implements Retry {}

  /** The task has ended with it. */
  record No() implements Retry {}

  /** Decides; pure. A success or an operator's cancel ends the task, all else is tried again. */
  static Retry after(TaskStatus end, TaskRow task, long now) {
    boolean failed = end == TaskStatus.FAILED || end == TaskStatus.LOST;
    return failed && task.tries() + 1 < task.maxTries()
        ? new At(now + task.retryDelayMs())
        : new No();
  }
}
