import { cpus } from 'node:os';
import { BackOff } from './courier.js';

const REGISTER_DEADLINE_MS = 5_000;
const LONGEST_BEAT_MS = 5_000;
const RETRY_MS = 500;
const ANSWER_PAUSE_MS = 50;

/**
 * Keeps the session: registers for as long as it takes, proves life, and registers again with the
 * same incarnation when the platform does not know the session any more; what runs goes on.
 */
export class Session {
  #parts;
  #request;
  #backOff = new BackOff(200, 5_000);
  #timer;
  #intervalMs = 2_000;
  #flying = false;
  #registering = false;
  #closed = false;
  #answers = [];
  #order = 'DEED_UNSPECIFIED';
  #load = new Load();
  #opened;
  /** Stands on every message; '' before the first registration. */
  id = '';
  /** Number of the registration: the platform may give the same id again. */
  registration = 0;

  /**
   * @param parts `{ connection, pulse, attempts, stream, back, draining, obey, replaced, log }`: `stream`
   *     is opened after each registration, and `back()` told; `draining()` says whether no more work is
   *     taken, `obey(order)` does what operators want, `replaced(why)` is told that another process has
   *     the name
   */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * Resolves with the first registration; rejects only when the platform calls it invalid, or another
   * process is online under the same name.
   */
  open(request) {
    this.#request = request;
    return new Promise((resolve, reject) => {
      this.#opened = { resolve, reject };
      void this.#register();
    });
  }

  /** A call made for that registration failed; several calls notice one loss. */
  failed(registration, failure) {
    if (failure.isUnknownSession && registration === this.registration) {
      this.#renew();
    }
  }

  /** Stops to prove life; with a goodbye where nothing is left here. A lost goodbye costs seconds. */
  async leave(goodbye) {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#parts.stream.close();
    this.#opened.reject(new Error('the client was closed before it could register'));
    if (goodbye && this.id !== '') {
      const request = { session: this.id, reason: 'closed' };
      await this.#parts.connection
        .call('Deregister', request, REGISTER_DEADLINE_MS)
        .catch((failure) => this.#parts.log.info(`no goodbye: ${failure.message}`));
    }
  }

  #renew() {
    if (!this.#registering && !this.#closed) {
      this.#parts.log.info('the platform does not know the session any more, registering again');
      clearTimeout(this.#timer);
      void this.#register();
    }
  }

  async #register() {
    this.#registering = true;
    const sentAt = this.#parts.pulse.instant();
    try {
      const reply = await this.#parts.connection.call('Register', this.#request, REGISTER_DEADLINE_MS);
      this.#registering = false;
      if (!this.#closed) {
        this.#registered(reply, sentAt);
      }
    } catch (failure) {
      this.#registering = false;
      if (!this.#closed) {
        this.#refused(failure);
      }
    }
  }

  #registered(reply, sentAt) {
    const { pulse, stream, back, log } = this.#parts;
    this.#backOff.reset();
    pulse.registered(sentAt);
    this.id = reply.session;
    this.registration++;
    for (const { name, outcome, message } of reply.groups) {
      log[outcome === 'INVALID' ? 'error' : 'info'](`task group ${name}: ${outcome} ${message}`);
    }
    // What the code declares is said once: coming back must not bring back a task group that an
    // operator deleted meanwhile.
    this.#request = { ...this.#request, groups: [] };
    log.info(`registered ${this.#request.namespace}/${this.#request.app} as ${this.#request.client}`);
    this.#interval(reply.heartbeat_interval_ms);
    this.#next(0);
    stream.open();
    back();
    this.#opened.resolve();
  }

  #refused(failure) {
    if (failure.code === 'ABORTED') {
      // Two processes under one name would throw each other out for ever; the newer one stays.
      const why = `another process is online under the client name ${this.#request.client}: give each copy a name of its own`;
      this.#closed = true;
      this.#parts.stream.close();
      this.#opened.reject(new Error(why, { cause: failure }));
      this.#parts.replaced(why);
      return;
    }
    if (failure.code === 'INVALID_ARGUMENT' && this.registration === 0) {
      this.#opened.reject(failure);
      return;
    }
    this.#registering = true;
    this.#timer = setTimeout(() => this.#closed || this.#register(), this.#backOff.pauseMs());
  }

  #interval(text) {
    const ms = Number(text);
    if (ms > 0) {
      this.#intervalMs = Math.max(100, ms);
    }
  }

  #next(ms) {
    clearTimeout(this.#timer);
    if (!this.#closed && !this.#registering) {
      this.#timer = setTimeout(() => this.#beat(), ms);
    }
  }

  async #beat() {
    if (this.#flying) {
      // It was sent for the session as it was before the platform forgot it, and ends soon.
      this.#next(ANSWER_PAUSE_MS);
      return;
    }
    this.#flying = true;
    const on = this.registration;
    const answering = this.#answers.length > 0;
    const request = this.#heartbeat();
    this.#answers = [];
    try {
      const deadlineMs = Math.max(1_000, Math.min(LONGEST_BEAT_MS, this.#intervalMs));
      const reply = await this.#parts.connection.call('Heartbeat', request, deadlineMs);
      this.#flying = false;
      this.#landed(reply, answering);
    } catch (failure) {
      this.#flying = false;
      this.failed(on, failure);
      this.#next(Math.min(this.#intervalMs, new BackOff(RETRY_MS, RETRY_MS).pauseMs()));
    }
  }

  #heartbeat() {
    const { attempts, draining, pulse } = this.#parts;
    return {
      session: this.id,
      // A heartbeat that failed is not sent again: the next one has a number of its own.
      counter: pulse.send(),
      running: attempts.running,
      capacity: this.#request.capacity,
      cpu_load: this.#load.cpu(),
      memory_used_bytes: process.memoryUsage.rss(),
      answers: this.#answers,
      draining: draining(),
    };
  }

  #landed(reply, answered) {
    const { attempts, pulse } = this.#parts;
    // A process that was frozen may get here before its fence looks: what outlived its lease
    // meanwhile must not be saved by the new acknowledgement.
    attempts.fence();
    pulse.acknowledged(Number(reply.counter));
    this.#interval(reply.heartbeat_interval_ms);
    reply.cancels.forEach((order) => attempts.cancel(order));
    this.#obey(reply.order);
    this.#answers = reply.questions.map((ref) => attempts.answer(ref));
    // Answers go at once; a platform that asks with every reply must not make this a busy loop.
    this.#next(this.#answers.length === 0 ? this.#intervalMs : answered ? ANSWER_PAUSE_MS : 0);
  }

  /** An order comes again and again; it is done once. */
  #obey(order) {
    const deed = order?.deed ?? 'DEED_UNSPECIFIED';
    if (deed !== this.#order) {
      this.#order = deed;
      this.#parts.obey({ deed, reason: order?.reason ?? '' });
    }
  }
}

/** How busy the process is. */
class Load {
  #cpus = cpus().length;
  #usage = process.cpuUsage();
  #at = performance.now();

  /** Share of the machine's processors since the last look, 0.0-1.0; negative: unknown. */
  cpu() {
    const used = process.cpuUsage(this.#usage);
    const passedMs = performance.now() - this.#at;
    this.#usage = process.cpuUsage();
    this.#at = performance.now();
    return passedMs < 1 ? -1 : Math.min(1, (used.user + used.system) / 1_000 / passedMs / this.#cpus);
  }
}
