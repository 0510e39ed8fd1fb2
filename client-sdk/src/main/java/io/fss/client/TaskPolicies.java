package io.fss.client;

import java.time.Duration;

/**
 * How hard the platform tries.
 *
 * @param maxTries how often a task is tried in all, 1-100
 * @param retryDelay pause before the second and every further try
 * @param lease how long a silent client keeps an attempt, 10 s or more
 */
public record TaskPolicies(int maxTries, Duration retryDelay, Duration lease) {
  /** One try, a lease of 30 s. */
  public static final TaskPolicies DEFAULT =
      new TaskPolicies(1, Duration.ZERO, Duration.ofSeconds(30));

  /** Checks the ranges. */
  public TaskPolicies {
    Rules.range("policies.maxTries", maxTries, 1, 100);
    Rules.atLeast("policies.retryDelay", retryDelay, Duration.ZERO);
    Rules.atLeast("policies.lease", lease, Duration.ofSeconds(10));
  }
}
