// @ts-check
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { livingPid } from './process/pid-file.mjs';
import { readPrivateJson, writePrivateJson } from './process/private-json.mjs';
import { waitUntil } from './process/wait-until.mjs';
import { startNats } from './servers/nats.mjs';
import { choosePort } from './servers/ports.mjs';
import { startPostgres } from './servers/postgres.mjs';

/** @typedef {import('./supervisor.mjs').Supervisor} Supervisor */
/** @typedef {{ server: Supervisor, version: string, url: string }} RunningServer */
/**
 * @typedef {object} ServerOptions
 * @property {string} dataDir
 * @property {boolean} [durable]  False for tests: faster, and lost with the power.
 * @property {import('./supervisor.mjs').OnLine} [onLine]
 * @property {AbortSignal} [signal]
 */
/** @typedef {{ postgresPort?: number, postgresPassword: string, natsPort?: number }} Remembered */

/**
 * PostgreSQL for this data directory: the same data, password and, where it is free, port each time.
 * @param {ServerOptions} options
 * @returns {Promise<RunningServer>}
 */
export async function embeddedPostgres({ dataDir, durable = true, ...rest }) {
  const pidFile = join(dataDir, 'postgres.pid');
  await endLeftover(pidFile, 'SIGINT');
  const port = await choosePort(recall(dataDir).postgresPort);
  const { postgresPassword: password } = remember(dataDir, { postgresPort: port });
  return await startPostgres({ dir: join(dataDir, 'postgres'), port, password, durable, pidFile, ...rest });
}

/**
 * NATS for this data directory: the same streams and, where it is free, port each time.
 * @param {ServerOptions} options
 * @returns {Promise<RunningServer>}
 */
export async function embeddedNats({ dataDir, durable = true, ...rest }) {
  const pidFile = join(dataDir, 'nats.pid');
  await endLeftover(pidFile, 'SIGTERM');
  const port = await choosePort(recall(dataDir).natsPort);
  remember(dataDir, { natsPort: port });
  return await startNats({ dir: join(dataDir, 'nats'), port, durable, pidFile, ...rest });
}

/** @param {string} dataDir */
const fileOf = (dataDir) => join(dataDir, 'servers.json');

/**
 * @param {string} dataDir
 * @returns {Remembered}
 */
const recall = (dataDir) => ({ postgresPassword: randomBytes(24).toString('hex'), ...readPrivateJson(fileOf(dataDir)) });

/**
 * @param {string} dataDir
 * @param {Partial<Remembered>} news
 */
function remember(dataDir, news) {
  const all = { ...recall(dataDir), ...news };
  writePrivateJson(fileOf(dataDir), all);
  return all;
}

/**
 * Ends a server that has outlived the tool that started it: two on one data directory would destroy it.
 * @param {string} pidFile
 * @param {NodeJS.Signals} stopSignal
 */
async function endLeftover(pidFile, stopSignal) {
  const gone = () => livingPid(pidFile) === undefined;
  for (const signal of [stopSignal, /** @type {const} */ ('SIGKILL')]) {
    const pid = livingPid(pidFile);
    if (pid) process.kill(pid, signal);
    if (await waitUntil(gone, { withinMs: 10_000 })) return;
  }
}
