package io.fss.deploy.faults;

import io.fss.proto.bus.v1.TaskStatus;

/**
 * A row of {@code task_attempt}: an attempt that was followed by another one.
 *
 * @param last the last of several refusals that are one row, else the same as {@code first}
 * @param status {@code WAITING} says that it never started
 */
record AttemptRecord(long task, int first, int last, TaskStatus status) {}
