package io.fss.deploy.faults;

import java.util.Map;

/** One attempt that a client entered its job for, and what became of it there. */
final class Start {
  /** A monotonic time that never comes. */
  static final long NEVER = Long.MAX_VALUE;

  private final ProcessStory process;
  private final long task;
  private final int attempt;
  private final String group;
  private final long plannedMs;
  private final long wallMs;
  private final long nanos;
  private long toldNanos = NEVER;
  private long endNanos = NEVER;
  private String outcome = "";
  private String answer = "";

  Start(
      ProcessStory process,
      long task,
      int attempt,
      String group,
      long plannedMs,
      long wallMs,
      long nanos) {
    this.process = process;
    this.task = task;
    this.attempt = attempt;
    this.group = group;
    this.plannedMs = plannedMs;
    this.wallMs = wallMs;
    this.nanos = nanos;
  }

  ProcessStory process() {
    return process;
  }

  long task() {
    return task;
  }

  int attempt() {
    return attempt;
  }

  String group() {
    return group;
  }

  long plannedMs() {
    return plannedMs;
  }

  long wallMs() {
    return wallMs;
  }

  long nanos() {
    return nanos;
  }

  /** When the job was told to stop; {@link #NEVER} when it was not. */
  long toldNanos() {
    return toldNanos;
  }

  void told(long at) {
    toldNanos = Math.min(toldNanos, at);
  }

  /** When the job ended; {@link #NEVER} when its process was gone before. */
  long endNanos() {
    return endNanos;
  }

  /** What the job ended with, {@code SUCCEEDED} or not; empty when it did not. */
  String outcome() {
    return outcome;
  }

  boolean succeeded() {
    return outcome.equals("SUCCEEDED");
  }

  void ended(String how, long at) {
    outcome = how;
    endNanos = at;
  }

  /** The platform's last verdict on the report of the end; empty when none came. */
  String answer() {
    return answer;
  }

  void answered(String verdict) {
    answer = verdict;
  }

  /** Whether the job was not over, as far as its client knows. */
  boolean openAt(long at) {
    return endNanos > at;
  }

  /**
   * Whether the process could still prove at that time that the attempt was its own. A lease that
   * was over comes back for no attempt, whatever is proven afterwards.
   */
  boolean holdsLease(long leaseMs, long at) {
    long lease = leaseMs * 1_000_000;
    long until = process.provenAt(nanos) + lease;
    for (Map.Entry<Long, Long> proof : process.proofs().subMap(nanos, false, at, true).entrySet()) {
      if (proof.getKey() >= until) {
        return false;
      }
      until = Math.max(until, proof.getValue() + lease);
    }
    return until > at;
  }

  @Override
  public String toString() {
    return "task %d attempt %d of %s on %s".formatted(task, attempt, group, process.name());
  }
}
