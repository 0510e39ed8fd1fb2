package io.fss.log;

import io.fss.proto.v1.LogBatch;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** Where lines are kept. */
interface LogStore {

  /**
   * Stores the batches in one commit. A line whose number its attempt has already is not stored
   * again.
   *
   * @param batches valid batches with at least one line each
   */
  Future<Void> append(List<LogBatch> batches);

  /** Chunks of one task in the order they were stored, the first {@code limit} of them. */
  Future<List<StoredChunk>> read(ChunkQuery query, int limit);

  /**
   * Deletes chunks that were received before an instant.
   *
   * @param limit most chunks to delete
   * @return how many were deleted
   */
  Future<Integer> deleteBefore(Instant instant, int limit);

  /** Whether a failure is the fault of the lines, not of the store. */
  boolean isFaultOfData(Throwable failure);
}
