package io.fss.scheduler;

import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Backoff;
import io.fss.proto.v1.Policies.End;
import io.fss.proto.v1.Policies.Misfire;
import io.fss.proto.v1.Policies.Overlap;
import io.fss.proto.v1.Policies.Route;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules of policies, with all defaults filled in. A limit that is not used is not minded. */
final class PolicyRules {
  private static final long DAY_MS = 24 * 3_600_000L;
  private static final long MOST_MS = 366 * DAY_MS;
  private static final long LEAST_LEASE_MS = 10_000;
  private static final long LEAST_ANSWER_MS = 1_000;
  private static final long LEAST_RUN_MS = 100;

  private static final int LONGEST_KEY = 128;
  private static final int MOST_LABELS = 8;
  private static final int LONGEST_PARAMS = 65_536;
  private static final Pattern CLIENT = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final Pattern LABEL = Pattern.compile("[^=\\p{Cntrl}]+=[^\\p{Cntrl}]*");

  /** The largest limit of tasks. */
  static final int MOST_TASKS = 1_000;

  private final Violations violations;

  PolicyRules(Violations violations) {
    this.violations = violations;
  }

  void check(Policies policies) {
    retries(policies);
    violations.within("policies.leaseMs", policies.getLeaseMs(), LEAST_LEASE_MS, DAY_MS);
    misfires(policies);
    overlap(policies);
    timeouts(policies);
    violations.within("policies.priority", policies.getPriority(), -100, 100);
    route(policies);
  }

  private void retries(Policies policies) {
    violations.within("policies.maxTries", policies.getMaxTries(), 1, 100);
    violations.within("policies.retryDelayMs", policies.getRetryDelayMs(), 0, MOST_MS);
    violations.within("policies.retryMaxDelayMs", policies.getRetryMaxDelayMs(), 1, MOST_MS);
    if (policies.getRetryDelayMs() > policies.getRetryMaxDelayMs()) {
      violations.broken(
          "policies.retryMaxDelayMs",
          policies.getRetryMaxDelayMs(),
          "must not be less than retryDelayMs");
    }
    violations.within("policies.retryJitterPercent", policies.getRetryJitterPercent(), 0, 100);
    if (policies.getRetryBackoff() == Backoff.UNRECOGNIZED) {
      violations.broken(
          "policies.retryBackoff", policies.getRetryBackoffValue(), "must be FIXED or EXPONENTIAL");
    }
    for (End end : policies.getRetryOnList()) {
      if (end == End.UNRECOGNIZED || end == End.END_UNSPECIFIED) {
        violations.broken(
            "policies.retryOn", end, "must be of END_FAILED, END_TIMED_OUT and END_LOST");
        return;
      }
    }
  }

  private void misfires(Policies policies) {
    if (policies.getMisfire() == Misfire.UNRECOGNIZED) {
      violations.broken(
          "policies.misfire",
          policies.getMisfireValue(),
          "must be FIRE_ONCE, MISFIRE_SKIP or FIRE_ALL");
    }
    violations.zeroOrWithin(
        "policies.misfireWindowMs", policies.getMisfireWindowMs(), LEAST_ANSWER_MS, MOST_MS);
    violations.zeroOrWithin("policies.misfireLimit", policies.getMisfireLimit(), 1, MOST_TASKS);
  }

  private void overlap(Policies policies) {
    if (policies.getOverlap() == Overlap.UNRECOGNIZED) {
      violations.broken(
          "policies.overlap",
          policies.getOverlapValue(),
          "must be OVERLAP_SKIP, BUFFER_ONE, BUFFER_ALL, CANCEL_OTHER or ALLOW_ALL");
    }
    violations.zeroOrWithin("policies.overlapLimit", policies.getOverlapLimit(), 1, MOST_TASKS);
  }

