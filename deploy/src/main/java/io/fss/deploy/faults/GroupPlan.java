package io.fss.deploy.faults;

import io.vertx.core.json.JsonObject;
import java.util.Objects;

/**
 * A task group of a run and what may be expected of it.
 *
 * @param everyMs milliseconds between two moments of {@link Kind#FIXED}; else 0
 * @param beside whether tasks of the group may run beside each other
 * @param split whether a task becomes parts, which run in its place
 * @param tries how often a task, or each part of it, may start
 */
record GroupPlan(
    String name,
    Kind kind,
    long everyMs,
    boolean beside,
    boolean split,
    int tries,
    long leaseMs,
    JsonObject definition) {

  /** What decides when a task is due. */
  enum Kind {
    /** A schedule whose moments are known beforehand. */
    FIXED,
    /** The end of the task before. */
    CHAIN,
    /** Somebody asks for it. */
    MANUAL
  }

  GroupPlan {
    Objects.requireNonNull(definition, "definition");
    if ((kind == Kind.FIXED) != (everyMs > 0)) {
      throw new IllegalArgumentException(
          "everyMs %d of %s must be positive for a fixed schedule, else 0"
              .formatted(everyMs, name));
    }
    if (tries < 1) {
      throw new IllegalArgumentException("tries %d of %s must be 1 or more".formatted(tries, name));
    }
  }
}
