import { hostname } from 'node:os';

const NAME = /^[A-Za-z0-9._-]{1,128}$/;
const RULES = {
  app: [(v) => NAME.test(v), 'have 1-128 characters of [A-Za-z0-9._-]'],
  namespace: [(v) => /^[a-z0-9._-]{1,64}$/.test(v), 'have 1-64 characters of [a-z0-9._-]'],
  name: [(v) => /^[A-Za-z0-9._:-]{1,128}$/.test(v), 'have 1-128 characters of [A-Za-z0-9._:-]'],
  addresses: [
    (v) => v.length > 0 && v.every((a) => /^(\[[^\]]+\]|[^:[\]]+):\d{1,5}$/.test(a)),
    'be host:port, IPv6 in brackets',
  ],
  token: [(v) => typeof v === 'string', 'be text'],
  capacity: [(v) => within(v, 1, 10_000), 'be a whole number from 1 to 10000'],
  drainMs: [(v) => within(v, 0, 86_400_000), 'be milliseconds, a day at most'],
  logLines: [(v) => within(v, 100, 1_000_000), 'be a whole number from 100 to 1000000'],
};

/** Options of a client with their defaults; what breaks a rule is told by field, value and rule. */
export function complete(options) {
  const whole = {
    namespace: 'default',
    name: ofProcess(),
    addresses: ['127.0.0.1:7090'],
    token: '',
    tls: undefined,
    capacity: 64,
    labels: {},
    drainMs: 20_000,
    logLines: 10_000,
    log: STDERR,
    ...options,
  };
  for (const [field, [holds, rule]] of Object.entries(RULES)) {
    if (!holds(whole[field])) {
      throw new RangeError(`client.${field} '${whole[field]}' must ${rule}`);
    }
  }
  return whole;
}

/** The same variables as the Java SDK reads; one that is absent or empty changes nothing. */
export function fromEnvironment(app, env) {
  const value = (key) => (env[`FSS_CLIENT_${key}`] ?? '').trim();
  const options = { app, tls: tls(value) };
  const take = (key, field, read = (text) => text) => {
    if (value(key) !== '') {
      options[field] = read(value(key));
    }
  };
  take('NAMESPACE', 'namespace');
  take('NAME', 'name');
  take('ADDRESS', 'addresses', (text) => text.split(/\s*,\s*/));
  take('TOKEN', 'token');
  take('CAPACITY', 'capacity', Number);
  if (value('MODE') === 'direct') {
    throw new RangeError(`FSS_CLIENT_MODE 'direct' must be stream or auto: this client opens no port`);
  }
  return options;
}

function tls(value) {
  const files = { trust: value('TLS_TRUST'), certificate: value('TLS_CERTIFICATE'), key: value('TLS_KEY') };
  const said = value('TLS');
  if (!['', 'true', 'false'].includes(said)) {
    throw new RangeError(`FSS_CLIENT_TLS '${said}' must be true or false`);
  }
  const on = said === '' ? files.trust !== '' || files.certificate !== '' : said === 'true';
  return on ? files : undefined;
}

function within(value, least, most) {
  return Number.isInteger(value) && value >= least && value <= most;
}

/** Host name and process id: copies of one program on one machine need names that differ. */
function ofProcess() {
  const suffix = `-${process.pid}`;
  return hostname().replace(/[^A-Za-z0-9._:-]/g, '-').slice(0, 128 - suffix.length) + suffix;
}

const say = (level) => (text) => console.error(`${new Date().toISOString()} ${level} fss: ${text}`);

/** Where the client itself talks; a program may bring a logger of its own with these three. */
const STDERR = { info: say('INFO'), warn: say('WARN'), error: say('ERROR') };
