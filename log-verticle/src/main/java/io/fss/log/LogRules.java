package io.fss.log;

import io.fss.proto.v1.LogBatch;

/** The rules of one batch of lines, as the contract states them. */
final class LogRules {
  private static final int MOST_LINES = 10_000;

  private LogRules() {}

  /** The first rule the batch breaks, naming field and value; empty when it breaks none. */
  static String broken(LogBatch batch) {
    if (batch.getAttempt().getTaskId() < 1) {
      return rule("attempt.task_id", batch.getAttempt().getTaskId(), "must be positive");
    }
    if (batch.getAttempt().getAttempt() < 1) {
      return rule("attempt.attempt", batch.getAttempt().getAttempt(), "must be positive");
    }
    // The upper end leaves room to count the lines of the batch.
    if (batch.getFirstSequence() < 1 || batch.getFirstSequence() > Long.MAX_VALUE - MOST_LINES) {
      return rule("first_sequence", batch.getFirstSequence(), "must be 1 or more");
    }
    if (batch.getLinesCount() > MOST_LINES) {
      return rule("lines", batch.getLinesCount(), "must be at most " + MOST_LINES);
    }
    return "";
  }

  private static String rule(String field, long value, String rule) {
    return "%s %d %s".formatted(field, value, rule);
  }
}
