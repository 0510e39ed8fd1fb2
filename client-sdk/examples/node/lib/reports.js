import { AGAIN, Courier, DELIVERED, NOTHING } from './courier.js';
import { MOST_BYTES } from './platform.js';
import { cut, PROGRESS } from './text.js';

const BATCH = 1_000;
const DEADLINE_MS = 10_000;

/**
 * Reports on their way: kept until acknowledged, one batch in flight. A completion is never dropped;
 * the client takes no new work while too many wait. At most one progress and one completion of an
 * attempt wait, so reports are bounded by attempts.
 */
export class Reports {
  #call;
  #log;
  #acknowledged;
  #courier = new Courier(() => this.#trip());
  #waiting = new Set();
  /** Reports of one batch: fewer after one that was refused as a whole, more after one that was taken. */
  #most = BATCH;
  /** Completions that the platform has not acknowledged yet. */
  unacknowledged = 0;

  /**
   * @param call async (method, request, deadlineMs), made for the live session
   * @param acknowledged told of every attempt whose end was acknowledged
   */
  constructor(call, log, acknowledged) {
    this.#call = call;
    this.#log = log;
    this.#acknowledged = acknowledged;
  }

  progress(attempt, percent, message) {
    if (attempt.slot.ended) {
      return;
    }
    const share = Math.round(Math.max(0, Math.min(100, Number(percent) || 0)));
    attempt.slot.progress = { percent: share, message: cut(message, PROGRESS) };
    this.#enqueue(attempt);
  }

  completed(attempt, completion) {
    attempt.slot.ended = true;
    attempt.slot.completion = completion;
    this.unacknowledged++;
    this.#enqueue(attempt);
  }

  /** The platform is back. */
  hurry() {
    this.#courier.hurry();
  }

  close() {
    this.#courier.close();
  }

  #enqueue(attempt) {
    this.#waiting.add(attempt);
    this.#courier.call();
  }

  async #trip() {
    const batch = this.#take();
    if (batch.length === 0) {
      return NOTHING;
    }
    const reports = batch.map(({ attempt, kind, body }) => ({ attempt: attempt.ref, [kind]: body }));
    try {
      const reply = await this.#call('Report', { reports }, DEADLINE_MS);
      return this.#settle(batch, reply.verdicts);
    } catch (failure) {
      // The call has been told of where its connection is looked after; nothing is lost.
      if (isTooMuch(failure)) {
        this.#most = Math.max(1, Math.floor(batch.length / 2));
      }
      batch.forEach((sent) => this.#putBack(sent));
      return AGAIN;
    }
  }

  /** The next batch; of one attempt the progress stands before the completion. */
  #take() {
    const batch = [];
    let size = 0;
    for (const attempt of this.#waiting) {
      if (batch.length >= this.#most || size > MOST_BYTES / 8) {
        break;
      }
      this.#waiting.delete(attempt);
      for (const kind of ['progress', 'completion']) {
        const body = attempt.slot[kind];
        if (body !== undefined) {
          attempt.slot[kind] = undefined;
          batch.push({ attempt, kind, body });
          // In UTF-16 units, each of which takes three bytes at most.
          size += body.message.length + (body.data?.length ?? 0);
        }
      }
    }
    return batch;
  }

  #settle(batch, verdicts) {
    let end = DELIVERED;
    this.#most = Math.min(BATCH, 2 * this.#most);
    batch.forEach((sent, i) => {
      // A verdict that is missing or unknown says nothing; asking again is the safe reading.
      if (isFinal(verdicts[i], `a report of ${sent.attempt.key}`, this.#log)) {
        this.#forget(sent);
      } else {
        this.#putBack(sent);
        end = AGAIN;
      }
    });
    return end;
  }

  #forget({ attempt, kind }) {
    if (kind === 'completion') {
      attempt.slot.acknowledged = true;
      // The memory takes it over before it stops to count as waiting: a drain sees one or both.
      this.#acknowledged(attempt);
      this.unacknowledged--;
    }
  }

  #putBack({ attempt, kind, body }) {
    // A newer progress has taken the place of this one, and after the end it has nothing to add.
    if (kind === 'completion' || !attempt.slot.acknowledged) {
      attempt.slot[kind] ??= body;
      this.#waiting.add(attempt);
    }
  }
}

/** Whether a call was refused for what it carried: half of it may pass. */
export function isTooMuch(failure) {
  return failure.code === 'INVALID_ARGUMENT' || failure.code === 'RESOURCE_EXHAUSTED';
}

/** Whether an item is done with: COMMITTED, STALE and INVALID are, RETRY is not. */
export function isFinal(item, what, log) {
  switch (item?.verdict) {
    case 'COMMITTED':
      return true;
    case 'STALE':
      log.info(`the platform has no more use for ${what}: ${item.message || 'it is stale'}`);
      return true;
    case 'INVALID':
      log.warn(`the platform refused ${what}: ${item.message}`);
      return true;
    default:
      return false;
  }
}
