package io.fss.deploy.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What one client saw: every start of an occurrence that was planned within the window. */
final class Recorder {
  private Lateness lateness = new Lateness();
  private final List<Run> runs = new ArrayList<>();
  private long from;
  private long to;
  private long lastStartUs;

  /** Begins anew with a window, in UTC milliseconds of planned time. */
  synchronized void window(long begin, long end) {
    lateness = new Lateness();
    runs.clear();
    lastStartUs = 0;
    from = begin;
    to = end;
  }

  synchronized void started(long taskId, int group, Instant plannedAt, Instant now) {
    long planned = plannedAt.toEpochMilli();
    if (planned < from || planned >= to) {
      return;
    }
    long startUs = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    lateness.record(startUs - planned * 1_000);
    lastStartUs = Math.max(lastStartUs, startUs);
    runs.add(new Run(taskId, group, planned));
  }

  /** Starts so far within the window. */
  synchronized long counted() {
    return runs.size();
  }

  synchronized ClientResults results() {
    return new ClientResults(lateness, lastStartUs, List.copyOf(runs));
  }
}
