import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

test('packages come from the public registry, in exactly these versions', () => {
  const read = (name) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));
  const { packages } = read('package-lock.json');

  for (const [name, { resolved, integrity }] of Object.entries(packages)) {
    if (name !== '') {
      assert.match(resolved ?? '', /^https:\/\/registry\.npmjs\.org\//, name);
      assert.match(integrity ?? '', /^sha512-/, name);
    }
  }
  for (const [name, version] of Object.entries(read('package.json').dependencies)) {
    assert.equal(packages[`node_modules/${name}`].version, version);
  }
});
