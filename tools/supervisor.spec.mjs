// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { hasSetpriv } from './process/tether.mjs';
import { waitUntil } from './process/wait-until.mjs';
import { Supervisor } from './supervisor.mjs';

/** @type {Supervisor[]} */
const started = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((supervisor) => supervisor.stop(100)));
});

/** @param {string} script  Of Node, which may call `say`. */
function supervise(script, options = {}) {
  /** @type {string[]} */
  const lines = [];
  const onLine = (/** @type {string} */ name, /** @type {string} */ line, /** @type {string} */ from) =>
    lines.push(`${name} ${from} ${line}`);
  const supervisor = new Supervisor({ name: 'it', command: process.execPath, args: ['-e', script], onLine, ...options });
  started.push(supervisor);
  const said = (/** @type {string} */ line) => waitUntil(() => lines.includes(line), { withinMs: 10_000 });
  return { supervisor, lines, said };
}

/** @param {number} pid */
function lives(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
const isGone = (/** @type {number | undefined} */ pid) => waitUntil(() => !lives(Number(pid)), { withinMs: 5_000 });

const STAYS = 'console.log("up"); setInterval(() => {}, 1000);';

it('passes on each line with the name of who said it', async () => {
  const { said } = supervise('console.log("one\\ntwo"); console.error("three"); setInterval(() => {}, 1000);');
  expect(await said('it stdout two')).toBe(true);
  expect(await said('it stderr three')).toBe(true);
});

it('starts a killed process again, and leaves none behind when it stops', async () => {
  const { supervisor, said } = supervise(STAYS);
  await said('it stdout up');
  const first = Number(supervisor.pid);
  process.kill(first, 'SIGKILL');
  expect(await waitUntil(() => Boolean(supervisor.pid) && supervisor.pid !== first, { withinMs: 5_000 })).toBe(true);
  expect(supervisor.deaths).toBe(1);

  const second = supervisor.pid;
  await supervisor.stop();
  expect(await isGone(second)).toBe(true);
  expect(supervisor.pid).toBeUndefined();
});

it('waits longer before each new try of a program that cannot run', async () => {
  const { said } = supervise('process.exit(3)');
  expect(await said('it supervisor exited with code 3; starting it again in 200 ms')).toBe(true);
  expect(await said('it supervisor exited with code 3; starting it again in 400 ms')).toBe(true);
  expect(await said('it supervisor exited with code 3; starting it again in 800 ms')).toBe(true);
});

it('ends what does not listen when the deadline is over, together with what it has started', async () => {
  const script = `process.on('SIGTERM', () => {}); console.log(require('node:child_process').spawn('sleep', ['1000']).pid); ${STAYS}`;
  const { supervisor, lines, said } = supervise(script);
  await said('it stdout up');
  const { pid } = supervisor;
  await supervisor.stop(200);
  expect(await isGone(pid)).toBe(true);
  expect(await isGone(Number(lines[0]?.split(' ').at(-1)))).toBe(true);
});

it('opens a channel that tells a Node program when its parent is gone', async () => {
  const { said } = supervise('console.log("channel", process.connected); setInterval(() => {}, 1000);', { ipc: true });
  expect(await said('it stdout channel true')).toBe(true);
});

it.skipIf(!hasSetpriv())('lets no process outlive a killed parent', async () => {
  const script = `
    import { Supervisor } from '${new URL('supervisor.mjs', import.meta.url).href}';
    console.log(new Supervisor({ name: 'it', command: 'sleep', args: ['1000'] }).pid);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output] = await once(parent.stdout, 'data');
  const child = Number(output);
  expect(lives(child)).toBe(true);
  parent.kill('SIGKILL');
  expect(await isGone(child)).toBe(true);
});
