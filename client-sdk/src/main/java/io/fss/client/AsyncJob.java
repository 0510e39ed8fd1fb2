package io.fss.client;

import io.vertx.core.Future;

/** A job that never blocks; it runs on an event loop that belongs to the jobs of the client. */
@FunctionalInterface
public interface AsyncJob {
  /**
   * Runs one attempt. The text of the future's value is the result that people see, a null value
   * means an empty one; a failed future or an exception means that the attempt failed.
   */
  Future<?> run(TaskContext task) throws Exception;
}
