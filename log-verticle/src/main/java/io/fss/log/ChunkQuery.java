package io.fss.log;

/**
 * Which chunks to read.
 *
 * @param taskId the task
 * @param attempt the attempt; 0 means every one
 * @param minLevel chunks without a line of this level or higher may be left out
 * @param fromId the lowest chunk id wanted
 */
record ChunkQuery(long taskId, int attempt, int minLevel, long fromId) {

  ChunkQuery from(long id) {
    return new ChunkQuery(taskId, attempt, minLevel, id);
  }
}
