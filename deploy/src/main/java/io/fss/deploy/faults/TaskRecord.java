package io.fss.deploy.faults;

import io.fss.proto.bus.v1.TaskStatus;

/**
 * A row of {@code task} or {@code task_history}; a row of skips stands for several moments.
 *
 * @param plannedMs the first moment in UTC milliseconds
 * @param lastPlannedMs the last one
 * @param attempt the last one that was booked; of a task that waits, the next
 * @param endedMs 0 for a live task
 * @param parent the task it is a part of, else 0
 * @param children how many parts it has; 0 for a task that runs itself
 */
record TaskRecord(
    long id,
    String group,
    String key,
    TaskStatus status,
    long plannedMs,
    long lastPlannedMs,
    long occurrences,
    int attempt,
    String client,
    long endedMs,
    long parent,
    int children,
    String message) {

  boolean isLive() {
    return endedMs == 0;
  }

  /** Whether it is a part of a task that was split. */
  boolean isPart() {
    return parent != 0;
  }

  /** Whether its parts ran in its place; a shard says how many there are, too. */
  boolean isSplit() {
    return children > 0 && parent == 0;
  }

  /** Whether the trigger made it, and so not a caller or a split. */
  boolean isScheduled() {
    return key.startsWith("at:") || key.startsWith("after:");
  }
}
