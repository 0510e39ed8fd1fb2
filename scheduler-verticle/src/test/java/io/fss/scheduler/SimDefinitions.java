package io.fss.scheduler;

import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Policies.Backoff;
import io.fss.proto.v1.Policies.End;
import io.fss.proto.v1.Policies.Misfire;
import io.fss.proto.v1.Policies.Overlap;
import io.fss.proto.v1.Policies.Route;
import io.fss.proto.v1.Trigger;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Definitions of groups as nobody would write them all, made by chance. */
final class SimDefinitions {
  static final List<String> JOBS = List.of("bill", "mail", "sync");
  static final List<String> NAMESPACES = List.of("default", "default", "night");

  /** A calendar that every namespace has. */
  static final String CALENDAR = "days";

  /** An operator writes multiples of it, a job one more than it has read. */
  static final long BY_OPERATOR = 1_000_000;

  private static final List<Overlap> OVERLAPS =
      List.of(
          Overlap.OVERLAP_SKIP,
          Overlap.BUFFER_ONE,
          Overlap.BUFFER_ALL,
          Overlap.CANCEL_OTHER,
          Overlap.ALLOW_ALL);
  private static final List<Misfire> MISFIRES =
      List.of(Misfire.FIRE_ONCE, Misfire.MISFIRE_SKIP, Misfire.FIRE_ALL);
  private static final List<End> ENDS = List.of(End.END_FAILED, End.END_TIMED_OUT, End.END_LOST);

  private final SimLuck luck;

  SimDefinitions(SimLuck luck) {
    this.luck = luck;
  }

  /** The group's data after a job has changed it. */
  static String nextData(String data) {
    JsonObject json = new JsonObject(data);
    return json.put("n", json.getLong("n", 0L) + 1).encode();
  }

  GroupSpec.Builder group(String name, long now) {
    Trigger trigger = trigger(now);
    return GroupSpec.newBuilder()
        .setNamespace(luck.pick(NAMESPACES))
        .setName(name)
        .setApp("shop")
        .setJob(luck.pick(JOBS))
        .setData("{\"n\":0}")
        .setTrigger(trigger)
        .setPolicies(policies(trigger.getJitterMs()))
        .setEnabled(luck.chance(0.9));
  }

  Trigger trigger(long now) {
    Trigger.Builder trigger = kind(now).toBuilder();
    if (luck.chance(0.2)) {
      trigger.setJitterMs(luck.between(1, 2_000));
    }
    if (luck.chance(0.15)) {
      trigger.setMaxRuns(luck.between(1, 8));
    }
    if (luck.chance(0.1)) {
      trigger.setCalendar(CALENDAR);
    }
    if (luck.chance(0.1)) {
      trigger.setEndAtMs(now + luck.between(15_000, 60_000));
    }
    return trigger.build();
  }

  /** Days on which the history plays, closed or not. */
  CalendarSpec.Builder calendar(String namespace) {
    CalendarSpec.Builder calendar =
        CalendarSpec.newBuilder().setNamespace(namespace).setName(CALENDAR).setZone("UTC");
    for (String day : List.of("2026-01-01", "2026-01-02")) {
      if (luck.chance(0.3)) {
        calendar.addExcluded(Triggers.day(day));
      }
    }
    if (luck.chance(0.2)) {
      // Thursday, or the day after.
      calendar.addWeekdays((int) luck.between(4, 5));
    }
    return calendar;
  }

  private Trigger kind(long now) {
    return switch (luck.index(9)) {
      case 0, 1 -> Specs.rate(luck.between(5, 60) * 100, 0);
      case 2 -> Specs.rate(luck.between(1, 6) * 1_000, now + luck.between(-5_000, 5_000));
      case 3 -> Specs.cron("*/%d * * * * ?".formatted(luck.between(1, 6)), "UTC");
      case 4, 5 -> Specs.delay(luck.between(2, 40) * 100, 0);
      case 6 -> Specs.once(now + luck.between(-1_000, 20_000));
      case 7 -> list(now);
      default -> luck.chance(0.3) ? Specs.byHand() : dynamic(now);
    };
  }

  private Trigger dynamic(long now) {
    long fallback = luck.chance(0.5) ? luck.between(5, 40) * 100 : 0;
    return Specs.dynamic(luck.chance(0.5) ? now + luck.between(0, 5_000) : 0, fallback);
  }

  private Trigger list(long now) {
    List<Long> instants = new ArrayList<>();
    for (long i = luck.between(1, 12); i > 0; i--) {
      instants.add(now + luck.between(500, 30_000));
    }
    return Triggers.list(instants.toArray(new Long[0]));
  }

  // All but the two ends of the enum that mean nothing.
  private static final List<Route> ROUTES =
      Arrays.stream(Route.values()).filter(route -> route != Route.UNRECOGNIZED).toList();

  Policies policies(long jitterMs) {
    Policies.Builder policies =
        Policies.newBuilder()
            .setMaxTries((int) luck.lowBetween(1, 4))
            .setRetryDelayMs(luck.lowBetween(0, 3_000))
            .setRetryMaxDelayMs(5_000)
            .setRetryBackoff(luck.chance(0.5) ? Backoff.FIXED : Backoff.EXPONENTIAL)
            .setRetryJitterPercent((int) luck.lowBetween(0, 100))
            .setRetryElsewhere(luck.chance(0.3))
            .setLeaseMs(luck.lowBetween(10_000, 30_000))
            .setMisfire(luck.pick(MISFIRES))
            .setOverlap(luck.pick(OVERLAPS))
            .setPriority((int) luck.between(-5, 5));
    if (luck.chance(0.5)) {
      policies.setRoute(luck.pick(ROUTES));
    }
    if (luck.chance(0.3)) {
      policies.addRetryOn(luck.pick(ENDS));
    }
    if (luck.chance(0.2)) {
      policies.setMisfireWindowMs(luck.between(1_000, 10_000));
    }
    limits(policies);
    timeouts(policies, jitterMs);
    return policies.build();
  }

  private void limits(Policies.Builder policies) {
    boolean many =
        policies.getOverlap() == Overlap.BUFFER_ALL || policies.getOverlap() == Overlap.ALLOW_ALL;
    if (many) {
      policies.setOverlapLimit((int) luck.between(1, 5));
    }
    if (policies.getMisfire() == Misfire.FIRE_ALL) {
      policies.setMisfireLimit((int) luck.between(1, 10));
    }
  }

  private void timeouts(Policies.Builder policies, long jitterMs) {
    if (luck.chance(0.2)) {
      policies.setDispatchTimeoutMs(luck.between(1_000, 6_000));
    }
    if (luck.chance(0.3)) {
      policies.setRunTimeoutMs(luck.between(100, 8_000));
    }
    if (luck.chance(0.2)) {
      policies.setProgressTimeoutMs(luck.between(1_000, 5_000));
    }
    if (luck.chance(0.3)) {
      policies.setClientWaitMs(luck.lowBetween(100, 15_000));
    }
    if (luck.chance(0.2)) {
      policies.setFinishWithinMs(jitterMs + luck.lowBetween(1_000, 20_000));
    }
  }
}
