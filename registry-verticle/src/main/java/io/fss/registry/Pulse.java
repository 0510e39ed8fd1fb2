package io.fss.registry;

import io.fss.proto.v1.HeartbeatRequest;

/**
 * What a session's latest heartbeat left in the store.
 *
 * @param counter greatest heartbeat counter so far, 0 before the first heartbeat
 * @param running attempts that run
 * @param capacity attempts that may run at one time
 * @param cpuLoad 0.0 to 1.0, negative where the client does not know it
 * @param memoryUsedBytes memory in use
 * @param draining whether the client itself takes no more work
 */
record Pulse(
    long counter,
    int running,
    int capacity,
    double cpuLoad,
    long memoryUsedBytes,
    boolean draining) {
  private static final int MOST_ATTEMPTS = 10_000;
  private static final long NOT_RENEWED = -1;

  /** The client said goodbye after its last attempt. */
  static final Pulse ENDED = new Pulse(NOT_RENEWED, 0, 0, 0, 0, false);

  /** A newer process took the client's place. */
  static final Pulse REPLACED = new Pulse(NOT_RENEWED - 1, 0, 0, 0, 0, false);

  /** Before the first heartbeat. */
  static Pulse first(int capacity) {
    return new Pulse(0, 0, capacity, 0, 0, false);
  }

  static Pulse of(HeartbeatRequest heartbeat) {
    return new Pulse(
        heartbeat.getCounter(),
        Math.max(0, heartbeat.getRunning()),
        Math.max(0, Math.min(heartbeat.getCapacity(), MOST_ATTEMPTS)),
        heartbeat.getCpuLoad(),
        heartbeat.getMemoryUsedBytes(),
        heartbeat.getDraining());
  }

  Pulse withCapacity(int other) {
    return new Pulse(counter, running, other, cpuLoad, memoryUsedBytes, draining);
  }

  /** Whether the session is one that heartbeats renew; else it is a mark of how it ended. */
  boolean renewable() {
    return counter >= 0;
  }

  /** Whether it is the mark of a goodbye. */
  boolean ended() {
    return counter == ENDED.counter;
  }

  /** Whether it is the mark of a session whose place a newer one took. */
  boolean replaced() {
    return counter == REPLACED.counter;
  }

  /** As it is stored: the counter stands first. */
  String text() {
    return counter
        + " "
        + running
        + " "
        + capacity
        + " "
        + cpuLoad
        + " "
        + memoryUsedBytes
        + (draining ? " 1" : " 0");
  }

  /** Reads {@link #text}, and the bare counter of a mark. */
  static Pulse parse(String text) {
    String[] parts = text.split(" ", -1);
    long counter = Long.parseLong(parts[0]);
    if (parts.length < 6) {
      return counter == ENDED.counter ? ENDED : counter < 0 ? REPLACED : first(0);
    }
    return new Pulse(
        counter,
        Integer.parseInt(parts[1]),
        Integer.parseInt(parts[2]),
        Double.parseDouble(parts[3]),
        Long.parseLong(parts[4]),
        parts[5].equals("1"));
  }
}
