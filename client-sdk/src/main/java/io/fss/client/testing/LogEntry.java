package io.fss.client.testing;

import java.time.Instant;
import org.slf4j.event.Level;

/**
 * A line of a task's log.
 *
 * @param at when it was said: in the test's time through {@code TaskContext.log()}, by the
 *     machine's clock through SLF4J
 * @param logger name of the job, or of the SLF4J logger
 * @param throwable exception with its causes as text; empty for none
 */
public record LogEntry(Instant at, Level level, String logger, String message, String throwable) {}
