import { FENCED } from './attempt.js';
import { fenced } from './pulse.js';
import { reason, result, cut, RESULT } from './text.js';

/** Enters jobs, not before their time, and takes their ends. */
export class Runner {
  #clock;
  #pulse;
  #attempts;
  #reports;

  constructor(clock, pulse, attempts, reports) {
    this.#clock = clock;
    this.#pulse = pulse;
    this.#attempts = attempts;
    this.#reports = reports;
  }

  /** Runs it when it may start, and in a later turn: the answer to its command leaves first. */
  run(attempt) {
    const due = attempt.arrivedMono + attempt.startInMs;
    const look = () => {
      // Timers count whole milliseconds of a rounded clock and may ring up to one too early.
      const left = due - this.#clock.mono();
      if (left > 0) {
        setTimeout(look, Math.ceil(left));
      } else {
        void this.#enter(attempt);
      }
    };
    setImmediate(look);
  }

  async #enter(attempt) {
    // A lease is also checked when a job starts: this may be the first turn after a long freeze.
    if (fenced(attempt.leaseMs, this.#pulse.silenceMs())) {
      attempt.cancel(FENCED);
    }
    if (attempt.stop !== undefined) {
      this.#cancelled(attempt, 'not started');
      return;
    }
    attempt.start();
    let text;
    try {
      text = result(await attempt.entry.handler(attempt.task));
    } catch (thrown) {
      this.#failed(attempt, thrown);
      return;
    }
    this.#end(attempt, 'SUCCEEDED', text);
  }

  #failed(attempt, thrown) {
    const why = reason(thrown);
    if (attempt.stop !== undefined) {
      this.#cancelled(attempt, why);
      return;
    }
    attempt.say('ERROR', `the job failed: ${why}`, thrown);
    this.#end(attempt, 'FAILED', why);
  }

  /** CANCELLED ends a task for good: only the platform may want that, never this process. */
  #cancelled(attempt, how) {
    if (attempt.order !== undefined) {
      this.#end(attempt, 'CANCELLED', `${attempt.order} (${how})`);
    } else if (attempt.stop.outcome === 'TIMED_OUT') {
      this.#end(attempt, 'TIMED_OUT', `${attempt.stop.reason} (${how})`);
    } else {
      this.#end(attempt, 'FAILED', `cancelled by the client: ${attempt.stop.reason} (${how})`);
    }
  }

  #end(attempt, outcome, message) {
    // First the report, then the slot: whoever waits for both to be gone misses neither.
    this.#reports.completed(attempt, {
      outcome,
      message: cut(message, RESULT),
      started_at_ms: attempt.startedAtMs,
      ended_at_ms: this.#clock.wall(),
      duration_us: Math.round(attempt.ranMs() * 1_000),
      next_at_ms: attempt.nextAtMs,
      data: attempt.changedData,
      data_version: attempt.execution.data_version,
    });
    this.#attempts.ended(attempt);
  }
}
