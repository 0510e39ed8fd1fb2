package io.fss.client;

import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.Execution;

/** Names one booking of one task. */
record AttemptKey(long task, int attempt) {
  static AttemptKey of(Execution execution) {
    return new AttemptKey(execution.getTaskId(), execution.getAttempt());
  }

  static AttemptKey of(AttemptRef ref) {
    return new AttemptKey(ref.getTaskId(), ref.getAttempt());
  }

  /** Reads the two numbers; null for what is none of ours. */
  static AttemptKey parse(String task, String attempt) {
    try {
      return new AttemptKey(Long.parseLong(task), Integer.parseInt(attempt));
    } catch (NumberFormatException others) {
      return null;
    }
  }

  @Override
  public int hashCode() {
    // Task ids grow with time, so their low bits alone would cluster.
    long mixed = (task * 31 + attempt) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32);
  }

  @Override
  public String toString() {
    return task + "/" + attempt;
  }
}
