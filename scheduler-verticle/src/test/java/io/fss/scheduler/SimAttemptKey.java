package io.fss.scheduler;

import io.fss.proto.v1.AttemptRef;

/** One booking of a task. */
record SimAttemptKey(long task, int attempt) {
  static SimAttemptKey of(AttemptRef ref) {
    return new SimAttemptKey(ref.getTaskId(), ref.getAttempt());
  }

  @Override
  public String toString() {
    return "task %d attempt %d".formatted(task, attempt);
  }
}
