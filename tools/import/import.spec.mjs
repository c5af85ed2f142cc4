// @ts-check
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StubIntake } from './fixtures/stub-intake.mjs';

const TOOL = fileURLToPath(new URL('../import.mjs', import.meta.url));
const EXCERPT = fileURLToPath(new URL('./fixtures/access.log', import.meta.url));
const EXCERPT_LINES = 210;
const excerpt = readFileSync(EXCERPT);

/** @type {StubIntake} */
let intake;
/** @type {string} */
let directory;
beforeEach(async () => {
  intake = await new StubIntake().open();
  directory = mkdtempSync(join(tmpdir(), 'bilten-import-'));
});
afterEach(async () => {
  await intake.close();
  rmSync(directory, { recursive: true, force: true });
});

/**
 * @param {string[]} options
 * @param {{ url?: string, input?: Buffer }} [how]
 */
function start(options, { url = intake.url, input } = {}) {
  const env = { ...process.env, BILTEN_DATA_DIR: directory, BILTEN_API_KEY: 'a-key' };
  const child = spawn(process.execPath, [TOOL, 'access-log', ...options, '--url', url], { env });
  child.stdin.end(input);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  /** @type {Promise<{ code: number | null, output: string }>} */
  const ended = new Promise((resolve) => void child.on('close', (code) => resolve({ code, output })));
  return { child, ended };
}
/** @param {Parameters<typeof start>} how */
const run = (...how) => start(...how).ended;

