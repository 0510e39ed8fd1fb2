import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Attempts } from '../lib/attempts.js';
import { Intake } from '../lib/intake.js';
import { Memory } from '../lib/memory.js';
import { Pulse } from '../lib/pulse.js';

/** An intake of the session `live` with the job `count`; jobs are noted and never run. */
function scene({ capacity = 10, jobCapacity = 0 } = {}) {
  const clock = { now: 1_000_000, mono: () => clock.now, wall: () => clock.now };
  const pulse = new Pulse(clock);
  pulse.registered(pulse.instant());
  const memory = new Memory(clock);
  const attempts = new Attempts(memory, pulse);
  const reports = { unacknowledged: 0, progress() {} };
  const started = [];
  const said = [];
  const intake = new Intake({
    session: { id: 'live' },
    jobs: new Map([['count', { name: 'count', capacity: jobCapacity, running: 0 }]]),
    capacity,
    attempts,
    pulse,
    memory,
    tools: { clock, reports, logs: { add: (log, line) => said.push(line.message) } },
    runner: { run: (attempt) => started.push(attempt) },
  });
  return { clock, pulse, attempts, reports, started, said, intake };
}

// Beyond 2^53: as a number it would be the id of another task.
const TASK = '9007199254740993';

function execution(more = {}) {
  return {
    task_id: TASK,
    attempt: 1,
    scheduler: 's',
    job: 'count',
    lease_ms: '30000',
    timeout_ms: '0',
    start_in_ms: 0,
    ...more,
  };
}

function execute(intake, { session = 'live', heartbeat = '0', ...more } = {}) {
  const reply = intake.execute({ session, heartbeat, executions: [execution(more)] });
  return reply.answers[0].answer;
}

const ref = { task_id: TASK, attempt: 1, scheduler: 's' };

test('an attempt is accepted once; the second time it is a duplicate', () => {
  const { intake, started } = scene();

  assert.equal(execute(intake), 'ACCEPTED');
  assert.equal(execute(intake), 'DUPLICATE');
  // Whatever else is wrong with it: a definite no would let the platform run it elsewhere.
  assert.equal(execute(intake, { session: 'other' }), 'DUPLICATE');
  assert.equal(execute(intake, { job: 'nobody' }), 'DUPLICATE');

  assert.equal(started.length, 1);
  assert.equal(started[0].key, `${TASK}/1`);
});

test('answers stand in the order of the request and carry exact ids', () => {
  const { intake } = scene();

  const reply = intake.execute({
    session: 'live',
    heartbeat: '0',
    executions: [execution(), execution({ task_id: '9007199254740992', job: 'nobody' })],
  });

  assert.deepEqual(reply.answers, [
    { task_id: TASK, attempt: 1, answer: 'ACCEPTED' },
    { task_id: '9007199254740992', attempt: 1, answer: 'UNKNOWN_JOB' },
  ]);
});

test('each reason to refuse has its own answer', () => {
  const { intake, reports } = scene();

  assert.equal(execute(intake, { session: 'other', task_id: '1' }), 'WRONG_SESSION');
  assert.equal(execute(intake, { job: 'nobody', task_id: '2' }), 'UNKNOWN_JOB');
  reports.unacknowledged = 10_000;
  assert.equal(execute(intake, { task_id: '3' }), 'BUSY');
  intake.closing = true;
  assert.equal(execute(intake, { task_id: '4' }), 'SHUTTING_DOWN');
});

test('what was refused stays refused', () => {
  const { intake, reports, started } = scene();
  reports.unacknowledged = 10_000;
  assert.equal(execute(intake), 'BUSY');
  reports.unacknowledged = 0;

  assert.equal(execute(intake), 'DUPLICATE');
  assert.equal(execute(intake, { attempt: 2 }), 'ACCEPTED');
  assert.equal(started.length, 1);
});

