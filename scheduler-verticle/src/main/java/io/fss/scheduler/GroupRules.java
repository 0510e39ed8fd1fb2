package io.fss.scheduler;

import io.fss.proto.bus.v1.CalendarSpec;
import io.fss.proto.bus.v1.GroupSpec;
import io.fss.proto.bus.v1.Violation;
import io.fss.proto.v1.Trigger;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The rules of a task group's definition; each broken one is named with field and value. */
final class GroupRules {
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9._/-]{1,63}");
  private static final int LABELS = 32;
  private static final int LABEL_VALUE = 255;
  private static final int DATA_BYTES = 65_536;

  private GroupRules() {}

  /** The rules that a definition without a known calendar breaks; empty when it is fine. */
  static List<Violation> check(GroupSpec spec, long now) {
    return check(spec, null, now);
  }

  /**
   * The rules that a definition breaks; empty when it is fine.
   *
   * @param spec with all defaults filled in
   * @param calendar that the trigger names; null where it names none
   */
  static List<Violation> check(GroupSpec spec, CalendarSpec calendar, long now) {
    Violations violations = new Violations();
    form(violations, spec);
    trigger(violations, spec.getTrigger(), calendar, now, true);
    return violations.all();
  }

  /**
   * As {@link #check} for a group whose trigger was {@code old}: where it stays what it was, its
   * time may be over.
   */
  static List<Violation> checkEdit(Trigger old, GroupSpec spec, CalendarSpec calendar, long now) {
    Violations violations = new Violations();
    form(violations, spec);
    trigger(violations, spec.getTrigger(), calendar, now, !spec.getTrigger().equals(old));
    return violations.all();
  }

  /** The rules that a trigger alone breaks. */
  static List<Violation> checkTrigger(Trigger trigger, CalendarSpec calendar, long now) {
    Violations violations = new Violations();
    trigger(violations, trigger, calendar, now, true);
    return violations.all();
  }

  /** Checks the parameters of a run; empty is fine. */
  static List<Violation> checkParams(String params) {
    return checkJson("params", params);
  }

  /** Checks a text that must be a bounded JSON object; empty is fine. */
  static List<Violation> checkJson(String field, String value) {
    Violations violations = new Violations();
    json(violations, field, value);
    return violations.all();
  }

  private static void form(Violations violations, GroupSpec spec) {
    violations.text("namespace", spec.getNamespace(), Violations.NAMESPACE);
    violations.text("name", spec.getName(), Violations.NAME);
    violations.text("app", spec.getApp(), Violations.NAME);
    violations.text("job", spec.getJob(), Violations.NAME);
    violations.description(spec.getDescription());
    labels(violations, spec.getLabelsMap());
    json(violations, "data", spec.getData());
    new PolicyRules(violations).check(spec.getPolicies());
    long finishWithin = spec.getPolicies().getFinishWithinMs();
    if (finishWithin != 0 && finishWithin <= spec.getTrigger().getJitterMs()) {
      violations.broken(
          "policies.finishWithinMs", finishWithin, "must be more than trigger.jitterMs");
    }
  }

  private static void trigger(
      Violations violations, Trigger trigger, CalendarSpec calendar, long now, boolean future) {
    Violations found = new Violations();
    TriggerRules rules = new TriggerRules(found);
    rules.form(trigger);
    if (future && found.none()) {
      rules.future(trigger, calendar, now);
    }
    violations.all().addAll(found.all());
  }

  private static void labels(Violations violations, Map<String, String> labels) {
    if (labels.size() > LABELS) {
      violations.broken("labels", labels.size() + " labels", "must be at most " + LABELS);
    }
    labels.forEach(
        (key, value) -> {
          violations.text("labels", key, LABEL);
          if (value.length() > LABEL_VALUE) {
            violations.broken(
                "labels." + Violations.shown(key),
                value.length() + " characters",
                "must have at most " + LABEL_VALUE);
          } else if (Violations.isPadded(value)) {
            violations.broken(
                "labels." + Violations.shown(key), Violations.shown(value), Violations.UNPADDED);
          }
        });
  }

  private static void json(Violations violations, String field, String value) {
    if (value.isEmpty()) {
      return;
    }
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > DATA_BYTES) {
      violations.broken(
          field, bytes + " bytes", "must have at most %d bytes".formatted(DATA_BYTES));
      return;
    }
    try {
      new JsonObject(value);
    } catch (DecodeException e) {
      violations.broken(field, Violations.shown(value), "must be a JSON object");
    }
  }

  /** The definition with the built-in defaults where it says nothing. */
  static GroupSpec withDefaults(GroupSpec spec) {
    return withDefaults(spec, PolicyDefaults.BUILT_IN);
  }

  /** The definition with the defaults of the operator where it says nothing. */
  static GroupSpec withDefaults(GroupSpec spec, PolicyDefaults defaults) {
    return spec.toBuilder()
        .setNamespace(spec.getNamespace().isEmpty() ? "default" : spec.getNamespace())
        .setData(spec.getData().isEmpty() ? "{}" : spec.getData())
        .setPolicies(defaults.fill(spec.getPolicies()))
        .build();
  }
}
