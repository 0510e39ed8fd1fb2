package io.fss.client.testing;

import io.fss.client.Outcome;
import io.fss.proto.v1.Policies;
import io.fss.proto.v1.TaskGroupDeclaration;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A declared task group, or what stands for one when a job is run by itself. */
final class Group {
  private static final long LEASE_MS = 30_000;
  private static final long LONGEST_PAUSE_MS = 3_600_000;

  private final TaskGroupDeclaration declared;
  private final Timetable times;
  private JsonObject data;
  private long dataVersion = 1;
  private long runs;
  private int skipped;
  private Instant due;

  Group(TaskGroupDeclaration declared) {
    this.declared = declared;
    this.times = new Timetable(declared.getTrigger());
    this.data =
        declared.getData().isEmpty() ? new JsonObject() : new JsonObject(declared.getData());
  }

  static Group of(String job) {
    return new Group(TaskGroupDeclaration.newBuilder().setName(job).setJob(job).build());
  }

  String name() {
    return declared.getName();
  }

  String job() {
    return declared.getJob();
  }

  JsonObject data() {
    return data.copy();
  }

  long dataVersion() {
    return dataVersion;
  }

  void data(JsonObject to) {
    data = to.copy();
    dataVersion++;
  }

  /** Takes over the change of a job, unless somebody else's came first. */
  void data(String changed, long basedOn) {
    if (!changed.isEmpty() && basedOn == dataVersion) {
      data(new JsonObject(changed));
    }
  }

  private Policies policies() {
    return declared.getPolicies();
  }

  long leaseMs() {
    return policies().getLeaseMs() > 0 ? policies().getLeaseMs() : LEASE_MS;
  }

  long timeoutMs() {
    return policies().getRunTimeoutMs();
  }

  boolean allowsOverlap() {
    return policies().getOverlap() == Policies.Overlap.ALLOW_ALL;
  }

  /** When the next task is due by itself; null for never. */
  Instant due() {
    return due;
  }

  void enable(Instant now) {
    due = bounded(times.first(now));
  }

  /**
   * The moment that was due has been used; the next one lies after now, missed ones are dropped.
   */
  void passed(Instant now) {
    due = bounded(times.after(due.isAfter(now) ? due : times.last(due, now)));
  }

  void began() {
    runs++;
    due = bounded(Optional.ofNullable(due));
  }

  void skip() {
    skipped++;
  }

  int skipped() {
    return skipped;
  }

  /** A task has ended for good: where the next one depends on that, it is due now. */
  void ended(Instant ended, Optional<Instant> asked) {
    if (times.follows()) {
      due = bounded(times.afterEnd(ended, asked));
    }
  }

  private Instant bounded(Optional<Instant> moment) {
    long most = declared.getTrigger().getMaxRuns();
    return most > 0 && runs >= most ? null : moment.orElse(null);
  }

  /**
   * The pause before a further try; empty where there is none. Without the jitter.
   *
   * @param tries how often the task was tried
   */
  Optional<Duration> pause(int tries, Outcome outcome) {
    return tries < policies().getMaxTries() && isTriedAgain(outcome)
        ? Optional.of(Duration.ofMillis(pauseMs(tries)))
        : Optional.empty();
  }

  private boolean isTriedAgain(Outcome outcome) {
    return switch (outcome) {
      case SUCCEEDED, CANCELLED -> false;
      case FAILED -> isAmong(Policies.End.END_FAILED);
      case TIMED_OUT -> isAmong(Policies.End.END_TIMED_OUT);
    };
  }

  private boolean isAmong(Policies.End end) {
    return policies().getRetryOnCount() == 0 || policies().getRetryOnList().contains(end);
  }

  private long pauseMs(int tries) {
    long longest = policies().getRetryMaxDelayMs();
    longest = longest > 0 ? longest : LONGEST_PAUSE_MS;
    long pause = Math.min(longest, policies().getRetryDelayMs());
    boolean doubles = policies().getRetryBackoff() == Policies.Backoff.EXPONENTIAL;
    for (int i = 1; doubles && i < tries; i++) {
      pause = Math.min(longest, 2 * pause);
    }
    return pause;
  }
}
