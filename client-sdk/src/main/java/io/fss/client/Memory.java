package io.fss.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * What this process knows about attempts: the first mark an attempt gets is final (laws 5 and 6).
 *
 * <p>A mark is kept two leases long after the attempt's end, the longest lease seen here counts,
 * and a minute at least. At the bound the oldest go earlier, and nothing that was sent with their
 * heartbeat or an older one is accepted any more: an attempt that was forgotten early can be
 * refused by mistake, but never started twice. Marks of running attempts and of those whose end is
 * not acknowledged are never forgotten.
 */
final class Memory {
  /** What became of an attempt here. */
  enum Mark {
    /** It was accepted; it runs or has ended. */
    ACCEPTED,
    /** It was refused. */
    REFUSED,
    /** It was asked for before it came; it never starts. */
    TOMBSTONE
  }

  /** Marks that may be forgotten at the same time. */
  private static final class Shelf {
    final List<AttemptKey> keys = new ArrayList<>();
    final long untilNanos;
    long heartbeat;

    Shelf(long untilNanos) {
      this.untilNanos = untilNanos;
    }
  }

  /** For how long every mark is kept at least, but at the bound; a shelf may go a second early. */
  static final long KEPT_MS = 60_000;

  private static final long SHELF_NANOS = 1_000_000_000L;

  private final ConcurrentMap<AttemptKey, Mark> marks = new ConcurrentHashMap<>();
  private final ClientClock clock;
  private final int bound;
  private final ArrayDeque<Shelf> shelves = new ArrayDeque<>();
  private Shelf filling;
  private long longestLeaseMs = KEPT_MS / 2;
  private int shelved;
  private volatile long floor = -1;

  Memory(ClientClock clock, int bound) {
    this.clock = clock;
    this.bound = bound;
  }

  /** Sets the first mark; answers the mark that was there before, or null. */
  Mark mark(AttemptKey key, Mark mark) {
    return marks.putIfAbsent(key, mark);
  }

  /** The mark of an attempt, or null. */
  Mark known(AttemptKey key) {
    return marks.get(key);
  }

  /** True when attempts sent with this heartbeat may have been forgotten already. */
  boolean forgotten(long heartbeat) {
    return heartbeat <= floor;
  }

  /** The attempt has ended for good; its mark may go two leases from now. */
  synchronized void retire(AttemptKey key, long heartbeat, long leaseMs) {
    longestLeaseMs = Math.max(longestLeaseMs, leaseMs);
    Shelf shelf = shelf();
    shelf.keys.add(key);
    shelf.heartbeat = Math.max(shelf.heartbeat, heartbeat);
    shelved++;
    while (shelved > bound) {
      empty(filling == shelves.peek() ? fillAnother() : shelves.poll(), true);
    }
  }

  /** Forgets what is two leases old. */
  synchronized void sweep() {
    long now = clock.nanos();
    while (!shelves.isEmpty() && now - shelves.peek().untilNanos >= 0) {
      empty(filling == shelves.peek() ? fillAnother() : shelves.poll(), false);
    }
  }

  int size() {
    return marks.size();
  }

  private Shelf shelf() {
    long until = clock.nanos() + 2 * longestLeaseMs * 1_000_000;
    if (filling == null || until - filling.untilNanos >= SHELF_NANOS) {
      filling = new Shelf(until);
      shelves.add(filling);
    }
    return filling;
  }

  private Shelf fillAnother() {
    filling = null;
    return shelves.poll();
  }

  private void empty(Shelf shelf, boolean early) {
    if (early) {
      floor = Math.max(floor, shelf.heartbeat);
    }
    shelved -= shelf.keys.size();
    shelf.keys.forEach(marks::remove);
  }
}
