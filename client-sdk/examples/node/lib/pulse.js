const REMEMBERED = 4_096;
const MARGIN_MS = 4_000;

/**
 * When heartbeats were sent and which one was last acknowledged: all that a client can prove about
 * its own life. Number 0 is the first registration. Elapsed time is the longer of the monotonic and
 * the wall clock, so that neither a suspended machine nor a set clock makes silence look short.
 */
export class Pulse {
  #clock;
  #sentAt = new Map();
  #acknowledged = -1;
  /** Number of the last heartbeat that was sent; -1 before the first registration. */
  sent = -1;

  constructor(clock) {
    this.#clock = clock;
  }

  /** The two clocks now, to be noted before something is sent. */
  instant() {
    return { mono: this.#clock.mono(), wall: this.#clock.wall() };
  }

  /** A registration sent at that instant was answered; only the first of a process counts. */
  registered(sentAt) {
    if (this.sent < 0) {
      this.sent = 0;
      this.#acknowledged = 0;
      this.#sentAt.set(0, sentAt);
    }
  }

  /** The next heartbeat is being sent now; answers its number. */
  send() {
    this.sent++;
    this.#sentAt.set(this.sent, this.instant());
    this.#sentAt.delete(this.sent - REMEMBERED);
    return this.sent;
  }

  /** The platform stored this heartbeat. */
  acknowledged(counter) {
    if (this.#sentAt.has(counter) && counter > this.#acknowledged) {
      this.#acknowledged = counter;
    }
  }

  /** Milliseconds since the last acknowledged heartbeat was sent. */
  silenceMs() {
    return this.ageMs(this.#acknowledged);
  }

  /** Milliseconds since this heartbeat was sent; Infinity for one not remembered. */
  ageMs(counter) {
    const then = this.#sentAt.get(counter);
    if (then === undefined) {
      return Infinity;
    }
    const now = this.instant();
    return Math.max(now.mono - then.mono, now.wall - then.wall);
  }
}

/** Whether a client that has been silent for so long can no longer prove its right to run. */
export function fenced(leaseMs, silenceMs) {
  return silenceMs >= leaseMs - Math.min(MARGIN_MS, leaseMs / 2);
}
