package io.fss.console;

/** True or false. */
record FlagShape() implements Shape {
  @Override
  public void check(Object value, At at, Findings found) {
    if (!(value instanceof Boolean)) {
      found.add(at, value, "must be of type boolean");
    }
  }
}
