import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LogBuffer } from '../lib/logs.js';

function log(task) {
  return { ref: { task_id: task, attempt: 1, scheduler: '' }, nextSequence: 1, dropped: 0 };
}

function line(message, level = 'INFO') {
  return { said_at_ms: 1, level, logger: 'count', message, throwable: '' };
}

function texts(batch) {
  return batch.lines.map(({ message }) => message);
}

test('lines of an attempt are numbered without a gap, batch after batch', () => {
  const buffer = new LogBuffer(100);
  const one = log('1');
  const two = log('2');
  buffer.add(one, line('a'));
  buffer.add(two, line('x'));
  buffer.add(one, line('b'));

  const first = buffer.take(2, 0);
  buffer.landed();
  const second = buffer.take(2, 0);

  assert.deepEqual(first.map((batch) => [batch.attempt.task_id, batch.first_sequence, texts(batch)]), [
    ['1', 1, ['a']],
    ['2', 1, ['x']],
  ]);
  assert.deepEqual(second.map((batch) => [batch.attempt.task_id, batch.first_sequence, texts(batch)]), [
    ['1', 2, ['b']],
  ]);
});

test('at the bound chatter goes first, then what is newest, and it is told how much', () => {
  const buffer = new LogBuffer(2);
  const one = log('1');
  buffer.add(one, line('debug', 'DEBUG'));
  buffer.add(one, line('first'));
  buffer.add(one, line('second'));
  buffer.add(one, line('third'));

  const [batch] = buffer.take(10, 5);

  assert.deepEqual(texts(batch), ['first', 'second', "2 lines dropped: the client's log buffer was full"]);
  assert.equal(batch.lines[2].level, 'WARN');
  assert.equal(batch.lines[2].said_at_ms, 5);
});

test('characters have a bound, too', () => {
  const buffer = new LogBuffer(100, 10);
  const one = log('1');
  buffer.add(one, line('0123456789'));
  buffer.add(one, line('!'));

  assert.deepEqual(texts(buffer.take(10, 0)[0]), [
    '0123456789',
    "1 line dropped: the client's log buffer was full",
  ]);
});

test('lines under way count until they landed', () => {
  const buffer = new LogBuffer(1);
  const one = log('1');
  buffer.add(one, line('a'));
  buffer.take(10, 0);
  assert.equal(buffer.isEmpty, false);

  buffer.add(one, line('dropped'));
  buffer.landed();
  buffer.add(one, line('b'));

  assert.deepEqual(texts(buffer.take(10, 0)[0]), ['b', "1 line dropped: the client's log buffer was full"]);
  buffer.landed();
  assert.equal(buffer.isEmpty, true);
});
