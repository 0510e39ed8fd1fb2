import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import protoLoader from '@grpc/proto-loader';

/** Largest message either way, in bytes: what the platform takes by default. */
export const MOST_BYTES = 8 * 1024 * 1024;

const CHANNEL = {
  'grpc.max_receive_message_length': MOST_BYTES,
  'grpc.max_send_message_length': MOST_BYTES,
  // Else every channel to one address shares one connection, and logs could hold up heartbeats.
  'grpc.use_local_subchannel_pool': 1,
  // The library's own pauses grow to two minutes: a platform that is back would wait for us.
  'grpc.initial_reconnect_backoff_ms': 200,
  'grpc.max_reconnect_backoff_ms': 1_000,
  // Shows whether the other end is still there: nothing else would, while no command comes.
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5_000,
  // What is sent again, and when, is decided here.
  'grpc.enable_retries': 0,
};

/** The contract, read from its file; numbers of 64 bits are strings, enums their names. */
export function platformClient() {
  const file =
    process.env.FSS_PROTO ||
    fileURLToPath(new URL('../../../../proto/src/main/proto/fss/v1/platform.proto', import.meta.url));
  const definition = protoLoader.loadSync(file, {
    keepCase: true,
    longs: String,
    enums: String,
    defaults: true,
    oneofs: true,
  });
  return grpc.loadPackageDefinition(definition).fss.v1.Platform;
}

/** Why a call brought no reply; `code` is the name of the status. */
export class CallFailure extends Error {
  constructor(code, details) {
    super(`${code}: ${details}`);
    this.code = code;
    this.details = details;
  }

  static of(error) {
    return new CallFailure(grpc.status[error.code] ?? 'UNKNOWN', error.details || error.message);
  }

  /** The platform does not know the session: register again. */
  get isUnknownSession() {
    return this.code === 'NOT_FOUND';
  }

  /** Nobody answered: another address may do better. */
  get isUnreachable() {
    return this.code === 'UNAVAILABLE' || this.code === 'DEADLINE_EXCEEDED';
  }
}

/** The addresses of the platform, shared by all connections: a failure moves on to the next. */
export class Addresses {
  #all;
  #turn = 0;

  constructor(all) {
    this.#all = all;
  }

  get current() {
    return this.#all[this.#turn % this.#all.length];
  }

  /** Nobody answered there: move on, unless another connection has done so already. */
  failed(address) {
    if (address === this.current) {
      this.#turn++;
    }
  }
}

/** One connection to the platform for one purpose; every call on it has a deadline. */
export class Connection {
  static #Client;

  #addresses;
  #credentials;
  #metadata = new grpc.Metadata();
  #purpose;
  #log;
  #open;
  #trouble = '';

  /** @param tls undefined for plain text, else PEM files `{ trust, certificate, key }`, each may be '' */
  constructor(addresses, { token, tls, log }, purpose) {
    this.#addresses = addresses;
    this.#credentials = credentials(tls);
    this.#purpose = purpose;
    this.#log = log;
    // Here, so that a contract that cannot be read is told at the start.
    Connection.#Client ??= platformClient();
    if (token !== '') {
      // As metadata and not as call credentials, which the library refuses to send without TLS.
      this.#metadata.set('authorization', `Bearer ${token}`);
    }
  }

  /** The reply, or a CallFailure at the latest when the deadline is over. */
  call(method, request, deadlineMs) {
    const { address, client } = this.#client();
    return new Promise((resolve, reject) => {
      const deadline = Date.now() + deadlineMs;
      client[method](request, this.#metadata, { deadline }, (error, reply) => {
        if (error === null) {
          this.answered(address);
          resolve(reply);
        } else {
          reject(this.failed(address, CallFailure.of(error)));
        }
      });
    });
  }

  /** Opens the command stream: `{ address, stream }`. */
  openStream() {
    const { address, client } = this.#client();
    return { address, stream: client.Commands(this.#metadata) };
  }

  /** Something came from there. */
  answered(address) {
    if (this.#trouble !== '') {
      this.#trouble = '';
      this.#log.info(`${this.#purpose}: ${address} answers again`);
    }
  }

  /** A call failed: says so once, and moves on where nobody answered. */
  failed(address, failure) {
    if (this.#trouble !== failure.code) {
      this.#trouble = failure.code;
      this.#log.warn(`${this.#purpose}: ${address} ${failure.message}`);
    }
    if (failure.isUnreachable) {
      this.#addresses.failed(address);
      if (failure.code === 'DEADLINE_EXCEEDED') {
        // A connection whose other end vanished would swallow call after call until TCP gives up.
        this.close();
      }
    }
    return failure;
  }

  close() {
    this.#open?.client.close();
    this.#open = undefined;
  }

  #client() {
    const address = this.#addresses.current;
    if (this.#open?.address !== address) {
      this.close();
      this.#open = { address, client: new Connection.#Client(address, this.#credentials, CHANNEL) };
    }
    return this.#open;
  }
}

function credentials(tls) {
  if (tls === undefined) {
    return grpc.credentials.createInsecure();
  }
  const read = (file) => (file ? readFileSync(file) : null);
  return grpc.credentials.createSsl(read(tls.trust), read(tls.key), read(tls.certificate));
}
