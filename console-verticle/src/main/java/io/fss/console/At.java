package io.fss.console;

/**
 * Where a value stands in an input. A chain of names, because a path is wanted only where something
 * is wrong, and making texts of all others would cost more than checking them.
 *
 * @param parent where the object or list stands; null for the input itself
 * @param name of the property, or the index in a list
 */
record At(At parent, Object name) {
  static final At INPUT = new At(null, "body");

  At in(Object child) {
    return new At(this, child);
  }

  /** Names and indexes with points between them, such as "trigger.at.3", or "body". */
  String path() {
    return parent == null || parent.parent == null ? name.toString() : parent.path() + "." + name;
  }
}