  private void timeouts(Policies policies) {
    violations.zeroOrWithin(
        "policies.dispatchTimeoutMs", policies.getDispatchTimeoutMs(), LEAST_ANSWER_MS, MOST_MS);
    violations.zeroOrWithin(
        "policies.runTimeoutMs", policies.getRunTimeoutMs(), LEAST_RUN_MS, MOST_MS);
    violations.zeroOrWithin(
        "policies.progressTimeoutMs", policies.getProgressTimeoutMs(), LEAST_ANSWER_MS, MOST_MS);
    violations.zeroOrWithin(
        "policies.clientWaitMs", policies.getClientWaitMs(), LEAST_RUN_MS, MOST_MS);
    violations.zeroOrWithin(
        "policies.finishWithinMs", policies.getFinishWithinMs(), LEAST_RUN_MS, MOST_MS);
  }

  private void route(Policies policies) {
    if (policies.getRoute() == Route.UNRECOGNIZED) {
      violations.broken(
          "policies.route",
          policies.getRouteValue(),
          "must be ROUND_ROBIN, LEAST_LOADED, RANDOM, LEAST_RECENTLY_USED, LEAST_FREQUENTLY_USED,"
              + " FIRST, LAST, CONSISTENT_HASH, NEWEST_VERSION, BROADCAST or SHARDING");
    }
    if (policies.getRouteKey().length() > LONGEST_KEY) {
      violations.broken(
          "policies.routeKey",
          Violations.shown(policies.getRouteKey()),
          "must have at most %d characters".formatted(LONGEST_KEY));
    }
    if (!policies.getRouteKey().isEmpty() && policies.getRoute() != Route.CONSISTENT_HASH) {
      violations.broken(
          "policies.routeKey",
          policies.getRouteKey(),
          "says something only where route is CONSISTENT_HASH");
    }
    clients(policies);
    shards(policies);
  }

  private void shards(Policies policies) {
    violations.zeroOrWithin("policies.shards", policies.getShards(), 1, MOST_TASKS);
    boolean said = policies.getShards() != 0 || policies.getShardParamsCount() > 0;
    if (said && policies.getRoute() != Route.SHARDING) {
      violations.broken(
          "policies.shards", policies.getShards(), "says something only where route is SHARDING");
    }
    if (policies.getShardParamsCount() > Math.max(policies.getShards(), 0)) {
      violations.broken(
          "policies.shardParams",
          policies.getShardParamsCount() + " objects",
          "must not be more than shards");
    }
    int length = 0;
    for (String params : policies.getShardParamsList()) {
      length += params.length();
      violations
          .all()
          .addAll(GroupRules.checkJson("policies.shardParams", params.isEmpty() ? "''" : params));
    }
    if (length > LONGEST_PARAMS) {
      violations.broken(
          "policies.shardParams",
          length + " characters",
          "must have at most %d in all".formatted(LONGEST_PARAMS));
    }
  }

  private void clients(Policies policies) {
    if (!policies.getRouteClient().isEmpty()) {
      violations.text("policies.routeClient", policies.getRouteClient(), CLIENT);
    }
    if (policies.getRouteLabelsCount() > MOST_LABELS) {
      violations.broken(
          "policies.routeLabels",
          policies.getRouteLabelsCount(),
          "must be at most %d".formatted(MOST_LABELS));
    }
    Set<String> names = new HashSet<>();
    for (String label : policies.getRouteLabelsList()) {
      violations.text("policies.routeLabels", label, LABEL);
      if (Violations.isPadded(label)) {
        violations.broken("policies.routeLabels", label, Violations.UNPADDED);
      }
      if (!names.add(label.replaceFirst("=.*", ""))) {
        violations.broken("policies.routeLabels", label, "must name each label once");
      }
    }
    if (Selector.text(policies).length() > Selector.LENGTH) {
      violations.broken(
          "policies.routeLabels",
          Selector.text(policies).length() + " characters",
          "must have at most %d characters, with routeClient".formatted(Selector.LENGTH));
    }
  }
}
