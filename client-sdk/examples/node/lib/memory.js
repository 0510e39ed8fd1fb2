/** What became of an attempt here. */
export const ACCEPTED = 'ACCEPTED';
export const REFUSED = 'REFUSED';
/** It was asked for before it came: it never starts. */
export const TOMBSTONE = 'TOMBSTONE';

/** For how long every mark is kept at least, but at the bound. */
export const KEPT_MS = 60_000;

/**
 * What this process knows about attempts, by `task/attempt`. The first mark of an attempt is final.
 *
 * A mark is kept two leases long after the attempt's end, the longest lease seen here counts, and a
 * minute at least. At the bound the oldest go earlier, and nothing that was sent with their
 * heartbeat or an older one is accepted any more: what was forgotten early can be refused by
 * mistake, but never started twice. Attempts that run, or whose end is not acknowledged, are not
 * retired yet and never forgotten.
 */
export class Memory {
  #clock;
  #bound;
  #marks = new Map();
  // In the order of their end, which is the order of `until`, since the longest lease only grows.
  #retired = new Map();
  #longestLeaseMs = KEPT_MS / 2;
  #floor = -1;

  constructor(clock, bound = 100_000) {
    this.#clock = clock;
    this.#bound = bound;
  }

  /** Sets the first mark; answers the one that was there before, or undefined. */
  mark(key, mark) {
    const known = this.#marks.get(key);
    if (known === undefined) {
      this.#marks.set(key, mark);
    }
    return known;
  }

  known(key) {
    return this.#marks.get(key);
  }

  /** Whether attempts that were sent with this heartbeat may have been forgotten already. */
  forgotten(heartbeat) {
    return heartbeat <= this.#floor;
  }

  /** The attempt has ended for good: its mark may go two leases from now. */
  retire(key, heartbeat, leaseMs) {
    this.#longestLeaseMs = Math.max(this.#longestLeaseMs, leaseMs);
    this.#retired.set(key, { heartbeat, until: this.#clock.mono() + 2 * this.#longestLeaseMs });
    if (this.#retired.size > this.#bound) {
      const [oldest, end] = this.#retired.entries().next().value;
      this.#floor = Math.max(this.#floor, end.heartbeat);
      this.#forget(oldest);
    }
  }

  /** Forgets what is two leases old. */
  sweep() {
    const now = this.#clock.mono();
    for (const [key, end] of this.#retired) {
      if (end.until > now) {
        return;
      }
      this.#forget(key);
    }
  }

  get size() {
    return this.#marks.size;
  }

  #forget(key) {
    this.#retired.delete(key);
    this.#marks.delete(key);
  }
}
