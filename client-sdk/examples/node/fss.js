import { randomUUID } from 'node:crypto';
import { Attempts } from './lib/attempts.js';
import { CLOCK } from './lib/clock.js';
import { CommandStream } from './lib/commands.js';
import { Intake } from './lib/intake.js';
import { LogBuffer, Logs } from './lib/logs.js';
import { Memory } from './lib/memory.js';
import { complete, fromEnvironment } from './lib/options.js';
import { Addresses, Connection } from './lib/platform.js';
import { Pulse } from './lib/pulse.js';
import { Reports } from './lib/reports.js';
import { Runner } from './lib/runner.js';
import { Session } from './lib/session.js';

const FENCE_MS = 100;
const LOOK_MS = 10;
const GRACE_MS = 1_000;
const UNHURRIED_MS = 7 * 86_400_000;

/** A program that holds jobs. */
export class FssClient {
  #options;
  #jobs = new Map();
  #groups = [];
  #parts;
  #until = Infinity;
  #closing;
  #told;
  /** Resolves when the client has closed, whoever wanted that. */
  closed = new Promise((resolve) => {
    this.#told = resolve;
  });

  /**
   * @param options `app`, and where the default does not fit `namespace`, `name`, `addresses`, `token`,
   *     `tls` ({ trust, certificate, key }: PEM files), `capacity`, `labels`, `drainMs`, `logLines`, `log`
   */
  constructor(options) {
    this.#options = complete(options);
  }

  /** A client as the variables FSS_CLIENT_* say. */
  static fromEnvironment(app, env = process.env) {
    return new FssClient(fromEnvironment(app, env));
  }

  /**
   * Adds a job. What the handler returns is the result; what it throws is a failure.
   *
   * @param handler async (task) => result; must not block the event loop
   * @param options `capacity`: how many may run at one time, 0 for the client's; `version`: free text
   */
  job(name, handler, { capacity = 0, version = '' } = {}) {
    if (this.#parts !== undefined || this.#jobs.has(name)) {
      throw new RangeError(`job.name '${name}' must be new, and added before the start`);
    }
    this.#jobs.set(name, { name, handler, capacity, version, running: 0 });
    return this;
  }

  /** Declares a task group, as the contract's TaskGroupDeclaration: created where it is missing. */
  declare(group) {
    this.#groups.push(group);
    return this;
  }

  /** Resolves when the platform has registered the client; tries for as long as that takes. */
  async start() {
    if (this.#parts !== undefined || this.#closing !== undefined) {
      throw new Error('the client was started or closed before');
    }
    try {
      this.#parts = this.#assemble();
      await this.#parts.session.open(this.#registration());
    } catch (failure) {
      await this.close(0);
      throw failure;
    }
  }

  /**
   * Takes no more work and waits until what runs has ended and was acknowledged, at most so long; then
   * says goodbye. What still runs then costs the platform its lease. Closing again only shortens it.
   */
  close(drainMs = this.#options.drainMs) {
    this.#until = Math.min(this.#until, CLOCK.mono() + drainMs);
    this.#closing ??= this.#parts === undefined ? Promise.resolve() : this.#close(this.#parts);
    this.#closing.then(this.#told);
    return this.#closing;
  }

  /** Closes on SIGTERM and SIGINT. */
  closeOnSignals() {
    for (const signal of ['SIGTERM', 'SIGINT']) {
      process.once(signal, () => {
        this.#options.log.info(`${signal}: draining`);
        void this.close();
      });
    }
    return this;
  }

