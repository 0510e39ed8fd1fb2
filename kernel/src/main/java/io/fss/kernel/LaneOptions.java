package io.fss.kernel;

import java.time.Duration;

/**
 * Bounds of a {@link Lane}.
 *
 * @param name for messages
 * @param batch most items in one batch
 * @param queued most items that wait
 * @param spacing least distance between the beginnings of two batches, to the millisecond, unless a
 *     whole batch waits
 */
public record LaneOptions(String name, int batch, int queued, Duration spacing) {
  public LaneOptions {
    if (spacing.isNegative()) {
      throw new IllegalArgumentException(
          "%s.spacing %s must not be negative".formatted(name, spacing));
    }
    if (batch < 1) {
      throw new IllegalArgumentException("%s.batch %d must be at least 1".formatted(name, batch));
    }
    if (queued < batch) {
      throw new IllegalArgumentException(
          "%s.queued %d must be at least the batch of %d".formatted(name, queued, batch));
    }
  }
}
