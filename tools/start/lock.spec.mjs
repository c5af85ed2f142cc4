// @ts-check
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockDataDir } from './lock.mjs';

let dataDir = '';
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'bilten-lock-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

it('lets one start at a time use a data directory', () => {
  const unlock = lockDataDir(dataDir);
  expect(() => lockDataDir(dataDir)).toThrow(`Bilten already runs on ${dataDir} (process ${process.pid})`);
  unlock();
  lockDataDir(dataDir)();
  expect(readdirSync(dataDir)).toEqual([]);
});

it('takes over what a killed start has left locked', () => {
  const script = `
    import { lockDataDir } from '${new URL('lock.mjs', import.meta.url).href}';
    lockDataDir('${dataDir}');
    process.kill(process.pid, 'SIGKILL');`;
  spawnSync(process.execPath, ['--input-type=module', '-e', script]);
  expect(readdirSync(dataDir)).toEqual(['start.pid']);
  expect(() => lockDataDir(dataDir)).not.toThrow();
});
