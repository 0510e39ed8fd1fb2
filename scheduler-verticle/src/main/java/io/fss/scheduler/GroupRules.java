package io.fss.scheduler;

import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.Violation;
import io.fss.proto.v1.IntervalTrigger;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.Trigger;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The rules of a task group's definition; each broken one is named with field and value. */
final class GroupRules {
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9._-]{1,64}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final int DESCRIPTION = 1_000;
  private static final int DATA_BYTES = 65_536;
  private static final long LEAST_INTERVAL_MS = 100;
  private static final long MOST_INTERVAL_MS = 366L * 24 * 3_600_000;
  private static final long LEAST_LEASE_MS = 10_000;
  private static final long MOST_LEASE_MS = 24 * 3_600_000L;
  // A once trigger may lie a little in the past, for clocks that differ and requests that travel.
  private static final long PAST_MS = 60_000;

  private final List<Violation> violations = new ArrayList<>();

  private GroupRules() {}

  /** The rules that the definition breaks; empty when it is fine. */
  static List<Violation> check(GroupSpec spec, long now) {
    GroupRules rules = new GroupRules();
    rules.text("namespace", spec.getNamespace(), NAMESPACE);
    rules.text("name", spec.getName(), NAME);
    rules.text("app", spec.getApp(), NAME);
    rules.text("job", spec.getJob(), NAME);
    if (spec.getDescription().length() > DESCRIPTION) {
      rules.broken(
          "description",
          spec.getDescription().length() + " characters",
          "must have at most " + DESCRIPTION);
    }
    rules.trigger(spec.getTrigger(), now);
    rules.json("data", spec.getData());
    rules.policies(spec.getPolicies());
    return rules.violations;
  }

  /** Checks the parameters of a run; empty is fine. */
  static List<Violation> checkParams(String params) {
    return checkJson("params", params);
  }

  /** Checks a text that must be a bounded JSON object; empty is fine. */
  static List<Violation> checkJson(String field, String value) {
    GroupRules rules = new GroupRules();
    rules.json(field, value);
    return rules.violations;
  }

  private void text(String field, String value, Pattern rule) {
    if (!rule.matcher(value).matches()) {
      broken(field, value, "must match " + rule.pattern());
    }
  }

  private void within(String field, long value, long least, long most) {
    if (value < least || value > most) {
      broken(field, value, "must be within %d and %d".formatted(least, most));
    }
  }

  private void json(String field, String value) {
    if (value.isEmpty()) {
      return;
    }
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > DATA_BYTES) {
      broken(field, bytes + " bytes", "must have at most %d bytes".formatted(DATA_BYTES));
      return;
    }
    try {
      new JsonObject(value);
    } catch (DecodeException e) {
      broken(field, value.substring(0, Math.min(80, value.length())), "must be a JSON object");
    }
  }

  private void policies(Policies policies) {
    within("policies.maxTries", policies.getMaxTries(), 1, 100);
    within("policies.retryDelayMs", policies.getRetryDelayMs(), 0, MOST_INTERVAL_MS);
    within("policies.leaseMs", policies.getLeaseMs(), LEAST_LEASE_MS, MOST_LEASE_MS);
  }

  private void trigger(Trigger trigger, long now) {
    switch (trigger.getKindCase()) {
      case CRON -> cron(trigger.getCron().getExpression(), trigger.getCron().getZone(), now);
      case INTERVAL -> interval(trigger.getInterval());
      case ONCE -> {
        if (trigger.getOnce().getAtMs() < now - PAST_MS) {
          broken("trigger.at", trigger.getOnce().getAtMs(), "must not be in the past");
        }
      }
      case DYNAMIC -> {
        instant("trigger.firstAt", trigger.getDynamic().getFirstAtMs());
        if (trigger.getDynamic().getFallbackMs() != 0) {
          within(
              "trigger.fallbackMs",
              trigger.getDynamic().getFallbackMs(),
              LEAST_INTERVAL_MS,
              MOST_INTERVAL_MS);
        }
      }
      case MANUAL -> {}
      case KIND_NOT_SET ->
          broken("trigger", "", "must be one of cron, interval, once, dynamic, manual");
    }
  }

  private void cron(String expression, String zone, long now) {
    try {
      CronTimes.of("0 0 0 1 1 ?", zone);
    } catch (IllegalArgumentException e) {
      broken("trigger.zone", zone, e.getMessage());
      return;
    }
    try {
      if (CronTimes.of(expression, zone).after(now).isEmpty()) {
        broken("trigger.expression", expression, "must have an occurrence in the future");
      }
    } catch (IllegalArgumentException e) {
      broken("trigger.expression", expression, e.getMessage());
    }
  }

  private void interval(IntervalTrigger interval) {
    within("trigger.everyMs", interval.getEveryMs(), LEAST_INTERVAL_MS, MOST_INTERVAL_MS);
    instant("trigger.startAt", interval.getStartAtMs());
    if (interval.getMode() == IntervalTrigger.Mode.UNRECOGNIZED) {
      broken("trigger.mode", interval.getModeValue(), "must be FIXED_RATE or FIXED_DELAY");
    }
  }

  private void instant(String field, long millis) {
    if (millis < 0) {
      broken(field, millis, "must be an instant after 1970-01-01");
    }
  }

  private void broken(String field, Object value, String rule) {
    violations.add(Refusal.violation(field, value, rule));
  }

  /** The definition with the defaults a careful operator would choose where it says nothing. */
  static GroupSpec withDefaults(GroupSpec spec) {
    Policies policies = spec.getPolicies();
    return spec.toBuilder()
        .setNamespace(spec.getNamespace().isEmpty() ? "default" : spec.getNamespace())
        .setData(spec.getData().isEmpty() ? "{}" : spec.getData())
        .setPolicies(
            policies.toBuilder()
                .setMaxTries(policies.getMaxTries() == 0 ? 1 : policies.getMaxTries())
                .setLeaseMs(policies.getLeaseMs() == 0 ? 30_000 : policies.getLeaseMs()))
        .build();
  }
}
