package io.fss.console;

import static java.util.Map.entry;

import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Backoff;
import io.fss.proto.v1.Policies.End;
import io.fss.proto.v1.Policies.Misfire;
import io.fss.proto.v1.Policies.Overlap;
import io.fss.proto.v1.Policies.Route;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Policies in JSON; those that are read keep to the contract's schema. */
final class PolicyJson {
  private static final Words<Backoff> BACKOFF =
      new Words<>(Map.of(Backoff.FIXED, "fixed", Backoff.EXPONENTIAL, "exponential"));
  private static final Words<End> ENDS =
      new Words<>(
          Map.of(End.END_FAILED, "failed", End.END_TIMED_OUT, "timed-out", End.END_LOST, "lost"));
  private static final Words<Misfire> MISFIRE =
      new Words<>(
          Map.of(
              Misfire.FIRE_ONCE,
              "fire-once",
              Misfire.MISFIRE_SKIP,
              "skip",
              Misfire.FIRE_ALL,
              "fire-all"));
  private static final Words<Overlap> OVERLAP =
      new Words<>(
          Map.of(
              Overlap.OVERLAP_SKIP,
              "skip",
              Overlap.BUFFER_ONE,
              "buffer-one",
              Overlap.BUFFER_ALL,
              "buffer-all",
              Overlap.CANCEL_OTHER,
              "cancel-other",
              Overlap.ALLOW_ALL,
              "allow-all"));

  private static final Words<Route> ROUTE =
      new Words<>(
          Map.ofEntries(
              entry(Route.ROUND_ROBIN, "round-robin"),
              entry(Route.LEAST_LOADED, "least-loaded"),
              entry(Route.RANDOM, "random"),
              entry(Route.LEAST_RECENTLY_USED, "least-recently-used"),
              entry(Route.LEAST_FREQUENTLY_USED, "least-frequently-used"),
              entry(Route.FIRST, "first"),
              entry(Route.LAST, "last"),
              entry(Route.CONSISTENT_HASH, "consistent-hash"),
              entry(Route.NEWEST_VERSION, "newest-version"),
              entry(Route.BROADCAST, "broadcast"),
              entry(Route.SHARDING, "sharding")));

  private PolicyJson() {}

  static void write(Policies policies, Fields fields) {
    fields
        .number("maxTries", policies.getMaxTries())
        .number("retryDelayMs", policies.getRetryDelayMs())
        .text("retryBackoff", BACKOFF.of(policies.getRetryBackoff()))
        .number("retryMaxDelayMs", policies.getRetryMaxDelayMs())
        .number("retryJitterPercent", policies.getRetryJitterPercent());
    if (policies.getRetryOnCount() > 0) {
      fields.list("retryOn", policies.getRetryOnList().stream().map(ENDS::of).toList());
    }
    fields
        .flag("retryElsewhere", policies.getRetryElsewhere())
        .number("leaseMs", policies.getLeaseMs())
        .text("misfire", MISFIRE.of(policies.getMisfire()))
        .number("misfireWindowMs", policies.getMisfireWindowMs())
        .number("misfireLimit", policies.getMisfireLimit())
        .text("overlap", OVERLAP.of(policies.getOverlap()))
        .number("overlapLimit", policies.getOverlapLimit());
    limits(policies, fields);
    route(policies, fields);
  }

  private static void route(Policies policies, Fields fields) {
    fields.text("route", ROUTE.of(policies.getRoute())).text("routeKey", policies.getRouteKey());
    if (policies.getRouteLabelsCount() > 0) {
      fields.list("routeLabels", policies.getRouteLabelsList());
    }
    fields.text("routeClient", policies.getRouteClient()).number("shards", policies.getShards());
    if (policies.getShardParamsCount() > 0) {
      JsonArray params = new JsonArray();
      policies.getShardParamsList().forEach(text -> params.add(new JsonObject(text)));
      fields.json("shardParams", params);
    }
  }

  private static void limits(Policies policies, Fields fields) {
    fields
        .number("dispatchTimeoutMs", policies.getDispatchTimeoutMs())
        .number("runTimeoutMs", policies.getRunTimeoutMs())
        .number("progressTimeoutMs", policies.getProgressTimeoutMs())
        .number("clientWaitMs", policies.getClientWaitMs())
        .number("finishWithinMs", policies.getFinishWithinMs())
        .number("priority", policies.getPriority());
  }

  static Policies read(JsonObject json) {
    Policies.Builder policies =
        Policies.newBuilder()
            .setMaxTries(json.getInteger("maxTries", 0))
            .setRetryDelayMs(json.getLong("retryDelayMs", 0L))
            .setRetryBackoff(
                BACKOFF.value(json.getString("retryBackoff"), Backoff.BACKOFF_UNSPECIFIED))
            .setRetryMaxDelayMs(json.getLong("retryMaxDelayMs", 0L))
            .setRetryJitterPercent(json.getInteger("retryJitterPercent", 0))
            .setRetryElsewhere(json.getBoolean("retryElsewhere", false))
            .setLeaseMs(json.getLong("leaseMs", 0L))
            .setMisfire(MISFIRE.value(json.getString("misfire"), Misfire.MISFIRE_UNSPECIFIED))
            .setMisfireWindowMs(json.getLong("misfireWindowMs", 0L))
            .setMisfireLimit(json.getInteger("misfireLimit", 0))
            .setOverlap(OVERLAP.value(json.getString("overlap"), Overlap.OVERLAP_UNSPECIFIED))
            .setOverlapLimit(json.getInteger("overlapLimit", 0));
    for (Object end : json.getJsonArray("retryOn", new JsonArray())) {
      policies.addRetryOn(ENDS.value((String) end));
    }
    for (Object label : json.getJsonArray("routeLabels", new JsonArray())) {
      policies.addRouteLabels((String) label);
    }
    policies
        .setRoute(ROUTE.value(json.getString("route"), Route.ROUTE_UNSPECIFIED))
        .setRouteKey(json.getString("routeKey", ""))
        .setRouteClient(json.getString("routeClient", ""))
        .setShards(json.getInteger("shards", 0));
    for (Object params : json.getJsonArray("shardParams", new JsonArray())) {
      policies.addShardParams(((JsonObject) params).encode());
    }
    return readLimits(policies, json);
  }

  private static Policies readLimits(Policies.Builder policies, JsonObject json) {
    return policies
        .setDispatchTimeoutMs(json.getLong("dispatchTimeoutMs", 0L))
        .setRunTimeoutMs(json.getLong("runTimeoutMs", 0L))
        .setProgressTimeoutMs(json.getLong("progressTimeoutMs", 0L))
        .setClientWaitMs(json.getLong("clientWaitMs", 0L))
        .setFinishWithinMs(json.getLong("finishWithinMs", 0L))
        .setPriority(json.getInteger("priority", 0))
        .build();
  }
}
