package io.fss.deploy.faults;

import io.fss.deploy.faults.Findings.Breach;
import io.fss.proto.bus.v1.TaskStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Every planned moment, every link of a chain and every run by hand stands in exactly one row. */
final class MomentChecks {
  // Faults are over long before groups are disabled: what is due is booked within a second then.
  private static final long SLACK_MS = 5_000;

  private final Story story;
  private final Findings findings;

  MomentChecks(Story story, Findings findings) {
    this.story = story;
    this.findings = findings;
  }

  void check() {
    Map<String, List<TaskRecord>> scheduled = new TreeMap<>();
    story.groups().keySet().forEach(name -> scheduled.put(name, new ArrayList<>()));
    long planned = story.runs().size();
    for (TaskRecord task : story.tasks()) {
      if (task.isScheduled() && !task.isPart()) {
        scheduled.get(task.group()).add(task);
        planned += task.occurrences();
      }
    }
    findings.planned(planned);
    scheduled.forEach((name, tasks) -> check(story.plan(name), tasks));
    parts();
    runs();
  }

  private void check(GroupPlan plan, List<TaskRecord> tasks) {
    if (plan.kind() == GroupPlan.Kind.MANUAL) {
      return;
    }
    if (tasks.isEmpty() || tasks.stream().allMatch(MomentChecks::isSkipped)) {
      findings.add(Breach.LOST, "group %s never ran".formatted(plan.name()));
    } else if (plan.kind() == GroupPlan.Kind.FIXED) {
      moments(plan, tasks);
    } else {
      chain(plan, tasks);
    }
  }

  private static boolean isSkipped(TaskRecord task) {
    return task.status() == TaskStatus.SKIPPED;
  }

  private void moments(GroupPlan plan, List<TaskRecord> tasks) {
    NavigableMap<Long, Long> spans = new TreeMap<>();
    Set<Long> single = new HashSet<>();
    long counted = 0;
    for (TaskRecord task : tasks) {
      counted += task.occurrences();
      spans.merge(task.plannedMs(), task.lastPlannedMs(), Math::max);
      if (task.occurrences() == 1 && !single.add(task.plannedMs())) {
        findings.add(
            Breach.DOUBLED,
            "moment %d of %s stands in two rows".formatted(task.plannedMs(), plan.name()));
      }
    }
    long first = spans.firstKey();
    if (first > story.begunMs() + plan.everyMs()) {
      findings.add(
          Breach.LOST, "moments of %s before its first one, %d".formatted(plan.name(), first));
    }
    long last = covered(plan, spans);
    stopped(plan, last);
    long moments = (last - first) / plan.everyMs() + 1;
    if (counted != moments) {
      findings.add(
          counted < moments ? Breach.LOST : Breach.DOUBLED,
          "%s has %d moments from %d to %d, and %d in its rows"
              .formatted(plan.name(), moments, first, last, counted));
    }
  }

  /** Tells of moments in no row; answers the last one that is in one. */
  private long covered(GroupPlan plan, NavigableMap<Long, Long> spans) {
    long last = spans.firstKey();
    for (Map.Entry<Long, Long> span : spans.entrySet()) {
      long next = last + plan.everyMs();
      if (span.getKey() > next) {
        findings.add(
            Breach.LOST,
            "%d moments of %s from %d on"
                .formatted((span.getKey() - next) / plan.everyMs(), plan.name(), next));
      }
      last = Math.max(last, span.getValue());
    }
    return last;
  }

  private void stopped(GroupPlan plan, long lastMs) {
    long silentMs = story.stoppedMs().get(plan.name()) - lastMs - plan.everyMs();
    if (silentMs > SLACK_MS) {
      findings.add(
          Breach.LOST,
          "group %s stood still for %d ms before it was disabled".formatted(plan.name(), silentMs));
    }
  }

  /** Each end but the last has planned the next task. */
  private void chain(GroupPlan plan, List<TaskRecord> tasks) {
    Set<String> keys = new HashSet<>();
    long endedMs = 0;
    for (TaskRecord task : tasks) {
      if (!keys.add(task.key())) {
        findings.add(
            Breach.DOUBLED, "%s of %s stands in two rows".formatted(task.key(), plan.name()));
      }
      if (task.status() != TaskStatus.CANCELLED) {
        endedMs = Math.max(endedMs, task.endedMs());
      }
    }
    TaskRecord newest = tasks.get(0);
    for (TaskRecord task : tasks) {
      newest = task.id() > newest.id() ? task : newest;
    }
    for (TaskRecord task : tasks) {
      if (task.id() != newest.id() && !keys.contains("after:" + task.id())) {
        findings.add(Breach.LOST, "what follows task %d of %s".formatted(task.id(), plan.name()));
      }
    }
    stopped(plan, Math.max(endedMs, newest.plannedMs()));
  }

  /** A task that was split has each of its parts once. */
  private void parts() {
    Map<Long, List<String>> parts = new HashMap<>();
    for (TaskRecord task : story.tasks()) {
      if (task.isPart()) {
        parts.computeIfAbsent(task.parent(), id -> new ArrayList<>()).add(task.key());
      }
    }
    for (TaskRecord task : story.tasks()) {
      List<String> kept = task.isSplit() ? parts.getOrDefault(task.id(), List.of()) : List.of();
      int distinct = Set.copyOf(kept).size();
      if (task.isSplit() && (distinct != task.children() || kept.size() != distinct)) {
        findings.add(
            kept.size() > distinct ? Breach.DOUBLED : Breach.LOST,
            "task %d of %s has %d parts, and %d rows of %d of them"
                .formatted(task.id(), task.group(), task.children(), kept.size(), distinct));
      }
    }
  }

  private void runs() {
    Map<String, List<Long>> kept = new TreeMap<>();
    for (TaskRecord task : story.tasks()) {
      if (task.key().startsWith("key:")) {
        kept.computeIfAbsent(task.key().substring(4), key -> new ArrayList<>()).add(task.id());
      }
    }
    story
        .runs()
        .forEach(
            (key, task) -> {
              List<Long> rows = kept.getOrDefault(key, List.of());
              if (rows.isEmpty()) {
                findings.add(
                    Breach.LOST, "run %s was acknowledged as task %d".formatted(key, task));
              } else if (rows.size() > 1 || !rows.get(0).equals(task)) {
                findings.add(
                    Breach.DOUBLED,
                    "run %s was acknowledged as task %d and is kept as %s"
                        .formatted(key, task, rows));
              }
            });
  }
}
