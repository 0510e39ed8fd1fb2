package io.fss.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What bounds a trigger, whatever its kind.
 *
 * @param start nothing is due before it
 * @param end nothing is due after it
 * @param maxRuns how many occurrences are begun in all; zero means no bound. What is skipped or run
 *     by hand does not count
 * @param jitter every occurrence is due this much later at most, always the same for one group, a
 *     day at most; zero means on the instant
 * @param calendar name of a calendar of the namespace, on whose closed days nothing is due; empty
 *     means every day
 */
public record Bounds(
    Optional<Instant> start,
    Optional<Instant> end,
    long maxRuns,
    Duration jitter,
    String calendar) {
  /** No bounds. */
  public static final Bounds NONE =
      new Bounds(Optional.empty(), Optional.empty(), 0, Duration.ZERO, "");

  /** Checks the ranges. */
  public Bounds {
    Objects.requireNonNull(start, "bounds.start");
    Objects.requireNonNull(end, "bounds.end");
    boolean ordered = start.isEmpty() || end.isEmpty() || end.get().isAfter(start.get());
    Rules.that(ordered, "bounds.end", end.orElse(null), "be after bounds.start");
    Rules.range("bounds.maxRuns", maxRuns, 0, Long.MAX_VALUE);
    Rules.atLeast("bounds.jitter", jitter, Duration.ZERO);
    Rules.that(
        jitter.compareTo(Duration.ofDays(1)) <= 0, "bounds.jitter", jitter, "be at most a day");
    if (!calendar.isEmpty()) {
      Rules.matches("bounds.calendar", calendar, Rules.NAME);
    }
  }

  /** The same with nothing due before an instant. */
  public Bounds withStart(Instant to) {
    return new Bounds(Optional.of(to), end, maxRuns, jitter, calendar);
  }

  /** The same with nothing due after an instant. */
  public Bounds withEnd(Instant to) {
    return new Bounds(start, Optional.of(to), maxRuns, jitter, calendar);
  }

  /** The same with so many occurrences at most. */
  public Bounds withMaxRuns(long to) {
    return new Bounds(start, end, to, jitter, calendar);
  }

  /** The same spread over a window, so that groups with one schedule do not start together. */
  public Bounds withJitter(Duration to) {
    return new Bounds(start, end, maxRuns, to, calendar);
  }

  /** The same on the open days of a calendar only. */
  public Bounds withCalendar(String to) {
    return new Bounds(start, end, maxRuns, jitter, to);
  }
}
