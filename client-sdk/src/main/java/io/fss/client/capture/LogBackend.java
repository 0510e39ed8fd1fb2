package io.fss.client.capture;

/** What the program logs with, below SLF4J. */
public interface LogBackend {
  /**
   * Lets every event that the program logs be heard, beside whatever else becomes of it.
   *
   * @return undoes that
   */
  Attachment attach(LogSink sink);

  /** A listener in its place. */
  interface Attachment {
    /** Takes it out again. */
    void detach();
  }
}
