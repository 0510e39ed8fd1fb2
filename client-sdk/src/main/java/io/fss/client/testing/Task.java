package io.fss.client.testing;

import io.fss.proto.v1.Execution;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** One occurrence of a group and its tries. */
final class Task {
  // No two platforms of a process share an id: the MDC names attempts by theirs.
  private static final AtomicLong IDS = new AtomicLong(1_000);

  private final long id = IDS.incrementAndGet();
  private final Group group;
  private final String job;
  private final Instant planned;
  private final JsonObject params;
  private final int shardIndex;
  private final int shardTotal;
  private boolean held;
  private int attempts;
  private int tries;
  private Booking open;
  private Ran last;

  Task(Group group, String job, Instant planned, JsonObject params, int shardIndex, int total) {
    this.group = group;
    this.job = job;
    this.planned = planned;
    this.params = params;
    this.shardIndex = shardIndex;
    this.shardTotal = total;
  }

  long id() {
    return id;
  }

  Group group() {
    return group;
  }

  String job() {
    return job;
  }

  Instant planned() {
    return planned;
  }

  /** The test waits for its end when it likes to. */
  Task hold() {
    held = true;
    return this;
  }

  boolean isHeld() {
    return held;
  }

  int tries() {
    return tries;
  }

  /** The attempt that runs, or null. */
  Booking open() {
    return open;
  }

  /** How its last try went, or null. */
  Ran last() {
    return last;
  }

  /** The next attempt, which counts as a try when the client takes it. */
  Execution book() {
    attempts++;
    return Execution.newBuilder()
        .setTaskId(id)
        .setAttempt(attempts)
        .setScheduler("fake")
        .setGroup(group.name())
        .setJob(job)
        .setPlannedAtMs(planned.toEpochMilli())
        .setTryNumber(tries + 1)
        .setData(group.data().encode())
        .setDataVersion(group.dataVersion())
        .setParams(params.isEmpty() ? "" : params.encode())
        .setLeaseMs(group.leaseMs())
        .setTimeoutMs(group.timeoutMs())
        .setShardIndex(shardIndex)
        .setShardTotal(shardTotal)
        .build();
  }

  void taken(Booking booking) {
    tries++;
    open = booking;
  }

  void settled(Ran ran) {
    open = null;
    last = ran;
  }
}
