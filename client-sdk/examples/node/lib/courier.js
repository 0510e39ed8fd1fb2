/** Growing pauses with jitter, so that many clients do not come back together. */
export class BackOff {
  #least;
  #most;
  #next;

  constructor(leastMs, mostMs) {
    this.#least = leastMs;
    this.#most = mostMs;
    this.#next = leastMs;
  }

  /** Milliseconds to wait now: between half and the whole of a step that doubles. */
  pauseMs() {
    const step = this.#next;
    this.#next = Math.min(this.#most, step * 2);
    return step / 2 + (Math.random() * step) / 2;
  }

  reset() {
    this.#next = this.#least;
  }
}

/** How a trip of a courier ended. */
export const NOTHING = 'NOTHING';
export const DELIVERED = 'DELIVERED';
export const AGAIN = 'AGAIN';

/**
 * Makes trips, one at a time: what gathers meanwhile goes with the next. A trip that brought
 * something back is followed by a pause that grows.
 */
export class Courier {
  #trip;
  #backOff = new BackOff(100, 5_000);
  #called = false;
  #away = false;
  #rest;
  #closed = false;

  /** @param trip async; answers NOTHING, DELIVERED or AGAIN */
  constructor(trip) {
    this.#trip = trip;
  }

  /** There is something to carry. What is said in one turn of the event loop leaves together. */
  call() {
    if (!this.#called && !this.#closed) {
      this.#called = true;
      setImmediate(() => {
        this.#called = false;
        void this.#leave();
      });
    }
  }

  /** Rests no longer: whoever did not answer is back. */
  hurry() {
    if (this.#rest !== undefined) {
      clearTimeout(this.#rest);
      this.#home();
    }
    this.#backOff.reset();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#rest);
  }

  async #leave() {
    if (this.#away || this.#closed) {
      return;
    }
    this.#away = true;
    const end = await this.#trip();
    if (end === AGAIN) {
      this.#rest = setTimeout(() => this.#home(), this.#backOff.pauseMs());
      return;
    }
    this.#backOff.reset();
    this.#away = false;
    if (end === DELIVERED) {
      this.call();
    }
  }

  #home() {
    this.#rest = undefined;
    this.#away = false;
    void this.#leave();
  }
}