  /** Who is made of what. */
  #assemble() {
    const { addresses, capacity, log, logLines } = this.#options;
    const all = new Addresses(addresses);
    const connections = {};
    for (const purpose of ['session', 'reports', 'logs', 'commands']) {
      connections[purpose] = new Connection(all, this.#options, purpose);
    }
    // Calls stand for the registration they were made in: who fails tells which one was forgotten.
    const calls = (connection) => async (method, request, deadlineMs) => {
      const { id, registration } = session;
      try {
        return await connection.call(method, { session: id, ...request }, deadlineMs);
      } catch (failure) {
        session.failed(registration, failure);
        throw failure;
      }
    };
    const pulse = new Pulse(CLOCK);
    const memory = new Memory(CLOCK);
    const attempts = new Attempts(memory, pulse);
    const reports = new Reports(calls(connections.reports), log, (ended) => attempts.acknowledged(ended));
    const logs = new Logs(calls(connections.logs), log, CLOCK, new LogBuffer(logLines));
    const runner = new Runner(CLOCK, pulse, attempts, reports);
    const stream = new CommandStream(connections.commands, () => session, (c) => intake.obey(c), log);
    const session = new Session({
      connection: connections.session,
      pulse,
      attempts,
      stream,
      back: () => {
        reports.hurry();
        logs.hurry();
      },
      draining: () => intake.closing,
      obey: (order) => this.#obey(order),
      replaced: (why) => this.#replaced(why),
      log,
    });
    const tools = { clock: CLOCK, logs, reports };
    const intake = new Intake({
      session,
      jobs: this.#jobs,
      capacity,
      attempts,
      pulse,
      memory,
      tools,
      runner,
    });
    const fence = setInterval(() => attempts.sweep(), FENCE_MS);
    return { session, intake, attempts, reports, logs, fence, connections };
  }

  #registration() {
    const { namespace, app, name, capacity, labels } = this.#options;
    return {
      namespace,
      app,
      client: name,
      incarnation: randomUUID(),
      mode: 'MODE_STREAM',
      capacity,
      jobs: [...this.#jobs.values()].map((job) => ({
        name: job.name,
        version: job.version,
        capacity: job.capacity,
      })),
      labels,
      sdk: { name: 'fss-client-node', version: '0.1.0', language: 'node' },
      groups: this.#groups,
      holds_executions: true,
    };
  }

  /** Does what operators of the platform want of this client. */
  #obey({ deed, reason }) {
    const { log, drainMs } = this.#options;
    switch (deed) {
      case 'PAUSE':
      case 'DRAIN':
        log.warn(`the platform gives this client no new work (${deed}): ${reason}`);
        break;
      case 'KICK_AFTER':
        log.warn(`the platform wants this client to stop when nothing runs here any more: ${reason}`);
        void this.close(UNHURRIED_MS);
        break;
      case 'KICK_NOW':
        log.warn(`the platform wants this client to stop now: ${reason}`);
        this.#parts.attempts.cancelAll(`kicked: ${reason}`);
        void this.close(drainMs);
        break;
      default:
        log.info('the platform gives this client work again');
    }
  }

  /** Heartbeats have stopped: what runs here may end within its lease, and is fenced then. */
  #replaced(why) {
    this.#options.log.error(why);
    void this.close();
  }

  async #close({ session, intake, attempts, reports, logs, fence, connections }) {
    const ended = () => attempts.running === 0 && reports.unacknowledged === 0;
    const done = () => ended() && logs.isEmpty;
    intake.closing = true;
    if (!(await this.#wait(done, () => this.#until))) {
      attempts.cancelAll('the client is closing');
      const end = CLOCK.mono() + GRACE_MS;
      await this.#wait(done, () => end);
    }
    if (!ended()) {
      this.#options.log.warn(
        `closing with ${attempts.running} attempts running and ${reports.unacknowledged} ends not acknowledged`,
      );
    }
    // Where something may still run there is no goodbye: the leases decide about it.
    await session.leave(ended());
    reports.close();
    logs.close();
    clearInterval(fence);
    Object.values(connections).forEach((connection) => connection.close());
  }

  async #wait(condition, until) {
    while (!condition()) {
      if (CLOCK.mono() >= until()) {
        return false;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return true;
  }
}
