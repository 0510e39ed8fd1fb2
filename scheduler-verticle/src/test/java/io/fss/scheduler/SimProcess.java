package io.fss.scheduler;

import io.fss.kernel.Clock;
import java.util.ArrayList;
import java.util.List;

/** One run of a simulated program, from its start to its end; nothing of it outlives its death. */
final class SimProcess {
  final SimWorld world;
  private final String name;
  private final long skewMs;
  private final long nanosOffset;
  private long setMs;
  private boolean dead;
  private final List<SimWorld.Event> held = new ArrayList<>();
  private long frozenUntil = Long.MIN_VALUE;

  /**
   * Starts one.
   *
   * @param skewMs by how much its wall clock is ahead
   */
  SimProcess(SimWorld world, String name, long skewMs) {
    this.world = world;
    this.name = name;
    this.skewMs = skewMs;
    this.setMs = world.setMs();
    // No two processes count the same nanoseconds.
    this.nanosOffset = world.luck.between(-1_000_000_000_000L, 1_000_000_000_000L);
  }

  String name() {
    return name;
  }

  boolean isDead() {
    return dead;
  }

  /** Ends at once: whatever it was about to do is never done. */
  void kill() {
    dead = true;
    world.trace(() -> name + " dies");
  }

  /** Stops for a while and goes on as if nothing had been. */
  void freeze(long millis) {
    frozenUntil = world.nanos() + millis * SimWorld.MS;
    world.trace(() -> name + " freezes for " + millis + " ms");
    world.after(world.time(), millis * SimWorld.MS, this::wake);
  }

  void thaw() {
    frozenUntil = Long.MIN_VALUE;
    wake();
  }

  private void wake() {
    if (world.nanos() >= frozenUntil) {
      world.again(held);
      held.clear();
    }
  }

  /** Whether the process is frozen, and this has to wait until it wakes. */
  boolean holds(SimWorld.Event event) {
    boolean frozen = world.nanos() < frozenUntil;
    if (frozen) {
      held.add(event);
    }
    return frozen;
  }

  /** Learns that the reference was set, and sets its clock by it. */
  void follow() {
    setMs = world.setMs();
  }

  SimWorld.Event after(long delayNanos, Runnable deed) {
    return world.after(this, delayNanos, deed);
  }

  SimWorld.Event afterMs(long millis, Runnable deed) {
    return after(millis * SimWorld.MS, deed);
  }

  Clock clock() {
    return new Clock() {
      @Override
      public long millis() {
        return world.millis(setMs) + skewMs;
      }

      @Override
      public long nanos() {
        return world.nanos() + nanosOffset;
      }
    };
  }
}
