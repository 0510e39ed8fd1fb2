import { AGAIN, Courier, DELIVERED, NOTHING } from './courier.js';
import { MOST_BYTES } from './platform.js';
import { isFinal, isTooMuch } from './reports.js';

const BATCH = 1_000;
const DEADLINE_MS = 10_000;
const BATCH_CHARS = MOST_BYTES / 8;

/**
 * Log lines until they are acknowledged. A line gets its number when it leaves in a batch, so that
 * dropping waiting lines tears no gap; what was dropped is told by a line of its own. At the bound
 * (lines or characters) the oldest waiting TRACE or DEBUG line goes, where there is none the newest.
 *
 * The log of an attempt is `{ ref, nextSequence, dropped }`.
 */
export class LogBuffer {
  #mostLines;
  #mostChars;
  // In the order of their arrival: a Set is a queue from whose middle one may take.
  #waiting = new Set();
  #chatter = new Set();
  #torn = new Set();
  #held = { lines: 0, chars: 0 };
  #flying = { lines: 0, chars: 0 };

  constructor(mostLines, mostChars = 16 * 1024 * 1024) {
    this.#mostLines = mostLines;
    this.#mostChars = mostChars;
  }

  add(log, line) {
    const said = { log, line, chars: line.message.length + line.throwable.length };
    while (this.#isFull(said.chars)) {
      const [oldest] = this.#chatter;
      if (oldest === undefined) {
        this.#drop(log);
        return;
      }
      this.#remove(oldest);
      this.#count(this.#held, oldest, -1);
      this.#drop(oldest.log);
    }
    this.#count(this.#held, said, 1);
    this.#waiting.add(said);
    if (line.level === 'TRACE' || line.level === 'DEBUG') {
      this.#chatter.add(said);
    }
  }

  /** The next lines as batches, numbered; they count until `landed`. */
  take(most, nowMs) {
    const batches = new Map();
    for (const said of this.#waiting) {
      if (this.#flying.lines >= most || this.#flying.chars >= BATCH_CHARS) {
        break;
      }
      this.#remove(said);
      this.#count(this.#flying, said, 1);
      put(batches, said.log, said.line);
    }
    this.#tellTorn(batches, most - this.#flying.lines, nowMs);
    return [...batches.values()];
  }

  /** What was taken last is acknowledged. */
  landed() {
    this.#held.lines -= this.#flying.lines;
    this.#held.chars -= this.#flying.chars;
    this.#flying = { lines: 0, chars: 0 };
  }

  /** Whether every line was acknowledged. */
  get isEmpty() {
    return this.#held.lines === 0 && this.#torn.size === 0;
  }

  #isFull(chars) {
    return this.#held.lines >= this.#mostLines || this.#held.chars + chars > this.#mostChars;
  }

  #count(tally, said, sign) {
    tally.lines += sign;
    tally.chars += sign * said.chars;
  }

  #remove(said) {
    this.#waiting.delete(said);
    this.#chatter.delete(said);
  }

  #drop(log) {
    log.dropped++;
    this.#torn.add(log);
  }

  #tellTorn(batches, most, nowMs) {
    for (const log of [...this.#torn].slice(0, Math.max(0, most))) {
      const words = log.dropped === 1 ? '1 line' : `${log.dropped} lines`;
      put(batches, log, {
        said_at_ms: nowMs,
        level: 'WARN',
        logger: 'fss-client-node',
        message: `${words} dropped: the client's log buffer was full`,
        throwable: '',
      });
      log.dropped = 0;
      this.#torn.delete(log);
    }
  }
}

function put(batches, log, line) {
  if (!batches.has(log)) {
    batches.set(log, { attempt: log.ref, first_sequence: log.nextSequence, lines: [] });
  }
  batches.get(log).lines.push(line);
  log.nextSequence++;
}

/**
 * Log lines on their way, on a connection of their own. Nothing new leaves before what is under way
 * has been answered for good, so the lines of an attempt arrive in order.
 */
export class Logs {
  #call;
  #log;
  #clock;
  #buffer;
  #courier = new Courier(() => this.#trip());
  #flying = [];
  /** Batches of one call: fewer after one that was refused as a whole, more after one that was taken. */
  #most = BATCH;

  /** @param call async (method, request, deadlineMs), made for the live session */
  constructor(call, log, clock, buffer) {
    this.#call = call;
    this.#log = log;
    this.#clock = clock;
    this.#buffer = buffer;
  }

  add(log, line) {
    this.#buffer.add(log, line);
    this.#courier.call();
  }

  get isEmpty() {
    return this.#buffer.isEmpty;
  }

  /** The platform is back. */
  hurry() {
    this.#courier.hurry();
  }

  close() {
    this.#courier.close();
  }

  async #trip() {
    if (this.#flying.length === 0) {
      this.#flying = this.#buffer.take(BATCH, this.#clock.wall());
    }
    if (this.#flying.length === 0) {
      return NOTHING;
    }
    const going = this.#flying.slice(0, this.#most);
    try {
      const reply = await this.#call('AppendLogs', { batches: going }, DEADLINE_MS);
      return this.#settle(going, reply.verdicts);
    } catch (failure) {
      if (isTooMuch(failure)) {
        this.#refused(going, failure);
      }
      return AGAIN;
    }
  }

  #settle(gone, verdicts) {
    const left = gone.filter(
      (batch, i) =>
        !isFinal(verdicts[i], `log lines of ${batch.attempt.task_id}/${batch.attempt.attempt}`, this.#log),
    );
    this.#most = Math.min(BATCH, 2 * this.#most);
    this.#landed(gone.length, left);
    return left.length > 0 ? AGAIN : DELIVERED;
  }

  #refused(gone, failure) {
    this.#most = Math.max(1, Math.floor(gone.length / 2));
    if (gone.length === 1 && gone[0].lines.length > 1) {
      this.#landed(1, halves(gone[0]));
    } else if (gone.length === 1 && failure.code === 'INVALID_ARGUMENT') {
      this.#log.warn(`the platform refused a log line: ${failure.message}`);
      this.#landed(1, []);
    }
  }

  /** Of the first of those under way, so many, these are left. */
  #landed(first, left) {
    this.#flying = [...left, ...this.#flying.slice(first)];
    if (this.#flying.length === 0) {
      this.#buffer.landed();
    }
  }
}

function halves(batch) {
  const half = Math.floor(batch.lines.length / 2);
  return [
    { ...batch, lines: batch.lines.slice(0, half) },
    {
      ...batch,
      first_sequence: batch.first_sequence + half,
      lines: batch.lines.slice(half),
    },
  ];
}
