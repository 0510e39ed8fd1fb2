package io.fss.client.capture;

import org.slf4j.event.Level;

/** Hears what the program logs, on the thread that logs it. Never throws and never logs. */
public interface LogSink {
  /**
   * An event that the program's own settings let through.
   *
   * @param atMs its instant, UTC milliseconds since the epoch
   * @param event its text, made only where somebody wants it
   */
  void said(long atMs, Level level, String logger, Event event);

  /** The costly part of an event. */
  interface Event {
    /** The message with its arguments. */
    String message();

    /** The exception that came with it, or null. */
    Throwable failure();
  }
}
