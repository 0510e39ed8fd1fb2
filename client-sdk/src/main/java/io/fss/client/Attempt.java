package io.fss.client;

import io.fss.proto.v1.AttemptRef;
import io.fss.proto.v1.Completion.Outcome;
import io.fss.proto.v1.Execution;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.event.Level;

/** One attempt from its acceptance until its end is acknowledged. */
final class Attempt implements TaskContext {
  static final String FENCED = "the platform was silent too long: the lease is about to end";
  private static final long DEFAULT_LEASE_MS = 30_000;
  private static final long MARGIN_MS = 4_000;

  private final Execution execution;
  private final AttemptKey key;
  private final AttemptRef ref;
  private final JobEntry entry;
  private final long heartbeat;
  private final Workshop workshop;
  private final ReportSlot slot = new ReportSlot();
  private final Cancellation cancellation;
  private volatile AttemptLog log;
  private volatile long startedMillis;
  // A job may hold the monitor of its task for as long as it likes, and must not block the fence.
  private final Object own = new Object();
  private volatile long startedNanos;
  private volatile long nextAtMs;
  private volatile String changedData = "";
  private volatile boolean over;
  private Context context;

  Attempt(Execution execution, AttemptKey key, long heartbeat, JobEntry entry, Workshop workshop) {
    this.execution = execution;
    this.key = key;
    this.heartbeat = heartbeat;
    this.entry = entry;
    this.workshop = workshop;
    this.cancellation = new Cancellation(this::context);
    this.ref =
        AttemptRef.newBuilder()
            .setTaskId(execution.getTaskId())
            .setAttempt(execution.getAttempt())
            .setScheduler(execution.getScheduler())
            .build();
  }

  AttemptKey key() {
    return key;
  }

  AttemptRef ref() {
    return ref;
  }

  JobEntry entry() {
    return entry;
  }

  ReportSlot slot() {
    return slot;
  }

  /** Number of the heartbeat the attempt was sent with. */
  long heartbeat() {
    return heartbeat;
  }

  long dataVersion() {
    return execution.getDataVersion();
  }

  long leaseMs() {
    return leaseMs(execution);
  }

  static long leaseMs(Execution execution) {
    return execution.getLeaseMs() > 0 ? execution.getLeaseMs() : DEFAULT_LEASE_MS;
  }

  /** True when a client that has been silent for so long can no longer prove its right to run. */
  static boolean fenced(long leaseMs, long silenceMs) {
    return silenceMs >= leaseMs - Math.min(MARGIN_MS, leaseMs / 2);
  }

  /** How long after it came it may start, in milliseconds. */
  int startInMs() {
    return Math.max(0, execution.getStartInMs());
  }

  boolean limited() {
    return execution.getTimeoutMs() > 0;
  }

  boolean overdue() {
    return startedMillis > 0
        && (workshop.clock().nanos() - startedNanos) / 1_000_000 >= execution.getTimeoutMs();
  }

  void started() {
    startedNanos = workshop.clock().nanos();
    startedMillis = workshop.clock().millis();
  }

  /** Where what it does asynchronously is known to be its own. */
  Context context() {
    synchronized (own) {
      if (context == null) {
        context = Speaker.context(workshop.jobs(), this);
      }
      return context;
    }
  }

  /** The job has returned: what is logged from now on is not its own. */
  void over() {
    over = true;
  }

  /** Whether lines of that level that the program logs for it are wanted. */
  boolean hears(Level level) {
    Level least = workshop.hearing();
    return !over && least != null && level.toInt() >= least.toInt();
  }

  /** Takes a line that the program logged for it. */
  void said(long atMs, Level level, String logger, String message, Throwable failure) {
    log().heard(atMs, level, logger, message, failure);
  }

  long startedMillis() {
    return startedMillis;
  }

  long ranMicros() {
    return startedMillis == 0 ? 0 : (workshop.clock().nanos() - startedNanos) / 1_000;
  }

  long nextAtMs() {
    return nextAtMs;
  }

  String changedData() {
    return changedData;
  }

  /** What stops it; null as long as nothing does. */
  Cancellation.Signal stopSignal() {
    return cancellation.signal();
  }

  /** Why the platform ordered it to stop; null as long as it did not. */
  String cancelOrder() {
    return cancellation.order();
  }

  /** The platform wants the job to stop, which ends the task for good. */
  void order(String reason) {
    cancellation.ordered(reason);
    stop(reason, Outcome.CANCELLED);
  }

  /** The job ran longer than it may. */
  void timeOut() {
    stop(
        "ran longer than its time limit of %d ms".formatted(execution.getTimeoutMs()),
        Outcome.TIMED_OUT);
  }

  /** This client wants the job to stop; for the task that is a failure like any other. */
  void cancel(String reason) {
    stop(reason, Outcome.FAILED);
  }

  /** Asks the job to stop; the first reason counts. */
  private void stop(String reason, Outcome outcome) {
    if (cancellation.give(new Cancellation.Signal(reason, outcome))) {
      log().warn("cancelled: " + reason);
    }
  }

  @Override
  public Future<String> cancellation() {
    return cancellation.future();
  }

  @Override
  public boolean isCancelled() {
    return cancellation.signal() != null;
  }

  @Override
  public Optional<String> cancelReason() {
    return Optional.ofNullable(cancellation.signal()).map(Cancellation.Signal::reason);
  }

  @Override
  public AttemptLog log() {
    AttemptLog known = log;
    if (known == null) {
      synchronized (own) {
        if (log == null) {
          log = new AttemptLog(ref, entry.name(), workshop);
        }
        known = log;
      }
    }
    return known;
  }

  @Override
  public void data(JsonObject changed) {
    String text = changed.encode();
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    Rules.range("task.data.bytes", bytes, 0, TaskGroup.MAX_DATA);
    changedData = text;
  }

  @Override
  public JsonObject data() {
    return json(changedData.isEmpty() ? execution.getData() : changedData);
  }

  @Override
  public JsonObject params() {
    return json(execution.getParams());
  }

  private static JsonObject json(String text) {
    return text.isEmpty() ? new JsonObject() : new JsonObject(text);
  }

  @Override
  public void progress(int percent, String message) {
    workshop.reports().progress(this, percent, message);
  }

  @Override
  public void nextAt(Instant instant) {
    nextAtMs = instant.toEpochMilli();
  }

  @Override
  public Optional<Instant> deadline() {
    return limited() && startedMillis > 0
        ? Optional.of(Instant.ofEpochMilli(startedMillis + execution.getTimeoutMs()))
        : Optional.empty();
  }

  @Override
  public long taskId() {
    return key.task();
  }

  @Override
  public int attempt() {
    return key.attempt();
  }

  @Override
  public int tryNumber() {
    return execution.getTryNumber();
  }

  @Override
  public String group() {
    return execution.getGroup();
  }

  @Override
  public String job() {
    return execution.getJob();
  }

  @Override
  public Instant plannedAt() {
    return Instant.ofEpochMilli(execution.getPlannedAtMs());
  }

  @Override
  public int shardIndex() {
    return execution.getShardIndex();
  }

  @Override
  public int shardTotal() {
    return execution.getShardTotal();
  }

  @Override
  public String traceparent() {
    return execution.getTraceparent();
  }
}
