import { stack, cut, wellFormed, LINE } from './text.js';

export const FENCED = 'the platform was silent too long: the lease is about to end';

const DEFAULT_LEASE_MS = 30_000;
const MOST_DATA_BYTES = 64 * 1024;

/** Names one booking of one task; made of an Execution or of an AttemptRef. */
export function keyOf(message) {
  return `${message.task_id}/${message.attempt}`;
}

/** The lease of an execution in milliseconds. */
export function leaseOf(execution) {
  return Number(execution.lease_ms) || DEFAULT_LEASE_MS;
}

/** One attempt from its acceptance until its end is acknowledged; `task` is what the job sees. */
export class Attempt {
  #clock;
  #logs;
  #controller = new AbortController();

  /**
   * @param heartbeat number of the heartbeat it was sent with
   * @param tools `{ clock, logs, reports }`
   */
  constructor(execution, heartbeat, entry, tools) {
    this.execution = execution;
    this.heartbeat = heartbeat;
    this.entry = entry;
    this.key = keyOf(execution);
    this.ref = {
      task_id: execution.task_id,
      attempt: execution.attempt,
      scheduler: execution.scheduler,
    };
    this.leaseMs = leaseOf(execution);
    this.#clock = tools.clock;
    this.#logs = tools.logs;
    this.arrivedMono = tools.clock.mono();
    this.startedMono = 0;
    this.startedAtMs = 0;
    this.nextAtMs = 0;
    this.changedData = '';
    // What it has to report and has not reported yet; belongs to Reports.
    this.slot = { progress: undefined, completion: undefined, ended: false, acknowledged: false };
    // Numbering and dropping belong to the LogBuffer.
    this.log = { ref: this.ref, nextSequence: 1, dropped: 0 };
    /** Why the platform ordered it to stop; undefined as long as it did not. */
    this.order = undefined;
    /** What stops it, `{ reason, outcome }`: the first signal counts. */
    this.stop = undefined;
    this.task = new Task(this, tools.reports);
  }

  get signal() {
    return this.#controller.signal;
  }

  /** How long after it came it may start, in milliseconds. */
  get startInMs() {
    return Math.max(0, this.execution.start_in_ms);
  }

  start() {
    this.startedMono = this.#clock.mono();
    this.startedAtMs = this.#clock.wall();
  }

  /** How long the job has been running, in milliseconds. */
  ranMs() {
    return this.startedAtMs === 0 ? 0 : this.#clock.mono() - this.startedMono;
  }

  /** Whether the job runs longer than it may. */
  overdue() {
    const most = Number(this.execution.timeout_ms);
    return most > 0 && this.startedAtMs > 0 && this.ranMs() >= most;
  }

  /** The platform wants the job to stop, which ends the task for good. */
  ordered(reason) {
    this.order ??= reason;
    this.#halt(reason, 'CANCELLED');
  }

  timeOut() {
    this.#halt(`ran longer than its time limit of ${this.execution.timeout_ms} ms`, 'TIMED_OUT');
  }

  /** This client wants the job to stop; for the task that is a failure like any other. */
  cancel(reason) {
    this.#halt(reason, 'FAILED');
  }

  #halt(reason, outcome) {
    if (this.stop === undefined) {
      this.stop = { reason, outcome };
      this.say('WARN', `cancelled: ${reason}`);
      this.#controller.abort(new Error(reason));
    }
  }

  say(level, message, thrown) {
    this.#logs.add(this.log, {
      said_at_ms: this.#clock.wall(),
      level,
      logger: this.entry.name,
      message: cut(message, LINE),
      throwable: stack(thrown),
    });
  }
}

/** One attempt of one task, as its job sees it. */
class Task {
  #attempt;
  #reports;

  constructor(attempt, reports) {
    this.#attempt = attempt;
    this.#reports = reports;
    const say = (level) => (message, thrown) => attempt.say(level, message, thrown);
    /** `info('text')`, `error('text', thrown)` and so on; the lines are the task's. */
    this.log = Object.freeze({
      trace: say('TRACE'),
      debug: say('DEBUG'),
      info: say('INFO'),
      warn: say('WARN'),
      error: say('ERROR'),
    });
    Object.freeze(this);
  }

  /** Id of the task: 64 bits, so a string. */
  get id() {
    return this.#attempt.execution.task_id;
  }

  /** Number of this booking of the task, from 1. */
  get attempt() {
    return this.#attempt.execution.attempt;
  }

  /**
   * `task/attempt`: hand it to whatever the job changes, and let that refuse an older one. Nothing
   * else stops a job that outlives its lease, for example because it blocks the event loop.
   */
  get fencingToken() {
    return this.#attempt.key;
  }

  /** 1 for the first try. */
  get tryNumber() {
    return this.#attempt.execution.try_number;
  }

  get group() {
    return this.#attempt.execution.group;
  }

  get job() {
    return this.#attempt.execution.job;
  }

  /** When the occurrence was planned to run, a Date. */
  get plannedAt() {
    return new Date(Number(this.#attempt.execution.planned_at_ms));
  }

  /** Index of this shard, from 0; `shardTotal` 0 means that the task is not sharded. */
  get shardIndex() {
    return this.#attempt.execution.shard_index;
  }

  get shardTotal() {
    return this.#attempt.execution.shard_total;
  }

  /** W3C trace context, may be empty. */
  get traceparent() {
    return this.#attempt.execution.traceparent;
  }

  /** Parameters of this one task. `paramsText` keeps integers beyond 2^53 exact. */
  get params() {
    return parse(this.paramsText);
  }

  get paramsText() {
    return this.#attempt.execution.params;
  }

  /** The group's data, or what `changeData` made of it. `dataText` keeps big integers exact. */
  get data() {
    return parse(this.dataText);
  }

  get dataText() {
    return this.#attempt.changedData || this.#attempt.execution.data;
  }

  /** Changes the group's data, stored when the attempt ends: an object, or its JSON text. */
  changeData(data) {
    const text = wellFormed(typeof data === 'string' ? data : JSON.stringify(data));
    const bytes = Buffer.byteLength(text);
    if (bytes > MOST_DATA_BYTES) {
      throw new RangeError(`task.data of ${bytes} bytes must be at most ${MOST_DATA_BYTES}`);
    }
    this.#attempt.changedData = text;
  }

  /** How far the job is, 0-100; only the latest is sent. A sign of life, too. */
  progress(percent, message = '') {
    this.#reports.progress(this.#attempt, percent, message);
  }

  /** Dynamic trigger: when the job wants to run next, a Date. */
  nextAt(instant) {
    const ms = instant.getTime();
    if (!Number.isFinite(ms)) {
      throw new RangeError(`task.nextAt '${instant}' must be a valid Date`);
    }
    this.#attempt.nextAtMs = ms;
  }

  /** Aborted when the job should stop; the reason's message says why. */
  get signal() {
    return this.#attempt.signal;
  }

  /** When the job is stopped for running too long, a Date; undefined without a limit. */
  get deadline() {
    const most = Number(this.#attempt.execution.timeout_ms);
    return most > 0 ? new Date(this.#attempt.startedAtMs + most) : undefined;
  }
}

function parse(text) {
  return text === '' ? {} : JSON.parse(text);
}
