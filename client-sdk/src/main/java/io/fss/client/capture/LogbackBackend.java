package io.fss.client.capture;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Hears Logback through one more appender of the root logger, and of those loggers that pass
 * nothing on to it. Levels, the other appenders and their layouts stay as they are.
 */
public final class LogbackBackend implements LogBackend {
  @Override
  public Attachment attach(LogSink sink) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Ear ear = new Ear(sink);
    ear.setContext(context);
    ear.setName("fss-client");
    Keeper keeper = new Keeper(context, ear);
    keeper.put();
    context.addListener(keeper);
    return keeper;
  }

  /** Guards against itself: what is logged while it listens is not heard. */
  private static final class Ear extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private final LogSink sink;

    private Ear(LogSink sink) {
      this.sink = sink;
    }

    @Override
    protected void append(ILoggingEvent event) {
      sink.said(event.getTimeStamp(), level(event), event.getLoggerName(), new Said(event));
    }

    private static org.slf4j.event.Level level(ILoggingEvent event) {
      int level = event.getLevel().toInt();
      if (level >= Level.ERROR_INT) {
        return org.slf4j.event.Level.ERROR;
      } else if (level >= Level.WARN_INT) {
        return org.slf4j.event.Level.WARN;
      } else if (level >= Level.INFO_INT) {
        return org.slf4j.event.Level.INFO;
      }
      return level >= Level.DEBUG_INT ? org.slf4j.event.Level.DEBUG : org.slf4j.event.Level.TRACE;
    }
  }

  private record Said(ILoggingEvent event) implements LogSink.Event {
    @Override
    public String message() {
      return event.getFormattedMessage();
    }

    @Override
    public Throwable failure() {
      return event.getThrowableProxy() instanceof ThrowableProxy real ? real.getThrowable() : null;
    }
  }

  /** Puts the appender back when Logback reads its settings again, which throws out all of them. */
  private static final class Keeper implements Attachment, LoggerContextListener {
    private final LoggerContext context;
    private final Ear ear;

    private Keeper(LoggerContext context, Ear ear) {
      this.context = context;
      this.ear = ear;
    }

    private synchronized void put() {
      ear.start();
      for (Logger logger : context.getLoggerList()) {
        if (isLast(logger) && !logger.isAttached(ear)) {
          logger.addAppender(ear);
        }
      }
    }

    /** No event passes two of these: each ends the way up to the root. */
    private static boolean isLast(Logger logger) {
      return !logger.isAdditive() || logger.getName().equals(Logger.ROOT_LOGGER_NAME);
    }

    @Override
    public synchronized void detach() {
      context.removeListener(this);
      context.getLoggerList().forEach(logger -> logger.detachAppender(ear));
      ear.stop();
    }

    @Override
    public boolean isResetResistant() {
      return true;
    }

    @Override
    public void onReset(LoggerContext reset) {
      put();
    }

    @Override
    public void onStart(LoggerContext started) {
      put();
    }

    @Override
    public void onStop(LoggerContext stopped) {
      // Whoever ends logging ends this with it.
    }

    @Override
    public void onLevelChange(Logger logger, Level level) {
      // The levels are the program's own business.
    }
  }
}
