import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Attempt } from '../lib/attempt.js';
import { LogBuffer } from '../lib/logs.js';
import { CLOCK } from '../lib/clock.js';
import { platformClient } from '../lib/platform.js';

const service = platformClient().service;

/** What the platform reads when this is sent: a field that is no field would be dropped silently. */
function arrived(method, message) {
  const { requestSerialize, requestDeserialize } = service[method];
  return requestDeserialize(requestSerialize(message));
}

/** Every field that was sent stands in what arrived, numbers of 64 bits as text. */
function assertArrives(method, message) {
  compare(message, arrived(method, message), method);
}

function compare(sent, there, path) {
  for (const [field, value] of Object.entries(sent)) {
    const found = there?.[field];
    if (typeof value === 'object') {
      compare(value, found, `${path}.${field}`);
    } else {
      assert.equal(typeof found === 'string' ? String(value) : value, found, `${path}.${field}`);
    }
  }
}

const ref = { task_id: '9223372036854775807', attempt: 3, scheduler: 'node-1' };

test('ids of 64 bits survive the way', () => {
  const there = arrived('Report', { session: 's', reports: [{ attempt: ref, progress: {} }] });

  assert.equal(there.reports[0].attempt.task_id, '9223372036854775807');
  assert.equal(there.reports[0].kind, 'progress');
});

test('every field that is sent is one of the contract', () => {
  assertArrives('Register', {
    namespace: 'n',
    app: 'a',
    client: 'c',
    incarnation: 'i',
    mode: 'MODE_STREAM',
    capacity: 1,
    jobs: [{ name: 'j', version: 'v', capacity: 2 }],
    labels: { a: 'b' },
    sdk: { name: 'n', version: 'v', language: 'node' },
    groups: [{ name: 'g', trigger: { cron: { expression: '@hourly' } } }],
    holds_executions: true,
  });
  assertArrives('Heartbeat', {
    session: 's',
    counter: 1,
    running: 1,
    capacity: 1,
    cpu_load: 0.5,
    memory_used_bytes: 1,
    answers: [{ attempt: ref, state: 'ENDED' }],
    draining: true,
  });
  assertArrives('Deregister', { session: 's', reason: 'r' });
  assertArrives('Report', {
    session: 's',
    reports: [
      {
        attempt: ref,
        completion: {
          outcome: 'TIMED_OUT',
          message: 'm',
          started_at_ms: Date.now(),
          ended_at_ms: Date.now(),
          duration_us: 1_234,
          next_at_ms: Date.now(),
          data: '{}',
          data_version: '7',
        },
      },
    ],
  });
  assertArrives('Commands', { number: 0, hello: { session: 's' } });
  assertArrives('Commands', {
    number: '7',
    execute: { answers: [{ task_id: ref.task_id, attempt: 1, answer: 'SHUTTING_DOWN' }] },
  });
  assertArrives('Commands', {
    number: '8',
    cancel: { answers: [{ attempt: ref, state: 'NOT_STARTED' }] },
  });
});

test('what an attempt says is made of fields of the contract', () => {
  const buffer = new LogBuffer(10);
  const tools = { clock: CLOCK, logs: buffer, reports: {} };
  const attempt = new Attempt({ ...ref, lease_ms: '0' }, 0, { name: 'count' }, tools);
  attempt.task.log.error('broken', new Error('why'));

  assertArrives('AppendLogs', { session: 's', batches: buffer.take(10, 0) });
});
