package io.fss.log;

import java.time.Duration;

/**
 * Settings of the log, keys {@code log.*}.
 *
 * @param retention how long lines are kept, at least
 * @param commitBatches most batches that share one commit
 * @param queuedBatches most batches that wait for a commit; beyond, clients send again later
 * @param queuedBytes most bytes of lines in memory, waiting or being stored; beyond, clients send
 *     again later
 */
public record LogOptions(
    Duration retention, int commitBatches, int queuedBatches, int queuedBytes) {
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final int FEWEST_BYTES = 1 << 20;

  public LogOptions {
    if (retention.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "log.retention %s must be at least %s".formatted(retention, SHORTEST));
    }
    if (commitBatches < 1) {
      throw new IllegalArgumentException(
          "log.commit-batches %d must be at least 1".formatted(commitBatches));
    }
    if (queuedBatches < commitBatches) {
      throw new IllegalArgumentException(
          "log.queued-batches %d must be at least log.commit-batches %d"
              .formatted(queuedBatches, commitBatches));
    }
    if (queuedBytes < FEWEST_BYTES) {
      throw new IllegalArgumentException(
          "log.queued-bytes %d must be at least %d".formatted(queuedBytes, FEWEST_BYTES));
    }
  }
}
