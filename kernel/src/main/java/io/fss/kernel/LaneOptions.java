package io.fss.kernel;

/**
 * Bounds of a {@link Lane}.
 *
 * @param name for messages
 * @param batch most items in one batch
 * @param queued most items that wait
 */
public record LaneOptions(String name, int batch, int queued) {
  public LaneOptions {
    if (batch < 1) {
      throw new IllegalArgumentException("%s.batch %d must be at least 1".formatted(name, batch));
    }
    if (queued < batch) {
      throw new IllegalArgumentException(
          "%s.queued %d must be at least the batch of %d".formatted(name, queued, batch));
    }
  }
}
