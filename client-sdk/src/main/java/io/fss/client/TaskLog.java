package io.fss.client;

/**
 * The log of one attempt: lines are numbered, kept until the platform acknowledged them and sent in
 * batches. Writing never blocks. Messages are cut at 16384 characters, exceptions at 65536.
 */
public interface TaskLog {
  /** Says something only developers want to know. */
  void trace(String message);

  /** Says something that helps to find a fault. */
  void debug(String message);

  /** Says what happens. */
  void info(String message);

  /** Says what looks wrong. */
  void warn(String message);

  /** Says what looks wrong, with the exception and its causes. */
  void warn(String message, Throwable failure);

  /** Says what went wrong. */
  void error(String message);

  /** Says what went wrong, with the exception and its causes. */
  void error(String message, Throwable failure);
}
