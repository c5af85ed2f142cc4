// @ts-check
import { once } from 'node:events';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare, requireNode } from './prepare.mjs';
import { isFree } from './servers/ports.mjs';
import { lockDataDir } from './start/lock.mjs';
import { Logs } from './start/logs.mjs';
import { untilReady } from './start/readiness.mjs';
import { credentialsFile, keepCredentials, readSettings } from './start/settings.mjs';
import { startServices } from './start/services.mjs';
import { bold, dim, giveUp, green, Refusal, say, sayDone, secondsSince } from './terminal.mjs';

/** @typedef {import('./supervisor.mjs').Supervisor} Supervisor */
/** @typedef {import('./start/settings.mjs').Settings} Settings */
/** @typedef {{ postgres?: Supervisor, nats?: Supervisor, services: Map<string, Supervisor> }} Running */

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const BEGAN = Date.now();

async function main() {
  requireNode();
  const settings = readSettings(ROOT);
  const unlock = lockDataDir(settings.dataDir);
  process.once('exit', unlock);
  if (!(await isFree(settings.port)))
    throw new Refusal(`Port ${settings.port} is taken. Free it, or choose another one: PORT=${settings.port + 1} npm start`);
  say(`${bold('Bilten')} ${dim('starts; Ctrl-C stops it')}`);
  await prepare(ROOT);

  /** @type {Running} */
  const running = { services: new Map() };
  const signal = onInterrupt(running);
  try {
    await start(running, settings, signal);
    if (!signal.aborted) await once(signal, 'abort');
  } catch (error) {
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
 * @param {Running} running  Filled as things come up.
 * @param {Settings} settings
 * @param {AbortSignal} signal
 */
async function start(running, settings, signal) {
  const { dataDir, port, databaseUrl, natsUrl, logAll } = settings;
  const logs = new Logs({ dir: join(dataDir, 'logs'), showAll: logAll });
  const credentials = keepCredentials(dataDir);
  // Only now, for they need what `prepare` may just have installed.
  const { embeddedNats, embeddedPostgres } = await import('./servers.mjs');
  const options = { dataDir, onLine: logs.onLine, signal };

  let since = Date.now();
  const postgres = databaseUrl ? undefined : await embeddedPostgres(options);
  if (postgres) {
    running.postgres = postgres.server;
    sayDone({ title: `PostgreSQL ${postgres.version}`, since });
  }
  since = Date.now();
  const nats = natsUrl ? undefined : await embeddedNats(options);
  if (nats) {
    running.nats = nats.server;
    sayDone({ title: `NATS ${nats.version}`, since });
  }
  since = Date.now();
  signal.throwIfAborted();
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl ?? postgres?.url,
    NATS_URL: natsUrl ?? nats?.url,
    BILTEN_DATA_DIR: dataDir,
    BILTEN_ADMIN_EMAIL: credentials.adminEmail,
    BILTEN_ADMIN_PASSWORD: credentials.adminPassword,
    BILTEN_API_KEY: credentials.apiKey,
    BILTEN_INTERNAL_SECRET: credentials.internalSecret,
  };
  running.services = startServices({ root: ROOT, env, port, onLine: logs.onLine });
  await untilReady({ port, lastLines: (name) => logs.lastLines(name), signal });
  sayDone({ title: 'Services', detail: [...running.services.keys()].join(', '), since });
  welcome(settings, credentials.adminEmail);
}

/**
 * @param {Settings} settings
 * @param {string} adminEmail
 */
function welcome({ port, dataDir }, adminEmail) {
  const url = `http://127.0.0.1:${port}`;
  const path = (/** @type {string} */ file) => relative(process.cwd(), file) || '.';
  say();
  say(`${green(bold('Ready'))} in ${secondsSince(BEGAN)}`);
  say();
  say(`API          ${bold(`${url}/api/docs`)}`);
  say(`Health       ${url}/health/ready`);
  say(`Sign in as   ${adminEmail}, with the password in ${path(credentialsFile(dataDir))}`);
  say(`Logs         ${path(join(dataDir, 'logs'))}/`);
  say();
  say('The first event:');
  say();
  say(`  curl ${url}/api/v1/tracking/activity -H 'content-type: application/json' \\`);
  say(`    -d '{ "eventType": "page_view", "pageUrl": "https://example.com/", "visitorId": "me" }'`);
  say();
}

/**
 * The first Ctrl-C or SIGTERM asks for an orderly end, the second one does not ask.
 * @param {Running} running
 */
function onInterrupt(running) {
  const controller = new AbortController();
  let askedAt = 0;
  const interrupt = () => {
    if (!askedAt) {
      askedAt = Date.now();
      controller.abort();
    } else if (Date.now() - askedAt > 500) {
      // Sooner it is the same Ctrl-C: the terminal sends it to npm and to us, and npm passes it on.
      for (const { supervisor } of inOrder(running)) supervisor.kill();
      process.exit(130);
    }
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  if (process.env['npm_lifecycle_event']) onParentGone(interrupt);
  return controller.signal;
}

/**
 * An npm that was killed could not pass anything on.
 * @param {() => void} interrupt
 */
function onParentGone(interrupt) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    interrupt();
  }, 1_000);
  watch.unref();
}

/**
 * The door closes first, the data last; `until` is when each must have ended, counted from the first request.
 * @param {Running} running
 */
function inOrder({ services, nats, postgres }) {
  const gateway = services.get('gateway');
  const behind = [...services.values()].filter((service) => service !== gateway);
  return [
    ...(gateway ? [{ supervisor: gateway, stage: 0, until: 5_000 }] : []),
    ...behind.map((supervisor) => ({ supervisor, stage: 1, until: 10_000 })),
    ...(nats ? [{ supervisor: nats, stage: 2, until: 12_000 }] : []),
    ...(postgres ? [{ supervisor: postgres, stage: 3, until: 14_500 }] : []),
  ];
}

/** @param {Running} running */
async function stopAll(running) {
  const since = Date.now();
  for (const stage of [0, 1, 2, 3]) {
    const due = inOrder(running).filter((each) => each.stage === stage);
    await Promise.all(due.map(({ supervisor, until }) => supervisor.stop(Math.max(500, until - (Date.now() - since)))));
  }
}

process.stdout.on('error', () => {}); // whoever read it has gone; what runs goes on
main().catch(giveUp);
