import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCEPTED, KEPT_MS, Memory, REFUSED, TOMBSTONE } from '../lib/memory.js';

function settable() {
  const clock = { now: 0, mono: () => clock.now, wall: () => clock.now };
  return clock;
}

test('the first mark of an attempt is final', () => {
  const memory = new Memory(settable());

  assert.equal(memory.mark('1/1', TOMBSTONE), undefined);
  assert.equal(memory.mark('1/1', ACCEPTED), TOMBSTONE);

  assert.equal(memory.known('1/1'), TOMBSTONE);
});

test('a mark is kept two leases long after the end of its attempt', () => {
  const clock = settable();
  const memory = new Memory(clock);
  memory.mark('1/1', ACCEPTED);
  memory.retire('1/1', 7, KEPT_MS);

  clock.now = 2 * KEPT_MS - 1;
  memory.sweep();
  assert.equal(memory.known('1/1'), ACCEPTED);

  clock.now = 2 * KEPT_MS;
  memory.sweep();
  assert.equal(memory.known('1/1'), undefined);
  assert.equal(memory.forgotten(7), false);
});

test('an attempt that runs is never forgotten', () => {
  const clock = settable();
  const memory = new Memory(clock);
  memory.mark('1/1', ACCEPTED);

  clock.now = 1e9;
  memory.sweep();

  assert.equal(memory.known('1/1'), ACCEPTED);
});

test('at the bound the oldest goes, and nothing of its time is accepted any more', () => {
  const memory = new Memory(settable(), 2);
  for (const [task, heartbeat] of [[1, 5], [2, 4], [3, 6]]) {
    memory.mark(`${task}/1`, REFUSED);
    memory.retire(`${task}/1`, heartbeat, 0);
  }

  assert.equal(memory.known('1/1'), undefined);
  assert.equal(memory.size, 2);
  assert.equal(memory.forgotten(5), true);
  assert.equal(memory.forgotten(6), false);
});
