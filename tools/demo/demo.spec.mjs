// @ts-check
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { StubIntake } from '../import/fixtures/stub-intake.mjs';

const TOOL = fileURLToPath(new URL('../demo.mjs', import.meta.url));

/** @type {StubIntake} */
let intake;
beforeEach(async () => {
  intake = await new StubIntake().open();
});
afterEach(() => intake.close());

/** @param {string[]} options */
function start(options) {
  const child = spawn(process.execPath, [TOOL, '--url', intake.url, '--key', 'a-key', ...options]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  /** @type {Promise<{ code: number | null, output: string }>} */
  const ended = new Promise((resolve) => void child.on('close', (code) => resolve({ code, output })));
  return { child, ended };
}

it('fills a system, and adds nothing the second time', async () => {
  const first = await start(['--visitors', '120']).ended;
  const { size } = intake.stored;
  expect(first.output).toContain(
    `${size.toLocaleString('en-US')} events = ${size.toLocaleString('en-US')} accepted, 0 duplicate, 0 rejected`,
  );
  expect(first.output).toContain('visitors by step: page_view 120 > event_view ');
  expect(first.code).toBe(0);
  const second = await start(['--visitors', '120']).ended;
  expect(second.output).toContain(`= 0 accepted, ${size.toLocaleString('en-US')} duplicate, 0 rejected`);
  expect([second.code, intake.stored.size]).toEqual([0, size]);
});

it('gets through trouble, and after an interruption the same command sends the rest', { timeout: 30_000 }, async () => {
  intake.trouble = { busy: 0.1, dropped: 0.1, lost: 0.1, delayMs: 50 };
  const { child, ended } = start(['--visitors', '300', '--concurrency', '2']);
  while (intake.requests < 4) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130, output: expect.stringContaining('The same command sends the rest.') });
  intake.trouble = { busy: 0.1, dropped: 0.1, lost: 0.1 };
  const { code, output } = await start(['--visitors', '300']).ended;
  expect(code).toBe(0);
  expect(output).toContain(`${intake.stored.size.toLocaleString('en-US')} events = `);
});
