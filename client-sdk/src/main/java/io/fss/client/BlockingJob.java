package io.fss.client;

/** A job that may block; it runs on a thread of the client's bounded pool. */
@FunctionalInterface
public interface BlockingJob {
  /** Runs one attempt; the text of what it returns is the result, an exception means failed. */
  Object run(TaskContext task) throws Exception;
}
