import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complete, fromEnvironment } from '../lib/options.js';
import { cut, reason, result } from '../lib/text.js';

test('half a surrogate pair does not travel', () => {
  assert.equal(cut('a\ud83d', 10), 'a\ufffd');
  assert.equal(cut('a😀', 10), 'a😀');
});

test('a cut tears no character', () => {
  assert.equal(cut('ab😀', 3), 'ab');
  assert.equal(cut('ab😀', 4), 'ab😀');
});

test('whatever is thrown or returned becomes a text', () => {
  assert.equal(reason(new TypeError('no')), 'TypeError: no');
  assert.equal(reason('text'), "'text'");
  assert.equal(reason(undefined), 'undefined');
  assert.equal(result(undefined), '');
  assert.equal(result({ rows: 3 }), '{"rows":3}');
  assert.equal(result(42), '42');
});

test('options come from the environment', () => {
  const options = complete(
    fromEnvironment('shop', {
      FSS_CLIENT_ADDRESS: 'a:1, [::1]:2',
      FSS_CLIENT_CAPACITY: '3',
      FSS_CLIENT_TLS_TRUST: 'ca.pem',
      FSS_CLIENT_NAME: 'pod-7',
    }),
  );

  assert.deepEqual(options.addresses, ['a:1', '[::1]:2']);
  assert.equal(options.capacity, 3);
  assert.equal(options.name, 'pod-7');
  assert.deepEqual(options.tls, { trust: 'ca.pem', certificate: '', key: '' });
});

test('an option that breaks a rule is named with its value and the rule', () => {
  assert.throws(() => complete({ app: 'a b' }), /client.app 'a b' must have 1-128 characters/);
  assert.throws(() => complete({ app: 'a', addresses: ['::1:7090'] }), /client.addresses/);
  assert.throws(() => fromEnvironment('a', { FSS_CLIENT_MODE: 'direct' }), /must be stream or auto/);
});
