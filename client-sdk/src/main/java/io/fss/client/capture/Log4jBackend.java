package io.fss.client.capture;

import java.beans.PropertyChangeEvent;
import java.beans.PropertyChangeListener;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

/**
 * Hears Log4j 2 through one more appender of the root logger, and of those loggers that pass
 * nothing on to it. Its asynchronous loggers call appenders on a thread of their own, which works
 * for nobody: what they log is not captured.
 */
public final class Log4jBackend implements LogBackend {
  private static final String NAME = "fss-client";

  @Override
  public Attachment attach(LogSink sink) {
    Ear ear = new Ear(sink);
    ear.start();
    Keeper keeper = new Keeper((LoggerContext) LogManager.getContext(false), ear);
    keeper.attach();
    return keeper;
  }

  private static final class Ear extends AbstractAppender {
    private final LogSink sink;

    private Ear(LogSink sink) {
      super(NAME, null, null, true, Property.EMPTY_ARRAY);
      this.sink = sink;
    }

    @Override
    public void append(LogEvent event) {
      sink.said(
          event.getTimeMillis(), level(event.getLevel()), event.getLoggerName(), new Said(event));
    }

    private static org.slf4j.event.Level level(Level level) {
      if (level.isMoreSpecificThan(Level.ERROR)) {
        return org.slf4j.event.Level.ERROR;
      } else if (level.isMoreSpecificThan(Level.WARN)) {
        return org.slf4j.event.Level.WARN;
      } else if (level.isMoreSpecificThan(Level.INFO)) {
        return org.slf4j.event.Level.INFO;
      }
      return level.isMoreSpecificThan(Level.DEBUG)
          ? org.slf4j.event.Level.DEBUG
          : org.slf4j.event.Level.TRACE;
    }
  }

  private record Said(LogEvent event) implements LogSink.Event {
    @Override
    public String message() {
      return event.getMessage().getFormattedMessage();
    }

    @Override
    public Throwable failure() {
      return event.getThrown();
    }
  }

  /** Puts the appender into the settings that Log4j has read anew, too. */
  private static final class Keeper implements Attachment, PropertyChangeListener {
    private final LoggerContext context;
    private final Ear ear;

    private Keeper(LoggerContext context, Ear ear) {
      this.context = context;
      this.ear = ear;
    }

    private void attach() {
      context.addPropertyChangeListener(this);
      put();
    }

    private synchronized void put() {
      // Loggers are not updated: they see it at once, and doing so would tell of new settings
      // again.
      Configuration settings = context.getConfiguration();
      for (LoggerConfig logger : loggers(settings)) {
        if (isLast(logger) && !logger.getAppenders().containsKey(NAME)) {
          logger.addAppender(ear, null, null);
        }
      }
    }

    /** The root logger stands among the others only where somebody wrote settings. */
    private static Set<LoggerConfig> loggers(Configuration settings) {
      Set<LoggerConfig> loggers = new LinkedHashSet<>(settings.getLoggers().values());
      loggers.add(settings.getRootLogger());
      return loggers;
    }

    /** No event passes two of these: each ends the way up to the root. */
    private static boolean isLast(LoggerConfig logger) {
      return !logger.isAdditive() || logger.getName().isEmpty();
    }

    @Override
    public void propertyChange(PropertyChangeEvent change) {
      if (LoggerContext.PROPERTY_CONFIG.equals(change.getPropertyName())) {
        // Settings that go stop their appenders.
        ear.start();
        put();
      }
    }

    @Override
    public synchronized void detach() {
      context.removePropertyChangeListener(this);
      loggers(context.getConfiguration()).forEach(logger -> logger.removeAppender(NAME));
      ear.stop();
    }
  }
}
