package io.fss.scheduler;

import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.v1.CronTrigger;
import io.fss.proto.v1.DynamicTrigger;
import io.fss.proto.v1.IntervalTrigger;
import io.fss.proto.v1.ManualTrigger;
import io.fss.proto.v1.OnceTrigger;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Trigger;

/** Definitions of task groups as tests like them: app {@code shop}, job {@code bill}, enabled. */
final class Specs {
  private Specs() {}

  static GroupSpec.Builder group(String name, Trigger trigger) {
    return GroupSpec.newBuilder()
        .setName(name)
        .setApp("shop")
        .setJob("bill")
        .setTrigger(trigger)
        .setEnabled(true);
  }

  static GroupSpec.Builder manual(String name) {
    return group(name, byHand());
  }

  static Trigger byHand() {
    return Trigger.newBuilder().setManual(ManualTrigger.getDefaultInstance()).build();
  }

  static Trigger rate(long everyMs, long startAtMs) {
    return interval(IntervalTrigger.Mode.FIXED_RATE, everyMs, startAtMs);
  }

  static Trigger delay(long everyMs, long startAtMs) {
    return interval(IntervalTrigger.Mode.FIXED_DELAY, everyMs, startAtMs);
  }

  private static Trigger interval(IntervalTrigger.Mode mode, long everyMs, long startAtMs) {
    return Trigger.newBuilder()
        .setInterval(
            IntervalTrigger.newBuilder().setMode(mode).setEveryMs(everyMs).setStartAtMs(startAtMs))
        .build();
  }

  static Trigger once(long atMs) {
    return Trigger.newBuilder().setOnce(OnceTrigger.newBuilder().setAtMs(atMs)).build();
  }

  static Trigger dynamic(long firstAtMs, long fallbackMs) {
    return Trigger.newBuilder()
        .setDynamic(DynamicTrigger.newBuilder().setFirstAtMs(firstAtMs).setFallbackMs(fallbackMs))
        .build();
  }

  static Trigger cron(String expression, String zone) {
    return Trigger.newBuilder()
        .setCron(CronTrigger.newBuilder().setExpression(expression).setZone(zone))
        .build();
  }

  static Policies tries(int most, long delayMs) {
    return Policies.newBuilder().setMaxTries(most).setRetryDelayMs(delayMs).build();
  }
}
