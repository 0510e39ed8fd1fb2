package io.fss.console;

import io.fss.kernel.Refusal;
import io.fss.proto.bus.v1.Violation;
import io.vertx.core.json.Json;
import java.util.ArrayList;
import java.util.List;

/** The rules an input breaks, as far as a person wants to read them. */
final class Findings {
  static final int MOST = 50;
  private static final int LONGEST_VALUE = 200;

  private final List<Violation> violations = new ArrayList<>();

  void add(At at, Object value, String rule) {
    if (violations.size() < MOST) {
      violations.add(violation(at.path(), value, rule));
    }
  }

  boolean isEmpty() {
    return violations.isEmpty();
  }

  List<Violation> list() {
    return List.copyOf(violations);
  }

  /** A violation whose value is shown as it was sent, cut to what is readable. */
  static Violation violation(String field, Object value, String rule) {
    String shown = value instanceof String text ? text : Json.encode(value);
    return Refusal.violation(
        field,
        shown.length() > LONGEST_VALUE ? shown.substring(0, LONGEST_VALUE) + "..." : shown,
        rule);
  }
}
