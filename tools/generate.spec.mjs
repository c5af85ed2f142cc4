// @ts-check
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const generate = (/** @type {string[]} */ ...args) =>
  promisify(execFile)(process.execPath, [join(import.meta.dirname, 'generate.mjs'), ...args]).catch((error) => error);

// It looks at what is built; `npm test` builds first.
it('finds every generated file as the sources have it', async () => {
  const outcome = await generate('--check');
  expect(outcome, outcome.stderr).not.toHaveProperty('code');
});
