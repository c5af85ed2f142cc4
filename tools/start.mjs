// @ts-check
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { prepare, requireNode } from './prepare.mjs';
import { isFree } from './servers/ports.mjs';
import { onInterrupt, stopAll } from './start/ending.mjs';
import { lockDataDir } from './start/lock.mjs';
import { Logs } from './start/logs.mjs';
import { untilReady } from './start/readiness.mjs';
import { keepCredentials, keepPort, readSettings } from './start/settings.mjs';
import { startServices } from './start/services.mjs';
import { welcome } from './start/welcome.mjs';
import { bold, dim, giveUp, Refusal, say, sayDone } from './terminal.mjs';

/** @typedef {import('./start/ending.mjs').Running} Running */
/** @typedef {import('./start/settings.mjs').Settings} Settings */

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const BEGAN = Date.now();

async function main() {
  requireNode();
  const settings = readSettings(ROOT);
  await claim(settings);
  say(`${bold('Bilten')} ${dim('starts; Ctrl-C stops it')}`);
  await prepare(ROOT);

  /** @type {Running} */
  const running = { services: new Map() };
  const signal = onInterrupt(running);
  try {
    await start(running, settings, signal);
    if (!signal.aborted) await once(signal, 'abort');
  } catch (error) {
    await sleep(50); // a Ctrl-C that made something fail is heard of only now
    if (!signal.aborted) {
      await stopAll(running);
      giveUp(error);
    }
  }
  say('Stopping ...');
  await stopAll(running);
  say('Stopped.');
  process.exit(0);
}

/**
 * The data directory and the port are ours, or there is no point in going on.
 * @param {Settings} settings
 */
async function claim({ dataDir, port }) {
  process.once('exit', lockDataDir(dataDir));
  if (await isFree(port)) return;
  throw new Refusal(`Port ${port} is taken. Free it, or choose another one: PORT=${port + 1} npm start`);
}

/**
 * @param {Running} running
 * @param {Settings} settings
 * @param {AbortSignal} signal
 */
async function start(running, settings, signal) {
  const { dataDir, port, logAll } = settings;
  const { onLine } = new Logs({ dir: join(dataDir, 'logs'), showAll: logAll });
  const { adminEmail, adminPassword, apiKey, internalSecret } = keepCredentials(dataDir);
  keepPort(dataDir, port);
  const urls = await startServers(running, settings, { dataDir, onLine, signal });
  signal.throwIfAborted();
  const since = Date.now();
  const env = {
    ...process.env,
    ...urls,
    BILTEN_DATA_DIR: dataDir,
    BILTEN_ADMIN_EMAIL: adminEmail,
    BILTEN_ADMIN_PASSWORD: adminPassword,
    BILTEN_API_KEY: apiKey,
    BILTEN_INTERNAL_SECRET: internalSecret,
  };
  running.services = startServices({ root: ROOT, env, port, onLine });
  await untilReady({ port, services: running.services, signal });
  sayDone({ title: 'Services', detail: [...running.services.keys()].join(', '), since });
  welcome(settings, { adminEmail, since: BEGAN });
}

/**
 * Those that the settings do not bring.
 * @param {Running} running
 * @param {Settings} settings
 * @param {import('./servers.mjs').ServerOptions} options
 */
async function startServers(running, { databaseUrl, natsUrl }, options) {
  // Imported only now: it needs what `prepare` may just have installed.
  const { embeddedNats, embeddedPostgres } = await import('./servers.mjs');
  const urls = { DATABASE_URL: databaseUrl, NATS_URL: natsUrl };
  if (!databaseUrl) {
    const since = Date.now();
    const { server, url, version } = await embeddedPostgres(options);
    running.postgres = server;
    urls.DATABASE_URL = url;
    sayDone({ title: `PostgreSQL ${version}`, since });
  }
  if (!natsUrl) {
    const since = Date.now();
    const { server, url, version } = await embeddedNats(options);
    running.nats = server;
    urls.NATS_URL = url;
    sayDone({ title: `NATS ${version}`, since });
  }
  return urls;
}

process.stdout.on('error', () => {}); // whoever read it has gone; what runs goes on
main().catch(giveUp);
