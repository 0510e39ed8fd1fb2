import { ACCEPTED, KEPT_MS, TOMBSTONE } from './memory.js';
import { Attempt, FENCED, keyOf, leaseOf } from './attempt.js';
import { fenced } from './pulse.js';

const MOST_UNACKNOWLEDGED = 10_000;

/** An Execute is never longer under way: a late one finds its mark, kept twice as long, or is stale. */
const MOST_TRAVEL_MS = KEPT_MS / 2;

/**
 * The one place where commands arrive: answers at once, before a job runs. An attempt that was seen
 * before is a duplicate whatever else is wrong with it, because a definite no would let the platform
 * run a second one beside it.
 */
export class Intake {
  #session;
  #jobs;
  #capacity;
  #attempts;
  #pulse;
  #memory;
  #tools;
  #runner;
  /** From then on every attempt is refused. */
  closing = false;

  /**
   * @param session has the live session's `id`, '' before the first
   * @param jobs entries by name
   * @param tools what attempts need: `{ clock, logs, reports }`
   */
  constructor({ session, jobs, capacity, attempts, pulse, memory, tools, runner }) {
    this.#session = session;
    this.#jobs = jobs;
    this.#capacity = capacity;
    this.#attempts = attempts;
    this.#pulse = pulse;
    this.#memory = memory;
    this.#tools = tools;
    this.#runner = runner;
  }

  /** The answer to a command that came over the stream. */
  obey({ number, command, execute, cancel }) {
    switch (command) {
      case 'execute':
        return { number, execute: this.execute(execute) };
      case 'cancel':
        return { number, cancel: this.cancel(cancel) };
      default:
        // A kind of command that this client does not know is answered with its number alone.
        return { number };
    }
  }

  /** One answer an execution, in the order of the request. */
  execute(request) {
    const heartbeat = Number(request.heartbeat);
    return {
      answers: request.executions.map((execution) => ({
        task_id: execution.task_id,
        attempt: execution.attempt,
        answer: this.#answer(execution, heartbeat, request.session),
      })),
    };
  }

  /** One answer an order, in the order of the request. */
  cancel(request) {
    const foreign = !this.#isLive(request.session);
    return {
      answers: request.orders.map((order) =>
        foreign ? this.#cancelForeign(order) : this.#attempts.cancel(order),
      ),
    };
  }

  /**
   * An order for another session is for another process of this name, unless this one had that
   * session before: what was never seen here may well have been started there.
   */
  #cancelForeign(order) {
    return this.#memory.known(keyOf(order.attempt)) === ACCEPTED
      ? this.#attempts.cancel(order)
      : { attempt: order.attempt, state: 'STATE_UNSPECIFIED' };
  }

  #isLive(session) {
    return session !== '' && session === this.#session.id;
  }

  #answer(execution, heartbeat, session) {
    if (this.#memory.forgotten(heartbeat)) {
      // No mark: it would only push out others, and this heartbeat stays forgotten for ever.
      const known = this.#memory.known(keyOf(execution));
      return known === undefined ? 'STALE' : seenBefore(known);
    }
    const no = this.#refusal(execution, heartbeat, session);
    return no === undefined ? this.#accept(execution, heartbeat) : this.#refuse(execution, no);
  }

  #refusal(execution, heartbeat, session) {
    if (!this.#isLive(session)) {
      return 'WRONG_SESSION';
    }
    if (this.#isStale(heartbeat, leaseOf(execution))) {
      return 'STALE';
    }
    if (this.closing) {
      return 'SHUTTING_DOWN';
    }
    const entry = this.#jobs.get(execution.job);
    if (entry === undefined) {
      return 'UNKNOWN_JOB';
    }
    return this.#isBusy(entry) ? 'BUSY' : undefined;
  }

  /** What the fence would stop at once is better refused: a definite no costs the task no try. */
  #isStale(heartbeat, leaseMs) {
    return (
      this.#pulse.ageMs(heartbeat) > Math.min(leaseMs, MOST_TRAVEL_MS) ||
      fenced(leaseMs, this.#pulse.silenceMs())
    );
  }

  #isBusy(entry) {
    return (
      entry.running >= (entry.capacity || this.#capacity) ||
      this.#attempts.running >= this.#capacity ||
      this.#tools.reports.unacknowledged >= MOST_UNACKNOWLEDGED
    );
  }

  #refuse(execution, no) {
    const known = this.#attempts.refuse(keyOf(execution), leaseOf(execution));
    return known === undefined ? no : seenBefore(known);
  }

  #accept(execution, heartbeat) {
    const attempt = new Attempt(execution, heartbeat, this.#jobs.get(execution.job), this.#tools);
    const known = this.#attempts.accept(attempt);
    if (known !== undefined) {
      return seenBefore(known);
    }
    if (this.#isStale(heartbeat, attempt.leaseMs)) {
      // The process was frozen after the first look.
      attempt.cancel(FENCED);
    }
    this.#runner.run(attempt);
    return 'ACCEPTED';
  }
}

function seenBefore(mark) {
  return mark === TOMBSTONE ? 'STALE' : 'DUPLICATE';
}
