import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fenced, Pulse } from '../lib/pulse.js';

function settable() {
  const clock = { monoMs: 0, wallMs: 1_000_000, mono: () => clock.monoMs, wall: () => clock.wallMs };
  clock.pass = (ms) => {
    clock.monoMs += ms;
    clock.wallMs += ms;
  };
  return clock;
}

test('silence is measured from the sending of the last acknowledged heartbeat', () => {
  const clock = settable();
  const pulse = new Pulse(clock);
  pulse.registered(pulse.instant());
  clock.pass(1_000);
  const counter = pulse.send();
  clock.pass(700);
  pulse.acknowledged(counter);
  clock.pass(300);

  assert.equal(counter, 1);
  assert.equal(pulse.silenceMs(), 1_000);
});

test('neither a suspended machine nor a set clock makes silence look short', () => {
  const clock = settable();
  const pulse = new Pulse(clock);
  pulse.registered(pulse.instant());

  clock.wallMs += 50_000;
  assert.equal(pulse.silenceMs(), 50_000);
  clock.wallMs -= 90_000;
  clock.monoMs += 20_000;
  assert.equal(pulse.silenceMs(), 20_000);
});

test('a registration that is repeated proves nothing', () => {
  const clock = settable();
  const pulse = new Pulse(clock);
  pulse.registered(pulse.instant());
  clock.pass(20_000);
  pulse.registered(pulse.instant());

  assert.equal(pulse.silenceMs(), 20_000);
});

test('a heartbeat that was never sent has no age, and its acknowledgement proves nothing', () => {
  const clock = settable();
  const pulse = new Pulse(clock);
  assert.equal(pulse.silenceMs(), Infinity);
  pulse.registered(pulse.instant());
  clock.pass(5_000);
  pulse.acknowledged(12);

  assert.equal(pulse.ageMs(12), Infinity);
  assert.equal(pulse.silenceMs(), 5_000);
});

test('an attempt is fenced four seconds before its lease ends, half of a short lease before', () => {
  assert.equal(fenced(30_000, 25_999), false);
  assert.equal(fenced(30_000, 26_000), true);
  assert.equal(fenced(4_000, 2_000), true);
  assert.equal(fenced(30_000, Infinity), true);
});
