package io.fss.client;

/** Puts something around jobs: what is to be done at the beginning and the end of each attempt. */
public interface JobWrapper {
  /** A job that does what this one does, and more. */
  AsyncJob async(AsyncJob job);

  /** A job that does what this one does, and more. */
  BlockingJob blocking(BlockingJob job);
}
