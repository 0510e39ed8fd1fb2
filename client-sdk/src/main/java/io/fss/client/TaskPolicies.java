package io.fss.client;

import java.time.Duration;
import java.util.Objects;

/**
 * How hard the platform tries, and what it does when things do not go as planned.
 *
 * @param retries how often a task is tried
 * @param timeouts how long things may take
 * @param misfire what happens to moments that passed while nothing could start
 * @param overlap what happens while an earlier task has not ended
 * @param lease how long a silent client keeps an attempt, 10 s or more
 * @param priority of the tasks that are due the one with the highest starts first, -100 to 100
 * @param routing which client gets a task
 */
public record TaskPolicies(
    Retries retries,
    Timeouts timeouts,
    Misfire misfire,
    Overlap overlap,
    Duration lease,
    int priority,
    Routing routing) {
  /** One try, no time limits, one late run for all missed moments, no overlap, a lease of 30 s. */
  public static final TaskPolicies DEFAULT =
      new TaskPolicies(
          Retries.NONE,
          Timeouts.NONE,
          Misfire.fireOnce(),
          Overlap.skip(),
          Duration.ofSeconds(30),
          0,
          Routing.DEFAULT);

  /** Checks the ranges. */
  public TaskPolicies {
    Objects.requireNonNull(retries, "policies.retries");
    Objects.requireNonNull(timeouts, "policies.timeouts");
    Objects.requireNonNull(misfire, "policies.misfire");
    Objects.requireNonNull(overlap, "policies.overlap");
    Rules.atLeast("policies.lease", lease, Duration.ofSeconds(10));
    Rules.range("policies.priority", priority, -100, 100);
    Objects.requireNonNull(routing, "policies.routing");
  }

  /** The same with other retries. */
  public TaskPolicies withRetries(Retries to) {
    return new TaskPolicies(to, timeouts, misfire, overlap, lease, priority, routing);
  }

  /** The same with other time limits. */
  public TaskPolicies withTimeouts(Timeouts to) {
    return new TaskPolicies(retries, to, misfire, overlap, lease, priority, routing);
  }

  /** The same with another deed for missed moments. */
  public TaskPolicies withMisfire(Misfire to) {
    return new TaskPolicies(retries, timeouts, to, overlap, lease, priority, routing);
  }

  /** The same with another deed while an earlier task has not ended. */
  public TaskPolicies withOverlap(Overlap to) {
    return new TaskPolicies(retries, timeouts, misfire, to, lease, priority, routing);
  }

  /** The same with another lease. */
  public TaskPolicies withLease(Duration to) {
    return new TaskPolicies(retries, timeouts, misfire, overlap, to, priority, routing);
  }

  /** The same with another priority. */
  public TaskPolicies withPriority(int to) {
    return new TaskPolicies(retries, timeouts, misfire, overlap, lease, to, routing);
  }

  /** The same with another way to the clients. */
  public TaskPolicies withRouting(Routing to) {
    return new TaskPolicies(retries, timeouts, misfire, overlap, lease, priority, to);
  }
}
