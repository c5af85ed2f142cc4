// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { waitUntil } from './process/wait-until.mjs';
import { embeddedNats, embeddedPostgres } from './servers.mjs';
import { knowsSyncAlways } from './servers/nats.mjs';

/** @typedef {import('./servers.mjs').RunningServer} RunningServer */

/** A folder that is closed to everyone else, as `mktemp -d` makes it. */
let dataDir = '';
/** @type {RunningServer[]} */
const started = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'bilten-servers-'));
});
afterEach(async () => {
  await Promise.all(started.splice(0).map(({ server }) => server.stop()));
  rmSync(dataDir, { recursive: true, force: true });
});

const quiet = { onLine: () => {} };
/** @param {Promise<RunningServer>} starting */
async function keep(starting) {
  const running = await starting;
  started.push(running);
  return running;
}
const startPostgres = () => keep(embeddedPostgres({ dataDir, ...quiet }));
const startNats = () => keep(embeddedNats({ dataDir, ...quiet }));

/**
 * @param {string} url
 * @param {string} text
 */
async function sql(url, text) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query(text);
    return rows;
  } finally {
    await client.end();
  }
}

/**
 * Asks JetStream's own API, so that no stream library is needed here.
 * @param {string} url
 * @param {string} subject
 * @param {object} [body]
 */
async function jetstream(url, subject, body) {
  const connection = await connect({ servers: url });
  try {
    return (await connection.request(subject, body && JSON.stringify(body))).json();
  } finally {
    await connection.close();
  }
}

/** @param {RunningServer} running */
async function kill({ server }) {
  const pid = Number(server.pid);
  process.kill(pid, 'SIGKILL');
  await waitUntil(() => server.pid !== pid, { withinMs: 5_000 });
}
const succeeds = (/** @type {() => Promise<unknown>} */ act) =>
  waitUntil(() => act().then(Boolean, () => false), { withinMs: 20_000, everyMs: 200 });

it('starts PostgreSQL in a folder that is closed to others, and keeps it alive with its data on the same port', async () => {
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  const running = await startPostgres();
  await sql(running.url, `create table notes (text text); insert into notes values ('kept')`);
  await kill(running);
  expect(await succeeds(() => sql(running.url, 'select * from notes'))).toBe(true);
  expect(await sql(running.url, 'select * from notes')).toEqual([{ text: 'kept' }]);
});

it('gives a role that may make databases but is no superuser, in UTC', async () => {
  const { url } = await startPostgres();
  const [role] = await sql(url, 'select rolsuper, rolcreatedb from pg_roles where rolname = current_user');
  expect(role).toEqual({ rolsuper: false, rolcreatedb: true });
  expect(await sql(url, 'show timezone')).toEqual([{ TimeZone: 'UTC' }]);
});

it('finds PostgreSQL again under the same URL after a stop', async () => {
  const first = await startPostgres();
  await sql(first.url, `create table notes (text text); insert into notes values ('kept')`);
  await first.server.stop();
  const second = await startPostgres();
  expect(second.url).toBe(first.url);
  expect(await sql(second.url, 'select * from notes')).toEqual([{ text: 'kept' }]);
});

it('takes PostgreSQL over from a tool that was killed', async () => {
  const script = `
    import { embeddedPostgres } from '${new URL('servers.mjs', import.meta.url).href}';
    const { url } = await embeddedPostgres({ dataDir: '${dataDir}', onLine: () => {} });
    console.log(url);`;
  const tool = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = await once(tool.stdout, 'data');
  tool.kill('SIGKILL');
  const running = await startPostgres();
  expect(running.url).toBe(String(url).trim());
  expect(await sql(running.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

it('says so when the data were written by another version of PostgreSQL', async () => {
  const { server } = await startPostgres();
  await server.stop();
  writeFileSync(join(dataDir, 'postgres/PG_VERSION'), '14\n');
  await expect(startPostgres()).rejects.toThrow(/were written by PostgreSQL 14, and this is PostgreSQL 18/);
});

it('keeps NATS alive with its streams on the same port', async () => {
  const running = await startNats();
  await jetstream(running.url, '$JS.API.STREAM.CREATE.NOTES', { name: 'NOTES', subjects: ['notes'], storage: 'file' });
  expect(await jetstream(running.url, 'notes', { text: 'kept' })).toMatchObject({ stream: 'NOTES', seq: 1 });
  await kill(running);
  expect(await succeeds(() => jetstream(running.url, '$JS.API.STREAM.INFO.NOTES'))).toBe(true);
  expect(await jetstream(running.url, '$JS.API.STREAM.INFO.NOTES')).toMatchObject({ state: { messages: 1 } });
});

it('finds NATS again under the same URL after a stop', async () => {
  const first = await startNats();
  await jetstream(first.url, '$JS.API.STREAM.CREATE.NOTES', { name: 'NOTES', subjects: ['notes'], storage: 'file' });
  await first.server.stop();
  const second = await startNats();
  expect(second.url).toBe(first.url);
  expect(await jetstream(second.url, '$JS.API.STREAM.INFO.NOTES')).toMatchObject({ config: { name: 'NOTES' } });
});

it('syncs each message to disk where the nats-server knows how', () => {
  expect(['2.9.10', '2.10.0', '2.11.4', '3.0.0'].map(knowsSyncAlways)).toEqual([false, true, true, true]);
});
