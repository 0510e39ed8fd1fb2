package io.fss.scheduler;

import io.fss.proto.v1.Trigger;

/** A trigger and what it means. */
record Timing(Trigger trigger, Schedule schedule) {

  /** By how much every occurrence of this group is due later than its nominal moment. */
  long jitter(String namespace, String name) {
    return Jitter.of(namespace, name, trigger.getJitterMs());
  }

  /** How many occurrences of the trigger may begin in all; 0 means no bound. */
  long maxRuns() {
    return trigger.getMaxRuns();
  }
}
