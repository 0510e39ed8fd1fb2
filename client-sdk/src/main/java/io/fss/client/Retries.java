package io.fss.client;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * How often a task is tried, and when again.
 *
 * @param maxTries how often in all, 1-100; with 1 an occurrence starts at most once
 * @param delay pause before the second try
 * @param backoff what becomes of the pause from try to try
 * @param maxDelay longest pause; zero means that the platform decides (an hour)
 * @param jitterPercent each pause is longer or shorter by up to this share of it, at random, 0-100
 * @param on which ends are tried again; empty means each of them
 * @param elsewhere whether a further try goes to another client where there is one
 */
public record Retries(
    int maxTries,
    Duration delay,
    Backoff backoff,
    Duration maxDelay,
    int jitterPercent,
    Set<End> on,
    boolean elsewhere) {
  /** What becomes of the pause. */
  public enum Backoff {
    /** It stays the same. */
    FIXED,
    /** It doubles. */
    EXPONENTIAL
  }

  /** How a try may end without success. */
  public enum End {
    /** The job said so. */
    FAILED,
    /** It took longer than {@link Timeouts#run} or {@link Timeouts#progress} allow. */
    TIMED_OUT,
    /** Its client fell silent. */
    LOST
  }

  /** One try. */
  public static final Retries NONE = upTo(1);

  /** Checks the ranges. */
  public Retries {
    Rules.range("policies.retries.maxTries", maxTries, 1, 100);
    Rules.atLeast("policies.retries.delay", delay, Duration.ZERO);
    Objects.requireNonNull(backoff, "policies.retries.backoff");
    Rules.atLeast("policies.retries.maxDelay", maxDelay, Duration.ZERO);
    Rules.range("policies.retries.jitterPercent", jitterPercent, 0, 100);
    on = Set.copyOf(on);
  }

  /** So many tries in all, one after the other without a pause, whatever the end and the client. */
  public static Retries upTo(int maxTries) {
    return new Retries(maxTries, Duration.ZERO, Backoff.FIXED, Duration.ZERO, 0, Set.of(), false);
  }

  /** The same with this pause before every further try. */
  public Retries withDelay(Duration to) {
    return new Retries(maxTries, to, Backoff.FIXED, maxDelay, jitterPercent, on, elsewhere);
  }

  /** The same with a pause that doubles from try to try, up to the longest. */
  public Retries withExponentialDelay(Duration first, Duration longest) {
    return new Retries(maxTries, first, Backoff.EXPONENTIAL, longest, jitterPercent, on, elsewhere);
  }

  /** The same with pauses that differ by chance, so that what failed together is tried apart. */
  public Retries withJitterPercent(int to) {
    return new Retries(maxTries, delay, backoff, maxDelay, to, on, elsewhere);
  }

  /** The same after these ends only. */
  public Retries withOn(End first, End... more) {
    Set<End> to = EnumSet.of(first, more);
    return new Retries(maxTries, delay, backoff, maxDelay, jitterPercent, to, elsewhere);
  }

  /** The same, on another client where there is one. */
  public Retries withElsewhere() {
    return new Retries(maxTries, delay, backoff, maxDelay, jitterPercent, on, true);
  }
}
