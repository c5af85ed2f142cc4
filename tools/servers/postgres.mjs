// @ts-check
import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { writePidFile } from '../process/pid-file.mjs';
import { tether } from '../process/tether.mjs';
import { Supervisor } from '../supervisor.mjs';
import { Refusal } from '../terminal.mjs';
import { postgresAccount } from './postgres-account.mjs';
import { postgresBinaries } from './postgres-binaries.mjs';
import { whenReady } from './when-ready.mjs';

/** @typedef {import('../process/tether.mjs').Account} Account */

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '128MB',
  max_connections: '200',
  timezone: 'UTC',
  log_timezone: 'UTC',
};
/** For data that nobody misses after a power cut. */
const CARELESS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
const LONGEST_RECOVERY_MS = 120_000;

/**
 * Starts the PostgreSQL that comes with npm, on its data of last time or a new cluster, and keeps it alive. The URL is that of `bilten`,
 * a role which owns the database of the same name and may create others, but is no superuser.
 * @param {{ dir: string, port: number, password: string, durable: boolean, pidFile: string, onLine?: import('../supervisor.mjs').OnLine, signal?: AbortSignal | undefined }} options
 */
export async function startPostgres({ dir, port, password, durable, pidFile, onLine, signal }) {
  const { initdb, postgres, version } = await postgresBinaries();
  const account = postgresAccount({ dataDir: dir, program: postgres });
  if (!existsSync(dir)) await createCluster({ initdb, dir, password, account });
  checkCluster(dir, version);

  const settings = { ...SETTINGS, port, ...(durable ? {} : CARELESS) };
  const server = new Supervisor({
    name: 'postgres',
    command: postgres,
    args: ['-D', dir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    account,
    stopSignal: 'SIGINT', // a "fast" shutdown: clients are disconnected, data is written
    beforeSpawn: () => dropForeignPid(dir),
    onSpawn: (pid) => writePidFile(pidFile, pid),
    ...(onLine && { onLine }),
  });
  await whenReady(server, { probe: () => prepareDatabase(port, password), withinMs: LONGEST_RECOVERY_MS, signal });
  return { server, version, url: `postgres://bilten:${password}@127.0.0.1:${port}/bilten` };
}

/**
 * Made under another name first, so that an interrupted start leaves no half of a cluster.
 * @param {{ initdb: string, dir: string, password: string, account: Account | undefined }} options
 */
async function createCluster({ initdb, dir, password, account }) {
  const draft = `${dir}.new`;
  const passwordFile = `${dir}.password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account) for (const path of [draft, passwordFile]) chownSync(path, account.uid, account.gid);
  // The built-in locale sorts the same on every machine and after every upgrade of its C library.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const login = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const { command, args, ...user } = tether(
    { command: initdb, args: [`--pgdata=${draft}`, '--no-sync', ...locale, ...login], account },
    'SIGTERM',
  );
  try {
    await promisify(execFile)(command, args, user);
  } catch (error) {
    throw new Refusal(
      `The PostgreSQL cluster in ${dir} could not be created:\n${/** @type {{ stderr?: string }} */ (error).stderr || error}`,
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, dir);
}

/**
 * @param {string} dir
 * @param {string} version
 */
function checkCluster(dir, version) {
  const major = version.split('.')[0];
  const cluster = readOwn(join(dir, 'PG_VERSION')).trim();
  if (cluster === major) return;
  throw new Refusal(
    `The data in ${dir} were written by PostgreSQL ${cluster}, and this is PostgreSQL ${major}, which cannot read them.\n` +
      'Go back to the version of Bilten that wrote them, move them with pg_dump, or choose another BILTEN_DATA_DIR.',
  );
}

/** @param {string} file */
function readOwn(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'EACCES')
      throw new Refusal(`${file} belongs to another user. Start as that user (or as root), or choose another BILTEN_DATA_DIR.`);
    throw error;
  }
}

/**
 * After a crash PostgreSQL refuses to start while the number in its pid file belongs to any living process of the same user, which after a
 * restart of the machine or container may be any. Its own processes of before are left to its own, stricter check.
 * @param {string} dir
 */
function dropForeignPid(dir) {
  const file = join(dir, 'postmaster.pid');
  if (!existsSync(file)) return;
  const [pid] = readFileSync(file, 'utf8').split('\n');
  const commandLine = `/proc/${pid}/cmdline`;
  if (existsSync(commandLine) && !readFileSync(commandLine, 'utf8').includes(dir)) rmSync(file);
}

/**
 * Ready means that the role and its database are there and let in.
 * @param {number} port
 * @param {string} password
 */
async function prepareDatabase(port, password) {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    database: 'postgres',
    password,
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rowCount: hasRole } = await client.query(`select from pg_roles where rolname = 'bilten'`);
    if (!hasRole) await client.query(`create role bilten login createdb password ${client.escapeLiteral(password)}`);
    const { rowCount: hasDatabase } = await client.query(`select from pg_database where datname = 'bilten'`);
    if (!hasDatabase) await client.query('create database bilten owner bilten');
    return true;
  } catch (error) {
    // 28P01: it answers, but not to us; waiting does not help.
    if (/** @type {{ code?: string }} */ (error).code === '28P01')
      throw new Refusal('PostgreSQL refuses the password in servers.json: it is not the one its cluster was made with.');
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
