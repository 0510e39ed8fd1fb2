package io.fss.client;

import io.fss.client.capture.LogBackend;
import io.fss.client.capture.LogSink;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Gives what the program logs to the attempt that says it. A process logs in one place, so one
 * listener hears for all of its clients, from the start of the first to the close of the last.
 */
final class LogCapture {
  private static final Logger LOG = LoggerFactory.getLogger(LogCapture.class);
  private static final LogCapture PROCESS = new LogCapture();

  /** What is said there is said by the client itself or beneath it, not by the job. */
  private static final List<String> NOT_THE_JOBS =
      List.of("io.fss.client.", "io.vertx.", "io.netty.", "io.grpc.");

  private static final Map<String, String> BACKENDS =
      Map.of(
          "ch.qos.logback.classic.LoggerContext", "io.fss.client.capture.LogbackBackend",
          "org.apache.logging.slf4j.Log4jLoggerFactory", "io.fss.client.capture.Log4jBackend",
          "org.slf4j.jul.JDK14LoggerFactory", "io.fss.client.capture.JavaLoggingBackend");

  private final List<Attempts> clients = new CopyOnWriteArrayList<>();
  private final ThreadLocal<Boolean> hearing = new ThreadLocal<>();
  private LogBackend.Attachment attachment;

  private LogCapture() {}

  static LogCapture ofProcess() {
    return PROCESS;
  }

  /** Hears for one more client. */
  synchronized void join(Attempts client) {
    clients.add(client);
    if (attachment == null) {
      attachment = attach();
    }
  }

  /** Hears for one client less; does nothing for one that has not joined. */
  synchronized void leave(Attempts client) {
    if (clients.remove(client) && clients.isEmpty() && attachment != null) {
      attachment.detach();
      attachment = null;
    }
  }

  private LogBackend.Attachment attach() {
    String factory = LoggerFactory.getILoggerFactory().getClass().getName();
    String backend = BACKENDS.get(factory);
    if (backend == null) {
      LOG.info("what jobs log through SLF4J is not captured: {} is not known here", factory);
      return null;
    }
    try {
      return Class.forName(backend)
          .asSubclass(LogBackend.class)
          .getDeclaredConstructor()
          .newInstance()
          .attach(this::said);
    } catch (ReflectiveOperationException | LinkageError | ClassCastException odd) {
      // Some other version of the backend: jobs run without being heard.
      LOG.warn("what jobs log through SLF4J is not captured", odd);
      return null;
    }
  }

  private void said(long atMs, Level level, String logger, LogSink.Event event) {
    Attempt attempt = Speaker.now(clients);
    if (attempt == null || !attempt.hears(level) || isNotTheJobs(logger) || hearing.get() != null) {
      return;
    }
    // An exception or an argument that logs while it describes itself must not go round in circles.
    hearing.set(true);
    try {
      attempt.said(atMs, level, logger, event.message(), event.failure());
    } catch (RuntimeException broken) {
      attempt.said(atMs, level, logger, "a line that could not be read: " + broken, null);
    } finally {
      hearing.remove();
    }
  }

  private static boolean isNotTheJobs(String logger) {
    return NOT_THE_JOBS.stream().anyMatch(logger::startsWith);
  }
}
