package io.fss.console;

import io.vertx.core.json.JsonArray;

/**
 * A list.
 *
 * @param items what each item must be like
 * @param least items it must have
 * @param most items it may have
 */
record ListShape(Shape items, int least, int most) implements Shape {
  @Override
  public void check(Object value, At at, Findings found) {
    if (!(value instanceof JsonArray list)) {
      found.add(at, value, "must be of type array");
      return;
    }
    if (list.size() < least) {
      found.add(at, value, "must not have fewer items than " + least);
    }
    if (list.size() > most) {
      found.add(at, value, "must not have more items than " + most);
      return;
    }
    for (int i = 0; i < list.size(); i++) {
      items.check(list.getValue(i), at.in(i), found);
    }
  }
}
