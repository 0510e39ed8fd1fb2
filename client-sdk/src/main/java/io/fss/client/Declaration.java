package io.fss.client;

import io.fss.proto.v1.CronTrigger;
import io.fss.proto.v1.DynamicTrigger;
import io.fss.proto.v1.IntervalTrigger;
import io.fss.proto.v1.ManualTrigger;
import io.fss.proto.v1.OnceTrigger;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.TaskGroupDeclaration;
import java.time.Duration;

/** A declared task group in the words of the contract. */
record Declaration(TaskGroup group) {
  TaskGroupDeclaration message() {
    return TaskGroupDeclaration.newBuilder()
        .setName(group.name())
        .setJob(group.job())
        .setDescription(group.description())
        .setTrigger(trigger(group.trigger()))
        .setData(group.data().encode())
        .setPolicies(policies(group.policies()))
        .setVersion(group.version())
        .build();
  }

  private static Policies policies(TaskPolicies policies) {
    return Policies.newBuilder()
        .setMaxTries(policies.maxTries())
        .setRetryDelayMs(policies.retryDelay().toMillis())
        .setLeaseMs(policies.lease().toMillis())
        .build();
  }

  private static io.fss.proto.v1.Trigger trigger(Trigger trigger) {
    io.fss.proto.v1.Trigger.Builder builder = io.fss.proto.v1.Trigger.newBuilder();
    if (trigger instanceof Trigger.Cron cron) {
      return builder.setCron(cron(cron)).build();
    }
    if (trigger instanceof Trigger.FixedRate rate) {
      return builder.setInterval(every(rate.every(), IntervalTrigger.Mode.FIXED_RATE)).build();
    }
    if (trigger instanceof Trigger.FixedDelay delay) {
      return builder.setInterval(every(delay.every(), IntervalTrigger.Mode.FIXED_DELAY)).build();
    }
    if (trigger instanceof Trigger.Once once) {
      return builder.setOnce(OnceTrigger.newBuilder().setAtMs(once.at().toEpochMilli())).build();
    }
    if (trigger instanceof Trigger.Dynamic dynamic) {
      long fallback = dynamic.fallback().toMillis();
      return builder.setDynamic(DynamicTrigger.newBuilder().setFallbackMs(fallback)).build();
    }
    return builder.setManual(ManualTrigger.getDefaultInstance()).build();
  }

  private static CronTrigger cron(Trigger.Cron cron) {
    String zone = cron.zone().getId();
    return CronTrigger.newBuilder()
        .setExpression(cron.expression())
        .setZone("Z".equals(zone) ? "UTC" : zone)
        .build();
  }

  private static IntervalTrigger every(Duration every, IntervalTrigger.Mode mode) {
    return IntervalTrigger.newBuilder().setEveryMs(every.toMillis()).setMode(mode).build();
  }
}