test('the capacity of the client and that of a job are respected', () => {
  const client = scene({ capacity: 1 });
  assert.equal(execute(client.intake), 'ACCEPTED');
  assert.equal(execute(client.intake, { task_id: '2' }), 'BUSY');

  const job = scene({ jobCapacity: 1 });
  assert.equal(execute(job.intake), 'ACCEPTED');
  assert.equal(execute(job.intake, { task_id: '2' }), 'BUSY');
  job.attempts.ended(job.started[0]);
  assert.equal(execute(job.intake, { task_id: '3' }), 'ACCEPTED');
});

test('what was under way for longer than its lease or 30 s is stale', () => {
  const { clock, pulse, intake } = scene();
  const old = pulse.send();
  clock.now += 20_000;
  pulse.acknowledged(pulse.send());

  assert.equal(execute(intake, { heartbeat: `${old}`, task_id: '1', lease_ms: '19999' }), 'STALE');
  assert.equal(execute(intake, { heartbeat: `${old}`, task_id: '2', lease_ms: '600000' }), 'ACCEPTED');
  clock.now += 10_001;
  assert.equal(execute(intake, { heartbeat: `${old}`, task_id: '3', lease_ms: '600000' }), 'STALE');
  assert.equal(execute(intake, { heartbeat: '99', task_id: '4' }), 'STALE');
});

test('a client that is silent itself takes nothing that its fence would stop at once', () => {
  const { clock, intake } = scene();
  clock.now += 26_000;

  assert.equal(execute(intake), 'STALE');
});

test('an attempt that was asked about before it came never starts', () => {
  const { attempts, intake, started } = scene();

  assert.equal(attempts.answer(ref).state, 'NOT_STARTED');
  assert.equal(execute(intake), 'STALE');
  assert.equal(attempts.answer(ref).state, 'NOT_STARTED');
  assert.equal(started.length, 0);
});

test('a question is answered by what became of the attempt', () => {
  const { attempts, intake, started } = scene();
  execute(intake);

  assert.deepEqual(attempts.answer(ref), { attempt: ref, state: 'RUNNING' });
  attempts.ended(started[0]);
  assert.equal(attempts.answer(ref).state, 'ENDED');
});

test('a cancelled attempt is told why, in the signal and in its log', () => {
  const { intake, started, said } = scene();
  execute(intake);

  const reply = intake.cancel({ session: 'live', orders: [{ attempt: ref, reason: 'enough' }] });

  assert.deepEqual(reply.answers, [{ attempt: ref, state: 'RUNNING' }]);
  assert.equal(started[0].task.signal.aborted, true);
  assert.equal(started[0].task.signal.reason.message, 'enough');
  assert.equal(started[0].order, 'enough');
  assert.deepEqual(said, ['cancelled: enough']);
});

test('an order for another session says nothing about what was never seen here', () => {
  const { intake } = scene();

  const reply = intake.cancel({ session: 'other', orders: [{ attempt: ref, reason: '' }] });

  assert.equal(reply.answers[0].state, 'STATE_UNSPECIFIED');
  assert.equal(execute(intake), 'ACCEPTED');
});

test('the fence stops what can no longer be proven, each by its own lease', () => {
  const { clock, attempts, intake, started } = scene();
  execute(intake, { task_id: '1', lease_ms: '30000' });
  execute(intake, { task_id: '2', lease_ms: '60000' });

  clock.now += 26_000;
  attempts.sweep();

  assert.deepEqual(started.map((attempt) => attempt.stop?.outcome), ['FAILED', undefined]);
  assert.equal(started[0].order, undefined);
});

test('a job that runs longer than it may is stopped as timed out', () => {
  const { clock, attempts, intake, started } = scene();
  execute(intake, { timeout_ms: '1000' });
  started[0].start();

  clock.now += 999;
  attempts.sweep();
  assert.equal(started[0].stop, undefined);
  clock.now += 1;
  attempts.sweep();

  assert.equal(started[0].stop.outcome, 'TIMED_OUT');
});

test('a command of a kind that is not known is answered with its number', () => {
  const { intake } = scene();

  assert.deepEqual(intake.obey({ number: '7' }), { number: '7' });
  assert.deepEqual(intake.obey({ number: '8', command: 'cancel', cancel: { session: 'live', orders: [] } }), {
    number: '8',
    cancel: { answers: [] },
  });
});
