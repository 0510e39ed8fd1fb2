import { ACCEPTED, REFUSED, TOMBSTONE } from './memory.js';
import { FENCED, keyOf } from './attempt.js';
import { fenced } from './pulse.js';

/** The running attempts of this process and what it knows about all others. */
export class Attempts {
  #memory;
  #pulse;
  #running = new Map();

  constructor(memory, pulse) {
    this.#memory = memory;
    this.#pulse = pulse;
  }

  get running() {
    return this.#running.size;
  }

  /** Accepts an attempt unless it is known; answers the mark that was there, or undefined. */
  accept(attempt) {
    const known = this.#memory.mark(attempt.key, ACCEPTED);
    if (known === undefined) {
      this.#running.set(attempt.key, attempt);
      attempt.entry.running++;
    }
    return known;
  }

  /** Refuses an attempt unless it is known; answers the mark that was there, or undefined. */
  refuse(key, leaseMs) {
    const known = this.#memory.mark(key, REFUSED);
    if (known === undefined) {
      this.#memory.retire(key, this.#pulse.sent, leaseMs);
    }
    return known;
  }

  /** The job has returned and its completion is on the way: the slot is free. */
  ended(attempt) {
    this.#running.delete(attempt.key);
    attempt.entry.running--;
  }

  /** The end was acknowledged: from now on the mark may age. */
  acknowledged(attempt) {
    this.#memory.retire(attempt.key, attempt.heartbeat, attempt.leaseMs);
  }

  /** Answers a question of the platform; an unknown attempt never starts from now on. */
  answer(ref) {
    const key = keyOf(ref);
    const known = this.#memory.mark(key, TOMBSTONE);
    if (known === undefined) {
      this.#memory.retire(key, this.#pulse.sent, 0);
    }
    const state = known !== ACCEPTED ? 'NOT_STARTED' : this.#running.has(key) ? 'RUNNING' : 'ENDED';
    return { attempt: ref, state };
  }

  /** Asks a running attempt to stop; an unknown one never starts from now on. */
  cancel(order) {
    const answer = this.answer(order.attempt);
    this.#running.get(keyOf(order.attempt))?.ordered(order.reason || 'asked by the platform');
    return answer;
  }

  cancelAll(reason) {
    this.#running.forEach((attempt) => attempt.cancel(reason));
  }

  /** Stops what ran too long and what can no longer be proven, and forgets what is old. */
  sweep() {
    for (const attempt of this.#running.values()) {
      if (attempt.overdue()) {
        attempt.timeOut();
      }
    }
    this.fence();
    this.#memory.sweep();
  }

  /** Stops what the client can no longer prove; called before every renewal of the proof, too. */
  fence() {
    const silence = this.#pulse.silenceMs();
    for (const attempt of this.#running.values()) {
      if (fenced(attempt.leaseMs, silence)) {
        attempt.cancel(FENCED);
      }
    }
  }
}
