package io.fss.scheduler;

/**
 * How a task stands to those that it was split into, or is a part of.
 *
 * @param parent the task it is a part of; 0 for none
 * @param children of a task that was split how many parts it has, of a shard how many there are
 * @param open parts that have not ended
 * @param bad parts that have ended, but for a success
 */
record Family(long parent, int children, int open, int bad) {
  private static final Family NONE = new Family(0, 0, 0, 0);

  static Family of(long parent, int children, int open, int bad) {
    return parent == 0 && children == 0 ? NONE : new Family(parent, children, open, bad);
  }

  boolean isChild() {
    return parent != 0;
  }

  /** Whether it was split: no client has it, its parts do. */
  boolean isParent() {
    return parent == 0 && children > 0;
  }
}