/** A log of many batches: the excerpt again and again, each time in another year. */
function longLog(times = 20) {
  const text = Array.from({ length: times }, (_none, index) => excerpt.toString('latin1').replaceAll('/2015:', `/${1990 + index}:`)).join(
    '',
  );
  const path = join(directory, 'long.log');
  writeFileSync(path, text, 'latin1');
  return { path, lines: times * EXCERPT_LINES };
}
/** @param {() => boolean} condition */
async function until(condition) {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
const checkpoints = () => readdirSync(join(directory, 'imports')).filter((name) => name.endsWith('.json'));

describe('an import', () => {
  it('accounts for every line: stored, or refused with the reason', async () => {
    const { code, output } = await run([EXCERPT]);
    expect(output).toContain(`${EXCERPT_LINES} lines = 209 accepted, 0 duplicate, 1 rejected (unknown-kind 1)`);
    expect([code, intake.stored.size, intake.rejected.size]).toEqual([0, 209, 1]);
    expect([...intake.rejected.values()][0]?.['eventData']).toMatchObject({ line: expect.stringContaining('46.118.127.106') });
  });

  it('lets the status of all readable lines be counted from the events', async () => {
    await run([EXCERPT]);
    const ofEvents = [...intake.stored.values()].map(
      (event) => event['statusCode'] ?? /** @type {{ status: number }} */ (event['eventData']).status,
    );
    const ofLines = [...excerpt.toString('latin1').matchAll(/" (\d{3}) (?:\d+|-) ".*"$/gm)].map(([, status]) => Number(status));
    expect(ofEvents.sort()).toEqual(ofLines.sort());
  });

  it('of the same file again adds nothing, packed and piped as well', async () => {
    await run([EXCERPT]);
    const packed = join(directory, 'log.bin');
    writeFileSync(packed, gzipSync(excerpt));
    for (const [path, how] of /** @type {const} */ ([
      [EXCERPT, {}],
      [packed, {}],
      ['-', { input: excerpt }],
      ['-', { input: gzipSync(excerpt) }],
    ])) {
      const { code, output } = await run([path], how);
      expect(output).toContain(`${EXCERPT_LINES} lines = 0 accepted, 209 duplicate, 1 rejected`);
      expect(code).toBe(0);
    }
    expect(intake.stored.size).toBe(209);
  });

  it('gets every line through a server that is busy, drops connections and loses answers', { timeout: 60_000 }, async () => {
    const { path, lines } = longLog(40);
    intake.trouble = { busy: 0.12, dropped: 0.12, lost: 0.12 };
    const { code, output } = await run([path, '--concurrency', '3']);
    expect(output).toMatch(new RegExp(`^${lines.toLocaleString('en-US')} lines = `, 'm'));
    expect([code, intake.stored.size, intake.rejected.size]).toEqual([0, 209 * 40, 40]);
    expect(intake.troubles).toBeGreaterThan(3);
    expect(intake.largestBatch).toBe(500);
    expect(intake.largestBody).toBeLessThan(900 * 1024);
  });

  it('outlives a server that is killed and comes back', { timeout: 60_000 }, async () => {
    const { path } = longLog();
    intake.trouble = { delayMs: 40 };
    const port = Number(new URL(intake.url).port);
    const { ended } = start([path, '--concurrency', '2']);
    await until(() => intake.requests >= 4);
    await intake.close();
    await new Promise((resolve) => setTimeout(resolve, 700));
    const before = intake;
    intake = await new StubIntake().open(port);
    const { code } = await ended;
    expect(code).toBe(0);
    expect(new Set([...before.stored.keys(), ...intake.stored.keys()]).size).toBe(209 * 20);
  });
});

describe('an interrupted import', () => {
  it.each(/** @type {const} */ (['SIGKILL', 'SIGINT']))(
    'by %s goes on where it was and misses nothing',
    { timeout: 60_000 },
    async (signal) => {
      const { path, lines } = longLog();
      intake.trouble = { delayMs: 100 };
      const { child, ended } = start([path, '--concurrency', '2']);
      await until(() => intake.requests >= 8 && checkpoints().length === 1);
      child.kill(signal);
      const first = await ended;
      expect(first.code).toBe(signal === 'SIGINT' ? 130 : null);
      const before = intake.requests;
      expect(intake.stored.size).toBeLessThan(209 * 20);

      const { code, output } = await run([path]);
      expect(output).toMatch(/^Going on after line [1-9]/);
      expect(output).toMatch(new RegExp(`^${lines.toLocaleString('en-US')} lines = `, 'm'));
      expect(code).toBe(0);
      expect(intake.requests - before).toBeLessThan(Math.ceil(lines / 500));
      expect(checkpoints()).toEqual([]);

      const untroubled = await new StubIntake().open();
      await run([path], { url: untroubled.url });
      await untroubled.close();
      expect([...intake.stored.entries()].sort()).toEqual([...untroubled.stored.entries()].sort());
    },
  );

  it('begins anew with --restart, and when the file has changed', { timeout: 60_000 }, async () => {
    const { path } = longLog();
    const interrupt = async () => {
      intake.trouble = { delayMs: 100 };
      const { child, ended } = start([path, '--concurrency', '2']);
      const from = intake.requests;
      await until(() => intake.requests >= from + 5 && checkpoints().length === 1);
      child.kill('SIGKILL');
      await ended;
      intake.trouble = {};
    };
    await interrupt();
    expect((await run([path, '--restart'])).output).toMatch(/^4,200 lines = /m);
    await interrupt();
    writeFileSync(path, 'one more line\n', { flag: 'a' });
    expect((await run([path])).output).toMatch(/^4,201 lines = 0 accepted, 4,180 duplicate, 21 rejected/m);
  });
});

describe('an import that cannot go on', () => {
  it('says what the server says', async () => {
    intake.refuse = () => ({ title: 'Forbidden', status: 403, detail: 'the key lacks tracking:write' });
    const { code, output } = await run([EXCERPT]);
    expect(output).toContain('The server refused: 403 Forbidden: the key lacks tracking:write');
    expect([code, intake.requests]).toEqual([1, 1]);
  });

  it('sends its key and asks the right door', async () => {
    /** @type {unknown[]} */
    const seen = [];
    intake.refuse = (path, headers) => void seen.push(path, headers['x-api-key']);
    await run([EXCERPT]);
    expect(seen).toEqual(['/api/v1/tracking/batch', 'a-key']);
  });

  it('ends when patience does', async () => {
    intake.trouble = { busy: 1 };
    const { code, output } = await run([EXCERPT, '--patience', '1']);
    expect(output).toContain('The last problem: 503 Busy');
    expect(code).toBe(1);
  });

  it('names a file that is not there, and a wrong option', async () => {
    expect(await run([join(directory, 'none.log')])).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^There is no file .*none\.log\.\n$/),
    });
    expect(await run([EXCERPT, '--as', 'tea'])).toMatchObject({
      code: 1,
      output: expect.stringContaining('--as must be one of both, pageview, performance'),
    });
    expect(await run([EXCERPT, '--concurrency', 'many'])).toMatchObject({
      code: 1,
      output: expect.stringContaining('--concurrency must be a whole number'),
    });
  });

  it('tells of a gzip file that is cut off, after sending what it holds', async () => {
    const packed = join(directory, 'cut.gz');
    writeFileSync(packed, gzipSync(excerpt).subarray(0, -2_000));
    const { code, output } = await run([packed]);
    expect(output).toContain('damaged or cut off');
    expect(code).toBe(1);
    expect(intake.stored.size).toBeGreaterThan(0);
  });

  it('doubts a file that is no access log', async () => {
    const { code, output } = await run(['-'], { input: Buffer.from('a\nb\n') });
    expect(output).toContain('is this an access log?');
    expect(code).toBe(0);
  });
});
