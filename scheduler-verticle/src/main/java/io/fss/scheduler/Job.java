package io.fss.scheduler;

/** The handler in the user's program that runs a task. */
record Job(String namespace, String app, String name) {
  @Override
  public String toString() {
    return namespace + "/" + app + "/" + name;
  }
}
