package io.fss.client;

import io.fss.proto.v1.Policies;
import java.util.TreeMap;

/** Declared policies in the words of the contract. */
record DeclaredPolicies(TaskPolicies policies) {
  Policies message() {
    Policies.Builder message =
        Policies.newBuilder()
            .setLeaseMs(policies.lease().toMillis())
            .setPriority(policies.priority())
            .setMisfire(misfire(policies.misfire().deed()))
            .setMisfireWindowMs(policies.misfire().window().toMillis())
            .setMisfireLimit(policies.misfire().limit())
            .setOverlap(overlap(policies.overlap().deed()))
            .setOverlapLimit(policies.overlap().limit());
    retries(policies.retries(), message);
    timeouts(policies.timeouts(), message);
    route(policies.routing(), message);
    return message.build();
  }

  private static void retries(Retries retries, Policies.Builder message) {
    message
        .setMaxTries(retries.maxTries())
        .setRetryDelayMs(retries.delay().toMillis())
        .setRetryBackoff(backoff(retries.backoff()))
        .setRetryMaxDelayMs(retries.maxDelay().toMillis())
        .setRetryJitterPercent(retries.jitterPercent())
        .addAllRetryOn(retries.on().stream().sorted().map(DeclaredPolicies::end).toList())
        .setRetryElsewhere(retries.elsewhere());
  }

  private static void timeouts(Timeouts timeouts, Policies.Builder message) {
    message
        .setDispatchTimeoutMs(timeouts.dispatch().toMillis())
        .setRunTimeoutMs(timeouts.run().toMillis())
        .setProgressTimeoutMs(timeouts.progress().toMillis())
        .setClientWaitMs(timeouts.client().toMillis())
        .setFinishWithinMs(timeouts.finish().toMillis());
  }

  private static void route(Routing routing, Policies.Builder message) {
    message
        .setRoute(route(routing.by()))
        .setRouteKey(routing.key())
        .setRouteClient(routing.client())
        .setShards(routing.shards());
    new TreeMap<>(routing.labels())
        .forEach((name, value) -> message.addRouteLabels(name + "=" + value));
  }

  private static Policies.Route route(Routing.By by) {
    return switch (by) {
      case ROUND_ROBIN -> Policies.Route.ROUND_ROBIN;
      case LEAST_LOADED -> Policies.Route.LEAST_LOADED;
      case RANDOM -> Policies.Route.RANDOM;
      case LEAST_RECENTLY_USED -> Policies.Route.LEAST_RECENTLY_USED;
      case LEAST_FREQUENTLY_USED -> Policies.Route.LEAST_FREQUENTLY_USED;
      case FIRST -> Policies.Route.FIRST;
      case LAST -> Policies.Route.LAST;
      case CONSISTENT_HASH -> Policies.Route.CONSISTENT_HASH;
      case NEWEST_VERSION -> Policies.Route.NEWEST_VERSION;
      case BROADCAST -> Policies.Route.BROADCAST;
      case SHARDING -> Policies.Route.SHARDING;
    };
  }

  private static Policies.Backoff backoff(Retries.Backoff backoff) {
    return switch (backoff) {
      case FIXED -> Policies.Backoff.FIXED;
      case EXPONENTIAL -> Policies.Backoff.EXPONENTIAL;
    };
  }

  private static Policies.End end(Retries.End end) {
    return switch (end) {
      case FAILED -> Policies.End.END_FAILED;
      case TIMED_OUT -> Policies.End.END_TIMED_OUT;
      case LOST -> Policies.End.END_LOST;
    };
  }

  private static Policies.Misfire misfire(Misfire.Deed deed) {
    return switch (deed) {
      case FIRE_ONCE -> Policies.Misfire.FIRE_ONCE;
      case SKIP -> Policies.Misfire.MISFIRE_SKIP;
      case FIRE_ALL -> Policies.Misfire.FIRE_ALL;
    };
  }

  private static Policies.Overlap overlap(Overlap.Deed deed) {
    return switch (deed) {
      case SKIP -> Policies.Overlap.OVERLAP_SKIP;
      case BUFFER_ONE -> Policies.Overlap.BUFFER_ONE;
      case BUFFER_ALL -> Policies.Overlap.BUFFER_ALL;
      case CANCEL_OTHER -> Policies.Overlap.CANCEL_OTHER;
      case ALLOW_ALL -> Policies.Overlap.ALLOW_ALL;
    };
  }
}
