import { BackOff } from './courier.js';
import { CallFailure } from './platform.js';

const HELLO_DEADLINE_MS = 5_000;
const LIVED_MS = 10_000;

/**
 * The one outbound stream over which commands come and their answers go, on a connection of its own.
 * One that broke is opened again; attempts, reports and heartbeats go on meanwhile.
 */
export class CommandStream {
  #connection;
  #session;
  #obey;
  #log;
  #backOff = new BackOff(100, 5_000);
  #line;
  #timer;
  #wanted = false;

  /**
   * @param session `() => Session`
   * @param obey answers a command, before its jobs run
   */
  constructor(connection, session, obey, log) {
    this.#connection = connection;
    this.#session = session;
    this.#obey = obey;
    this.#log = log;
  }

  /** Opens a stream for the session as it is now, in the place of an older one. */
  open() {
    this.#wanted = true;
    this.#backOff.reset();
    this.#dial();
  }

  /** Ends the stream; none is opened until it is asked for again. */
  close() {
    this.#wanted = false;
    clearTimeout(this.#timer);
    this.#line?.hangUp();
    this.#line = undefined;
  }

  #dial() {
    clearTimeout(this.#timer);
    if (!this.#wanted) {
      return;
    }
    const older = this.#line;
    const { id, registration } = this.#session();
    const line = new Line(this.#connection, id, {
      obey: this.#obey,
      accepted: (address) => {
        // Until now commands may have come over the older one.
        older?.hangUp();
        this.#log.info(`commands come over a stream from ${address}`);
      },
      lost: (failure) => {
        older?.hangUp();
        this.#lost(line, registration, failure);
      },
    });
    this.#line = line;
  }

  #lost(line, registration, failure) {
    if (line !== this.#line || !this.#wanted) {
      return;
    }
    this.#line = undefined;
    if (line.livedMs() > LIVED_MS) {
      this.#backOff.reset();
    }
    this.#connection.failed(line.address, failure);
    // Where the session is unknown the registration that follows opens the next stream. It may have
    // been made already, so a timer is set in every case.
    this.#timer = setTimeout(() => this.#dial(), this.#backOff.pauseMs());
    this.#session().failed(registration, failure);
  }
}

/** One stream from its first to its last word. */
class Line {
  #stream;
  #over = false;
  #acceptedMono = 0;
  #deadline;

  constructor(connection, session, { obey, accepted, lost }) {
    const { address, stream } = connection.openStream();
    this.address = address;
    this.#stream = stream;
    const end = (failure) => {
      if (!this.#over) {
        this.hangUp();
        lost(failure);
      }
    };
    this.#deadline = setTimeout(
      () => end(new CallFailure('DEADLINE_EXCEEDED', 'no answer to hello')),
      HELLO_DEADLINE_MS,
    );
    // The response's headers say that hello was accepted.
    stream.on('metadata', () => {
      if (!this.#over) {
        clearTimeout(this.#deadline);
        this.#acceptedMono = performance.now();
        connection.answered(address);
        accepted(address);
      }
    });
    stream.on('data', (command) => {
      // After the end nobody would get the answer, and what is not started is asked about.
      if (!this.#over) {
        stream.write(obey(command));
      }
    });
    // Also after the end: an error event that nobody listens to would end the process.
    stream.on('error', (error) => end(CallFailure.of(error)));
    stream.on('end', () => end(new CallFailure('UNAVAILABLE', 'the platform ended the command stream')));
    stream.write({ number: 0, hello: { session } });
  }

  livedMs() {
    return this.#acceptedMono === 0 ? 0 : performance.now() - this.#acceptedMono;
  }

  hangUp() {
    this.#over = true;
    clearTimeout(this.#deadline);
    this.#stream.cancel();
  }
}
