package io.fss.deploy.faults;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All that is known after a run.
 *
 * @param groups by name
 * @param stoppedMs when each group was disabled, in UTC milliseconds, by name
 * @param begunMs when the first moments were due, in UTC milliseconds
 * @param skewMs how far the platform's clock may be from the machine's
 * @param runs keys of runs by hand that the platform acknowledged, and the task it named
 */
record Story(
    Map<String, GroupPlan> groups,
    Map<String, Long> stoppedMs,
    long begunMs,
    long skewMs,
    Collection<ProcessStory> processes,
    List<TaskRecord> tasks,
    List<AttemptRecord> attempts,
    Map<String, Long> runs) {

  /** Every start of every process, in the order of the machine's monotonic clock. */
  List<Start> starts() {
    return processes.stream()
        .flatMap(process -> process.starts().stream())
        .sorted((one, other) -> Long.compare(one.nanos(), other.nanos()))
        .toList();
  }

  /**
   * The plan of a group.
   *
   * @throws IllegalStateException for a group that nobody made
   */
  GroupPlan plan(String group) {
    GroupPlan plan = groups.get(group);
    if (plan == null) {
      throw new IllegalStateException("there is no group " + group);
    }
    return plan;
  }

  Map<Long, TaskRecord> byId() {
    Map<Long, TaskRecord> all = new HashMap<>();
    tasks.forEach(task -> all.put(task.id(), task));
    return all;
  }
}
