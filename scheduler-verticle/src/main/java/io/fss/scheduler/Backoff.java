package io.fss.scheduler;

import io.fss.proto.v1.Policies;

/** The pause before a further try. */
final class Backoff {
  private static final int MOST_PERCENT = 100;

  private Backoff() {}

  /**
   * The pause in milliseconds, never negative and never above the longest one of the policies.
   *
   * @param policies with all defaults filled in
   * @param triesUsed tries that have ended, 1 or more
   * @param seed says where within the jitter: the same seed, the same pause
   */
  static long pause(Policies policies, int triesUsed, long seed) {
    long longest = Math.max(0, policies.getRetryMaxDelayMs());
    long first = Math.min(longest, Math.max(0, policies.getRetryDelayMs()));
    boolean grows = policies.getRetryBackoff() == Policies.Backoff.EXPONENTIAL;
    long pause = grows ? doubled(first, triesUsed - 1, longest) : first;
    return spread(pause, policies.getRetryJitterPercent(), longest, seed);
  }

  /** What tells the tries of all tasks apart. */
  static long seed(long taskId, int attempt) {
    return Mix.of(taskId) + attempt;
  }

  private static long doubled(long first, int times, long longest) {
    if (times <= 0) {
      return first;
    }
    // Compared before it is shifted: the product need not fit.
    return times > 62 || first > longest >> times ? longest * Long.signum(first) : first << times;
  }

  /** Evenly between the shortest and the longest pause that jitter and bound leave. */
  private static long spread(long pause, int percent, long longest, long seed) {
    int share = Math.max(0, Math.min(MOST_PERCENT, percent));
    long jitter = pause / 100 * share + pause % 100 * share / 100;
    long least = pause - jitter;
    long most = jitter > longest - pause ? longest : pause + jitter;
    return Math.min(most, least + (long) (Mix.share(seed) * ((double) (most - least) + 1)));
  }
}
