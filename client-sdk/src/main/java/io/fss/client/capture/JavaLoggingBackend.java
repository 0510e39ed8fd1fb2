package io.fss.client.capture;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Hears java.util.logging through one more handler of the root logger. */
public final class JavaLoggingBackend implements LogBackend {
  // Held, because the JDK forgets a logger, and its handlers, that nobody holds.
  private final Logger root = Logger.getLogger("");

  @Override
  public Attachment attach(LogSink sink) {
    Ear ear = new Ear(sink);
    ear.setLevel(Level.ALL);
    root.addHandler(ear);
    return () -> root.removeHandler(ear);
  }

  private static final class Ear extends Handler {
    private final LogSink sink;

    private Ear(LogSink sink) {
      this.sink = sink;
    }

    @Override
    public void publish(LogRecord said) {
      String logger = said.getLoggerName() == null ? "" : said.getLoggerName();
      sink.said(said.getInstant().toEpochMilli(), level(said.getLevel()), logger, new Said(said));
    }

    private static org.slf4j.event.Level level(Level level) {
      int value = level.intValue();
      if (value >= Level.SEVERE.intValue()) {
        return org.slf4j.event.Level.ERROR;
      } else if (value >= Level.WARNING.intValue()) {
        return org.slf4j.event.Level.WARN;
      } else if (value >= Level.INFO.intValue()) {
        return org.slf4j.event.Level.INFO;
      }
      return value >= Level.FINE.intValue()
          ? org.slf4j.event.Level.DEBUG
          : org.slf4j.event.Level.TRACE;
    }

    @Override
    public void flush() {
      // Nothing is kept here.
    }

    @Override
    public void close() {
      // Nothing is held here.
    }
  }

  private record Said(LogRecord event) implements LogSink.Event {
    private static final SimpleFormatter FORMATTER = new SimpleFormatter();

    @Override
    public String message() {
      return FORMATTER.formatMessage(event);
    }

    @Override
    public Throwable failure() {
      return event.getThrown();
    }
  }
}
