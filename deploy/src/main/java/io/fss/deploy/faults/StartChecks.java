package io.fss.deploy.faults;

import io.fss.deploy.faults.Findings.Breach;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Nothing starts twice, beside what must be over, or early. */
final class StartChecks {
  private final Story story;
  private final Findings findings;
  private final Set<Start> outlived = new HashSet<>();

  StartChecks(Story story, Findings findings) {
    this.story = story;
    this.findings = findings;
  }

  void check() {
    Map<Long, List<Start>> tasks = new HashMap<>();
    Map<String, List<Start>> alone = new HashMap<>();
    Map<String, Map<Long, Set<Long>>> moments = new HashMap<>();
    for (Start start : story.starts()) {
      early(start);
      GroupPlan plan = story.plan(start.group());
      tasks.computeIfAbsent(start.task(), id -> new ArrayList<>()).add(start);
      if (!plan.beside() && !plan.split()) {
        alone.computeIfAbsent(start.group(), name -> new ArrayList<>()).add(start);
      }
      if (plan.kind() == GroupPlan.Kind.FIXED && !plan.split()) {
        moments
            .computeIfAbsent(start.group(), name -> new HashMap<>())
            .computeIfAbsent(start.plannedMs(), moment -> new HashSet<>())
            .add(start.task());
      }
    }
    tasks.values().forEach(this::tries);
    alone.values().forEach(this::besideEachOther);
    moments.forEach((group, planned) -> planned.forEach((at, ids) -> moment(group, at, ids)));
    outlived.forEach(start -> findings.outlivedOne());
  }

  private void early(Start start) {
    long ahead = start.plannedMs() - start.wallMs();
    findings.ahead(ahead);
    if (ahead > story.skewMs()) {
      findings.add(Breach.EARLY, "%s: %d ms".formatted(start, ahead));
    }
  }

  private void moment(String group, long planned, Set<Long> tasks) {
    if (tasks.size() > 1) {
      findings.add(
          Breach.DOUBLED, "moment %d of %s ran as tasks %s".formatted(planned, group, tasks));
    }
  }

  /** All starts of one task, in order. */
  private void tries(List<Start> starts) {
    int most = story.plan(starts.get(0).group()).tries();
    if (starts.size() > most) {
      findings.add(
          Breach.DOUBLED, "%d starts for %d tries: %s".formatted(starts.size(), most, starts));
    }
    Set<Integer> attempts = new HashSet<>();
    for (int i = 0; i < starts.size(); i++) {
      Start start = starts.get(i);
      if (!attempts.add(start.attempt())) {
        findings.add(Breach.DOUBLED, start + " started again");
        continue;
      }
      for (Start before : starts.subList(0, i)) {
        if (before.attempt() > start.attempt()) {
          findings.add(Breach.DOUBLED, "%s started after %s".formatted(start, before));
        } else if (before.attempt() < start.attempt()) {
          follows(before, start);
        }
      }
    }
  }

  /** Starts of one group whose tasks never run beside each other, in order. */
  private void besideEachOther(List<Start> starts) {
    List<Start> open = new ArrayList<>();
    for (Start start : starts) {
      open.removeIf(before -> !before.openAt(start.nanos()));
      for (Start before : open) {
        // Attempts of one task are looked at by themselves.
        if (before.task() != start.task()) {
          follows(before, start);
        }
      }
      open.add(start);
    }
  }

  /** Something that must be over, or at least without a lease, when the other begins. */
  private void follows(Start before, Start next) {
    if (!before.openAt(next.nanos())) {
      return;
    }
    long lease = story.plan(before.group()).leaseMs();
    if (before.holdsLease(lease, next.nanos())) {
      findings.add(
          Breach.DOUBLED,
          "%s started while %s held its lease: it had proven itself %d ms before"
              .formatted(
                  next,
                  before,
                  (next.nanos() - before.process().provenAt(next.nanos())) / 1_000_000));
    } else if (before.process().gone() > next.nanos()) {
      outlived.add(before);
    }
  }
}
