package io.fss.client;

import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.LogLevel;
import io.fss.proto.v1.LogLine;
import org.slf4j.event.Level;

/** The log of one attempt; numbering and dropping belong to {@link LogBuffer} and its lock. */
final class AttemptLog implements TaskLog {
  private final AttemptRef ref;
  private final String logger;
  private final Workshop workshop;
  long nextSequence = 1;
  long dropped;

  AttemptLog(AttemptRef ref, String logger, Workshop workshop) {
    this.ref = ref;
    this.logger = logger;
    this.workshop = workshop;
  }

  AttemptRef ref() {
    return ref;
  }

  LogLine line(LogLevel level, String message, Throwable failure) {
    return line(workshop.clock().millis(), level, logger, message, failure);
  }

  private static LogLine line(
      long atMs, LogLevel level, String logger, String message, Throwable failure) {
    return LogLine.newBuilder()
        .setSaidAtMs(atMs)
        .setLevel(level)
        .setLogger(logger)
        .setMessage(Text.cut(message, Text.LINE))
        .setThrowable(Text.stackTrace(failure))
        .build();
  }

  private void say(LogLevel level, String message, Throwable failure) {
    workshop.logs().add(this, line(level, message, failure));
  }

  /** Takes over what was logged elsewhere. */
  void heard(long atMs, Level level, String from, String message, Throwable failure) {
    LogLevel its = LogLevel.valueOf(level.name());
    workshop.logs().add(this, line(atMs, its, from, message, failure));
  }

  @Override
  public void trace(String message) {
    say(LogLevel.TRACE, message, null);
  }

  @Override
  public void debug(String message) {
    say(LogLevel.DEBUG, message, null);
  }

  @Override
  public void info(String message) {
    say(LogLevel.INFO, message, null);
  }

  @Override
  public void warn(String message) {
    say(LogLevel.WARN, message, null);
  }

  @Override
  public void warn(String message, Throwable failure) {
    say(LogLevel.WARN, message, failure);
  }

  @Override
  public void error(String message) {
    say(LogLevel.ERROR, message, null);
  }

  @Override
  public void error(String message, Throwable failure) {
    say(LogLevel.ERROR, message, failure);
  }
}
