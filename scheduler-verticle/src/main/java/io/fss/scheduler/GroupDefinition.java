package io.fss.scheduler;

import io.fss.proto.bus.v1.GroupSpec;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The definition of a group as JSON: what earlier versions are kept as, and compared by. */
final class GroupDefinition {
  private GroupDefinition() {}

  static JsonObject of(GroupSpec spec) {
    return new JsonObject()
        .put("app", spec.getApp())
        .put("job", spec.getJob())
        .put("description", spec.getDescription())
        .put("enabled", spec.getEnabled())
        .put("data", spec.getData())
        .put("trigger", new JsonObject(TriggerText.encode(spec.getTrigger())))
        .put("policies", policies(PolicyText.encode(spec.getPolicies())))
        .put("labels", labels(spec.getLabelsMap()));
  }

  private static JsonObject policies(String text) {
    return text.isEmpty() ? new JsonObject() : new JsonObject(text);
  }

  /** Labels in the order of their names, so that the same ones have the same text. */
  static JsonObject labels(Map<String, String> labels) {
    JsonObject json = new JsonObject();
    new TreeMap<>(labels).forEach(json::put);
    return json;
  }

  /**
   * Names of the fields in which two definitions differ, for example {@code trigger.expression}.
   */
  static List<String> difference(JsonObject one, JsonObject other) {
    List<String> fields = new ArrayList<>();
    difference("", one, other, fields);
    return fields;
  }

  private static void difference(
      String path, JsonObject one, JsonObject other, List<String> fields) {
    Set<String> names = new TreeSet<>(one.fieldNames());
    names.addAll(other.fieldNames());
    for (String name : names) {
      Object a = one.getValue(name);
      Object b = other.getValue(name);
      if (a instanceof JsonObject left && b instanceof JsonObject right) {
        difference(path + name + ".", left, right, fields);
      } else if (!Objects.equals(a, b)) {
        fields.add(path + name);
      }
    }
  }
}
