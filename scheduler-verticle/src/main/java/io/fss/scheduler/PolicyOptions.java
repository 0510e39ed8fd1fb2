package io.fss.scheduler;

import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.Violation;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Backoff;
import io.fss.proto.v1.Policies.End;
import io.fss.proto.v1.Policies.Misfire;
import io.fss.proto.v1.Policies.Overlap;
import io.fss.proto.v1.Policies.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What policies are where the definition of a group says nothing, section {@code
 * scheduler.defaults}. A length of 0 means no bound, or no pause.
 *
 * @param maxTries how often a task is tried in all
 * @param retryDelay pause before the second try
 * @param retryBackoff {@code fixed} or {@code exponential}
 * @param retryMaxDelay the longest pause
 * @param retryJitterPercent by how much each pause is made longer or shorter
 * @param retryOn ends that are tried again, of {@code failed}, {@code timed-out} and {@code lost},
 *     comma separated
 * @param retryElsewhere whether a further try prefers another client
 * @param lease how long a client may be silent before its attempt is given up
 * @param misfire {@code fire-once}, {@code skip} or {@code fire-all}
 * @param misfireWindow how long ago a moment may have passed that is made up for
 * @param misfireLimit most moments that {@code fire-all} makes up for at one time
 * @param overlap {@code skip}, {@code buffer-one}, {@code buffer-all}, {@code cancel-other} or
 *     {@code allow-all}
 * @param overlapBuffered most tasks that wait where {@code buffer-all} is chosen
 * @param overlapBeside most tasks beside each other where {@code allow-all} is chosen
 * @param dispatchTimeout how long a client may take to take an attempt
 * @param runTimeout how long a try may run
 * @param progressTimeout how long a try may go without telling of progress
 * @param clientWait how long a task may wait for a client
 * @param finishWithin how long after it was due a task must have ended
 * @param route {@code round-robin}, {@code least-loaded}, {@code random}, {@code
 *     least-recently-used}, {@code least-frequently-used}, {@code first}, {@code last}, {@code
 *     consistent-hash} or {@code newest-version}
 */
