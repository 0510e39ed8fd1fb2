package io.fss.scheduler;

import java.time.Instant;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/**
 * Virtual time. Everything that happens is an event of a process; events follow each other on one
 * thread, so that a seed is one history, the same one every time.
 */
final class SimWorld {
  static final long MS = 1_000_000;
  // Shortly before midnight: a day of calendars ends while there is something to be seen.
  private static final long EPOCH = Instant.parse("2026-01-01T23:59:35Z").toEpochMilli();

  final SimLuck luck;
  final SimFaults faults = new SimFaults();
  final SimBreach breach;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final boolean tracing;
  private final SimProcess time;
  private long nanos;
  private long setMs;
  private long furthestSetMs;
  private long mostSkewMs;
  private long ordered;
  private long print = 17;
  private String violation;

  SimWorld(long seed, SimBreach breach, boolean tracing) {
    this.luck = new SimLuck(seed);
    this.breach = breach;
    this.tracing = tracing;
    this.time = new SimProcess(this, "time", 0);
  }

  /** One thing that is going to happen. */
  static final class Event implements Comparable<Event> {
    private final SimProcess owner;
    private final Runnable deed;
    private final long planned;
    private final long order;
    private long at;
    private boolean cancelled;

    private Event(SimProcess owner, Runnable deed, long at, long order) {
      this.owner = owner;
      this.deed = deed;
      this.planned = at;
      this.at = at;
      this.order = order;
    }

    void cancel() {
      cancelled = true;
    }

    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(at, other.at);
      // What a frozen process finds in its queues when it wakes is in the order it came.
      int byPlan = byTime == 0 ? Long.compare(planned, other.planned) : byTime;
      return byPlan == 0 ? Long.compare(order, other.order) : byPlan;
    }
  }

  /** Owns what happens whatever the processes do. */
  SimProcess time() {
    return time;
  }

  /** The world's clock in nanoseconds since it began. */
  long nanos() {
    return nanos;
  }

  /** UTC milliseconds as the reference has them that all schedulers follow. */
  long millis() {
    return millis(setMs);
  }

  /** UTC milliseconds of a clock that was set by so much in all since the world began. */
  long millis(long setMs) {
    return EPOCH + nanos / MS + setMs;
  }

  /** The latest that any clock that follows the reference can show. */
  long latestMillis() {
    return millis(furthestSetMs) + mostSkewMs;
  }

  /** Some clock that follows the reference is ahead of it by so much. */
  void expectSkew(long aheadMs) {
    mostSkewMs = Math.max(mostSkewMs, aheadMs);
  }

  /** By how much the reference was set since the world began, in milliseconds. */
  long setMs() {
    return setMs;
  }

  /** Somebody sets the reference. */
  void setClock(long byMs) {
    setMs += byMs;
    furthestSetMs = Math.max(furthestSetMs, setMs);
    trace(() -> "the time is set by %d ms".formatted(byMs));
  }

  /** The reference shows the latest time it ever has: no moment is in the future for long. */
  void setClockAhead() {
    setClock(furthestSetMs - setMs);
  }

  Event after(SimProcess owner, long delayNanos, Runnable deed) {
    Event event = new Event(owner, deed, nanos + Math.max(0, delayNanos), ordered++);
    events.add(event);
    return event;
  }

  /** Lets what a frozen process has found in its queues happen now. */
  void again(List<Event> held) {
    for (Event event : held) {
      event.at = nanos;
      events.add(event);
    }
  }

  /** Lets everything happen for so many milliseconds; fails with what was violated. */
  void run(long millis) {
    long end = nanos + millis * MS;
    while (!events.isEmpty() && events.peek().at <= end) {
      step(events.poll());
    }
    nanos = end;
  }

  private void step(Event next) {
    if (next.cancelled || next.owner.isDead()) {
      return;
    }
    nanos = Math.max(nanos, next.at);
    if (next.owner.holds(next)) {
      return;
    }
    print = print * 31 + nanos;
    try {
      next.deed.run();
    } catch (RuntimeException | Error thrown) {
      throw new SimViolation(next.owner.name() + " threw " + thrown, thrown);
    }
    if (violation != null) {
      throw new SimViolation(violation, null);
    }
  }

  /**
   * Notes that something happened which must not. Noted and not thrown: what is simulated would
   * take it for an exception of its own.
   */
  void violated(String what) {
    if (violation == null) {
      violation = what;
      trace(() -> "VIOLATED: " + what);
    }
  }

  /** Stands for everything that has happened: equal for equal histories. */
  long print() {
    return print;
  }

  void trace(Supplier<String> what) {
    if (tracing) {
      System.out.printf("%12.3f %s%n", nanos / (double) MS, what.get());
    }
  }
}
