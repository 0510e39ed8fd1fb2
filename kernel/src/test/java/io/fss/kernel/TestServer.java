package io.fss.kernel;

/** A database server that a test may stop and start again. */
public interface TestServer {
  /** The {@code db.url} of a database on it whose user may do everything. */
  String url();

  /** Ends it at once, as it would in production; what was committed is kept. */
  void stop();

  /** Starts it again, on the same port with the same data. */
  void startAgain();
}
