package io.fss.deploy.faults;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The task groups of a run: one of each kind that a fault could hurt in its own way. */
final class Workload {
  /** The shortest lease there is: so that it ends in the middle of a run. */
  static final long LEASE_MS = 10_000;

  /** The group that is run by hand. */
  static final String BY_HAND = "by-hand";

  private static final int SECOND = 1_000;

  private final String startAt;
  private final List<GroupPlan> groups = new ArrayList<>();

  private Workload(long beginMs) {
    this.startAt = Instant.ofEpochMilli(beginMs).toString();
  }

  /**
   * All groups.
   *
   * @param beginMs when the first moments are due, in UTC milliseconds; a whole second
   */
  static List<GroupPlan> groups(long beginMs) {
    Workload all = new Workload(beginMs);
    all.schedules();
    all.longOnes();
    all.chains();
    all.splits();
    return List.copyOf(all.groups);
  }

  private void schedules() {
    for (int i = 0; i < 6; i++) {
      fixed("second-" + i, SECOND, 1, FaultClient.QUICK, "skip", policies());
    }
    for (int i = 0; i < 4; i++) {
      fixed("quarter-" + i, SECOND / 4, 1, FaultClient.QUICK, "skip", policies());
    }
    fixed(
        "all-made-up", SECOND, 1, FaultClient.QUICK, "skip", policies().put("misfire", "fire-all"));
    fixed("none-made-up", SECOND, 1, FaultClient.QUICK, "skip", policies().put("misfire", "skip"));
    for (String overlap : List.of("skip", "buffer-one", "buffer-all")) {
      cron("cron-" + overlap, overlap);
    }
  }

  private void cron(String name, String overlap) {
    JsonObject trigger =
        new JsonObject()
            .put("type", "cron")
            .put("expression", "* * * * * ?")
            .put("startAt", startAt);
    JsonObject policies =
        tried(3).put("retryDelayMs", 200).put("overlap", overlap).put("retryElsewhere", true);
    add(name, GroupPlan.Kind.FIXED, SECOND, false, false, FaultClient.FLAKY, trigger, policies);
  }

  private void longOnes() {
    fixed("long-once", SECOND, 1, FaultClient.LONG, "skip", policies());
    fixed("long-again", SECOND, 2, FaultClient.LONG, "skip", tried(2));
    fixed("long-buffered", SECOND, 2, FaultClient.LONG, "buffer-one", tried(2));
    fixed("long-replaced", 4 * SECOND, 2, FaultClient.LONG, "cancel-other", tried(2));
    fixed("long-beside", 2 * SECOND, 3, FaultClient.LONG, "allow-all", tried(3));
    fixed(
        "long-limited",
        SECOND,
        2,
        FaultClient.LONG,
        "skip",
        tried(2).put("runTimeoutMs", 6 * SECOND));
    fixed("deaf-again", SECOND, 3, FaultClient.DEAF, "skip", tried(3));
    fixed("deaf-beside", 4 * SECOND, 2, FaultClient.DEAF, "allow-all", tried(2));
  }

  private void chains() {
    for (int i = 0; i < 2; i++) {
      JsonObject delay =
          new JsonObject()
              .put("type", "interval")
              .put("everyMs", 300)
              .put("mode", "fixed-delay")
              .put("startAt", startAt);
      add(
          "delay-" + i,
          GroupPlan.Kind.CHAIN,
          0,
          false,
          false,
          FaultClient.QUICK,
          delay,
          tried(1 + i));
    }
    JsonObject dynamic =
        new JsonObject().put("type", "dynamic").put("firstAt", startAt).put("fallbackMs", SECOND);
    add("dynamic", GroupPlan.Kind.CHAIN, 0, false, false, FaultClient.CHAIN, dynamic, tried(2));
    add(
        BY_HAND,
        GroupPlan.Kind.MANUAL,
        0,
        true,
        false,
        FaultClient.QUICK,
        new JsonObject().put("type", "manual"),
        policies());
  }

  private void splits() {
    JsonObject every = interval(2 * SECOND);
    add(
        "broadcast",
        GroupPlan.Kind.FIXED,
        2 * SECOND,
        false,
        true,
        FaultClient.QUICK,
        every,
        policies().put("route", "broadcast"));
    add(
        "shards",
        GroupPlan.Kind.FIXED,
        2 * SECOND,
        false,
        true,
        FaultClient.FLAKY,
        every,
        tried(3).put("route", "sharding").put("shards", 3));
  }

  private void fixed(
      String name, long everyMs, int tries, String job, String overlap, JsonObject policies) {
    add(
        name,
        GroupPlan.Kind.FIXED,
        everyMs,
        overlap.equals("allow-all"),
        false,
        job,
        interval(everyMs),
        policies.put("maxTries", tries).put("overlap", overlap));
  }

  private JsonObject interval(long everyMs) {
    return new JsonObject().put("type", "interval").put("everyMs", everyMs).put("startAt", startAt);
  }

  private static JsonObject policies() {
    return new JsonObject().put("leaseMs", LEASE_MS);
  }

  private static JsonObject tried(int most) {
    return policies().put("maxTries", most);
  }

  private void add(
      String name,
      GroupPlan.Kind kind,
      long everyMs,
      boolean beside,
      boolean split,
      String job,
      JsonObject trigger,
      JsonObject policies) {
    JsonObject definition =
        new JsonObject()
            .put("name", name)
            .put("app", FaultClient.APP)
            .put("job", job)
            .put("trigger", trigger)
            .put("policies", policies);
    int tries = policies.getInteger("maxTries", 1);
    groups.add(new GroupPlan(name, kind, everyMs, beside, split, tries, LEASE_MS, definition));
  }
}
