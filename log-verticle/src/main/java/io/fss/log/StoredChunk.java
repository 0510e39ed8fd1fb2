package io.fss.log;

import io.fss.proto.v1.LogBatch;

/**
 * Lines that were stored together.
 *
 * @param id grows in the order of storing
 * @param receivedAt epoch milliseconds when the platform stored it
 * @param batch the lines of one attempt
 */
record StoredChunk(long id, long receivedAt, LogBatch batch) {}
