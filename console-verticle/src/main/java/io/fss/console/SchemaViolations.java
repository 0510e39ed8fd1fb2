package io.fss.console;

import io.fss.proto.bus.v1.Violation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.OutputUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the validator's output, which names every schema on the way to a fault: only the faults
 * themselves are kept.
 */
final class SchemaViolations {
  private static final String UNKNOWN = "additionalProperties";
  private static final String TYPE = "type";
  private static final Set<String> WRAPPERS =
      Set.of("$ref", "properties", "items", "allOf", "anyOf", "oneOf", "if", "then", "else");

  private final JsonObject contract;

  SchemaViolations(JsonObject contract) {
    this.contract = contract;
  }

  /**
   * The broken rules.
   *
   * @param result the validator's output
   * @param name name of the value, empty for the body
   * @param instance the value that was validated
   * @param schema of the value, may be empty where the contract's own is enough
   */
  List<Violation> of(OutputUnit result, String name, Object instance, JsonObject schema) {
    List<Fault> faults = faults(result, schema);
    Set<Violation> violations = new LinkedHashSet<>();
    for (Fault fault : faults) {
      if (violations.size() < Findings.MOST && !echo(fault, faults)) {
        violations.add(violation(fault, name, instance));
      }
    }
    return List.copyOf(violations);
  }

  private List<Fault> faults(OutputUnit result, JsonObject schema) {
    List<Fault> faults = new ArrayList<>();
    if (result.getErrors() != null) {
      for (OutputUnit unit : result.getErrors()) {
        Fault fault = Fault.of(unit, contract, schema);
        if (!WRAPPERS.contains(fault.keyword())) {
          faults.add(fault);
        }
      }
    }
    return faults;
  }

  /**
   * A known property with a fault is called unknown as well, and a value of the wrong type breaks
   * the rules of the right type: that is not what is wrong.
   */
  private static boolean echo(Fault fault, List<Fault> all) {
    return all.stream()
        .anyMatch(
            other ->
                fault.keyword().equals(UNKNOWN)
                    ? other.at().startsWith(fault.at() + "/")
                        || (other.at().equals(fault.at()) && !other.keyword().equals(UNKNOWN))
                    : other.at().equals(fault.at())
                        && other.keyword().equals(TYPE)
                        && !fault.keyword().equals(TYPE));
  }

  private static Violation violation(Fault fault, String name, Object instance) {
    List<String> field = new ArrayList<>(name.isEmpty() ? List.of() : List.of(name));
    field.addAll(fault.path());
    String missing = fault.missing();
    if (missing != null) {
      field.add(missing);
    }
    Object value = missing == null ? value(instance, fault.path()) : "";
    return Findings.violation(
        field.isEmpty() ? "body" : String.join(".", field), value, fault.rule());
  }

  private static Object value(Object instance, List<String> path) {
    Object at = instance;
    for (String step : path) {
      if (at instanceof JsonObject object) {
        at = object.getValue(step);
      } else if (at instanceof JsonArray array) {
        at = array.getValue(Integer.parseInt(step));
      }
    }
    return at;
  }
}
