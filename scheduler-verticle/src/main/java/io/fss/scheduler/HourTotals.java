package io.fss.scheduler;

import io.fss.proto.bus.v1.HourRollup;
import io.fss.proto.bus.v1.TaskStatus;

/** What happened in one hour. A run is an ended task that was tried at least once. */
final class HourTotals {
  private long runs;
  private long successes;
  private long failures;
  private long skipped;
  private final Histogram durations;
  private final Histogram lateness;

  HourTotals() {
    this(0, 0, 0, 0, new Histogram(), new Histogram());
  }

  HourTotals(
      long runs,
      long successes,
      long failures,
      long skipped,
      Histogram durations,
      Histogram lateness) {
    this.runs = runs;
    this.successes = successes;
    this.failures = failures;
    this.skipped = skipped;
    this.durations = durations;
    this.lateness = lateness;
  }

  void add(TallyLine line) {
    runs += line.run() ? 1 : 0;
    successes += line.status() == TaskStatus.SUCCEEDED ? 1 : 0;
    failures += Tally.isFailure(line.status()) ? line.occurrences() : 0;
    skipped += line.status() == TaskStatus.SKIPPED ? line.occurrences() : 0;
    if (line.durationUs() >= 0) {
      durations.record(line.durationUs());
    }
    if (line.latenessUs() >= 0) {
      lateness.record(line.latenessUs());
    }
  }

  void add(HourTotals more) {
    runs += more.runs;
    successes += more.successes;
    failures += more.failures;
    skipped += more.skipped;
    durations.add(more.durations);
    lateness.add(more.lateness);
  }

  /** For the columns runs, successes, failures, skipped, durations, lateness. */
  Object[] columns(Object owner, long hour) {
    return new Object[] {
      owner, hour, runs, successes, failures, skipped, durations.encode(), lateness.encode()
    };
  }

  /**
   * As it is told.
   *
   * @param hour when it began
   */
  HourRollup told(long hour) {
    return HourRollup.newBuilder()
        .setHourMs(hour)
        .setRuns(runs)
        .setSuccesses(successes)
        .setFailures(failures)
        .setSkipped(skipped)
        .setDuration(durations.quantiles())
        .setLateness(lateness.quantiles())
        .build();
  }
}
