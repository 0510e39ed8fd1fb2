import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { test } from 'node:test';
import { Reports } from '../lib/reports.js';

const QUIET = { info() {}, warn() {}, error() {} };

function attempt(task) {
  return {
    key: `${task}/1`,
    ref: { task_id: task, attempt: 1, scheduler: '' },
    slot: { progress: undefined, completion: undefined, ended: false, acknowledged: false },
  };
}

/** Reports whose calls wait in `calls` until they are answered. */
function scene() {
  const calls = [];
  const acknowledged = [];
  const call = (method, request) =>
    new Promise((resolve, reject) => calls.push({ reports: request.reports, resolve, reject }));
  const reports = new Reports(call, QUIET, ({ key }) => acknowledged.push(key));
  return { calls, acknowledged, reports };
}

async function until(condition) {
  for (let i = 0; i < 2_000 && !condition(); i++) {
    await pause(5);
  }
  assert.equal(condition(), true);
}

test('a completion is sent again until it is committed', async () => {
  const { calls, acknowledged, reports } = scene();
  reports.completed(attempt('1'), { message: 'done' });
  await until(() => calls.length === 1);
  calls[0].reject(new Error('nobody is there'));
  await until(() => calls.length === 2);
  assert.equal(reports.unacknowledged, 1);

  calls[1].resolve({ verdicts: [{ verdict: 'COMMITTED', message: '' }] });
  await until(() => reports.unacknowledged === 0);

  assert.deepEqual(calls[0].reports, calls[1].reports);
  assert.deepEqual(acknowledged, ['1/1']);
  reports.close();
});

test('a batch that is refused as a whole is halved', async () => {
  const { calls, acknowledged, reports } = scene();
  for (const task of ['1', '2', '3', '4']) {
    reports.completed(attempt(task), { message: '' });
  }
  await until(() => calls.length === 1);
  calls[0].reject(Object.assign(new Error('too large'), { code: 'RESOURCE_EXHAUSTED' }));
  await until(() => calls.length === 2);
  calls[1].resolve({ verdicts: calls[1].reports.map(() => ({ verdict: 'COMMITTED', message: '' })) });
  await until(() => calls.length === 3);

  assert.deepEqual(calls.map(({ reports: sent }) => sent.length), [4, 2, 2]);
  assert.deepEqual(acknowledged, ['1/1', '2/1']);
  reports.close();
});

test('of a batch only what is to be retried, or has no verdict, is sent again', async () => {
  const { calls, acknowledged, reports } = scene();
  for (const task of ['1', '2', '3', '4', '5']) {
    reports.completed(attempt(task), { message: '' });
  }
  await until(() => calls.length === 1);
  calls[0].resolve({
    verdicts: ['COMMITTED', 'STALE', 'INVALID', 'RETRY'].map((verdict) => ({ verdict, message: '' })),
  });
  await until(() => calls.length === 2);

  assert.deepEqual(acknowledged, ['1/1', '2/1', '3/1']);
  assert.deepEqual(calls[1].reports.map((report) => report.attempt.task_id), ['4', '5']);
  reports.close();
});

test('only the latest progress is sent, before the end, and none after it', async () => {
  const { calls, reports } = scene();
  const one = attempt('1');
  reports.progress(one, 10, 'a');
  reports.progress(one, 250, 'b');
  reports.completed(one, { message: 'done' });
  reports.progress(one, 30, 'c');
  await until(() => calls.length === 1);

  assert.deepEqual(calls[0].reports, [
    { attempt: one.ref, progress: { percent: 100, message: 'b' } },
    { attempt: one.ref, completion: { message: 'done' } },
  ]);
  reports.close();
});

test('reports rest no longer when the platform is back', async () => {
  const { calls, reports } = scene();
  reports.completed(attempt('1'), { message: '' });
  await until(() => calls.length === 1);
  calls[0].reject(new Error('nobody is there'));
  await pause(0);

  reports.hurry();
  await pause(0);

  assert.equal(calls.length, 2);
  reports.close();
});