public record PolicyOptions(
    int maxTries,
    Duration retryDelay,
    String retryBackoff,
    Duration retryMaxDelay,
    int retryJitterPercent,
    String retryOn,
    boolean retryElsewhere,
    Duration lease,
    String misfire,
    Duration misfireWindow,
    int misfireLimit,
    String overlap,
    int overlapBuffered,
    int overlapBeside,
    Duration dispatchTimeout,
    Duration runTimeout,
    Duration progressTimeout,
    Duration clientWait,
    Duration finishWithin,
    String route) {

  private static final Map<String, Backoff> BACKOFFS =
      Map.of("fixed", Backoff.FIXED, "exponential", Backoff.EXPONENTIAL);
  private static final Map<String, End> ENDS =
      Map.of("failed", End.END_FAILED, "timed-out", End.END_TIMED_OUT, "lost", End.END_LOST);
  private static final Map<String, Misfire> MISFIRES =
      Map.of(
          "fire-once", Misfire.FIRE_ONCE,
          "skip", Misfire.MISFIRE_SKIP,
          "fire-all", Misfire.FIRE_ALL);
  private static final Map<String, Overlap> OVERLAPS =
      Map.of(
          "skip", Overlap.OVERLAP_SKIP,
          "buffer-one", Overlap.BUFFER_ONE,
          "buffer-all", Overlap.BUFFER_ALL,
          "cancel-other", Overlap.CANCEL_OTHER,
          "allow-all", Overlap.ALLOW_ALL);

  private static final Map<String, Route> ROUTES =
      Map.of(
          "round-robin", Route.ROUND_ROBIN,
          "least-loaded", Route.LEAST_LOADED,
          "random", Route.RANDOM,
          "least-recently-used", Route.LEAST_RECENTLY_USED,
          "least-frequently-used", Route.LEAST_FREQUENTLY_USED,
          "first", Route.FIRST,
          "last", Route.LAST,
          "consistent-hash", Route.CONSISTENT_HASH,
          "newest-version", Route.NEWEST_VERSION);

  /** The choice of a careful operator, and what the reference settings say. */
  public static final PolicyOptions CAREFUL =
      new PolicyOptions(
          1,
          Duration.ZERO,
          "fixed",
          Duration.ofHours(1),
          0,
          "failed, timed-out, lost",
          false,
          Duration.ofSeconds(30),
          "fire-once",
          Duration.ZERO,
          100,
          "skip",
          100,
          10,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO,
          "round-robin");

  public PolicyOptions {
    word("retry-backoff", retryBackoff, BACKOFFS);
    word("misfire", misfire, MISFIRES);
    word("overlap", overlap, OVERLAPS);
    word("route", route, ROUTES);
    words(retryOn).forEach(one -> word("retry-on", one, ENDS));
  }

  private static <T> T word(String key, String word, Map<String, T> known) {
    T meant = known.get(word);
    if (meant == null) {
      throw new IllegalArgumentException(
          "scheduler.defaults.%s '%s' must be of %s"
              .formatted(key, word, known.keySet().stream().sorted().toList()));
    }
    return meant;
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }

  /**
   * As definitions are filled in with.
   *
   * @throws IllegalArgumentException naming the key, the value and the rule
   */
  PolicyDefaults defaults() {
    Policies.Builder policies =
        Policies.newBuilder()
            .setMaxTries(maxTries)
            .setRetryDelayMs(retryDelay.toMillis())
            .setRetryBackoff(BACKOFFS.get(retryBackoff))
            .setRetryMaxDelayMs(retryMaxDelay.toMillis())
            .setRetryJitterPercent(retryJitterPercent)
            .setRetryElsewhere(retryElsewhere)
            .setLeaseMs(lease.toMillis())
            .setMisfire(MISFIRES.get(misfire))
            .setMisfireWindowMs(misfireWindow.toMillis())
            .setMisfireLimit(misfireLimit)
            .setOverlap(OVERLAPS.get(overlap))
            .setDispatchTimeoutMs(dispatchTimeout.toMillis())
            .setRunTimeoutMs(runTimeout.toMillis())
            .setProgressTimeoutMs(progressTimeout.toMillis())
            .setClientWaitMs(clientWait.toMillis())
            .setFinishWithinMs(finishWithin.toMillis())
            .setRoute(ROUTES.get(route));
    words(retryOn).stream().map(ENDS::get).sorted().forEach(policies::addRetryOn);
    check(policies.build());
    return new PolicyDefaults(policies.build(), overlapBuffered, overlapBeside);
  }

  private void check(Policies policies) {
    Violations violations = new Violations();
    new PolicyRules(violations).check(policies);
    List<Violation> broken = new ArrayList<>(violations.all());
    limit(broken, "overlapBuffered", overlapBuffered);
    limit(broken, "overlapBeside", overlapBeside);
    limit(broken, "misfireLimit", misfireLimit);
    if (!broken.isEmpty()) {
      Violation first = broken.get(0);
      throw new IllegalArgumentException(
          "scheduler.defaults.%s %s (in ms where it is a length) %s"
              .formatted(key(first.getField()), first.getValue(), first.getRule()));
    }
  }

  private static void limit(List<Violation> broken, String field, int value) {
    if (value < 1 || value > PolicyRules.MOST_TASKS) {
      broken.add(
          Refusal.violation(
              field, value, "must be within 1 and %d".formatted(PolicyRules.MOST_TASKS)));
    }
  }

  /** The key of a field: {@code policies.retryMaxDelayMs} is {@code retry-max-delay}. */
  private static String key(String field) {
    return field
        .replaceFirst("^policies\\.", "")
        .replaceFirst("Ms$", "")
        .replaceAll("([A-Z])", "-$1")
        .toLowerCase(Locale.ROOT);
  }
}
