// @ts-check
import { join } from 'node:path';
import pg from 'pg';
import { embeddedNats, embeddedPostgres } from '../../tools/servers.mjs';
import { choosePort } from '../../tools/servers/ports.mjs';
import { Logs } from '../../tools/start/logs.mjs';
import { untilReady } from '../../tools/start/readiness.mjs';
import { startServices } from '../../tools/start/services.mjs';
import { keepCredentials } from '../../tools/start/settings.mjs';

/** @typedef {import('../../tools/supervisor.mjs').Supervisor} Supervisor */
/**
 * @typedef {object} InstallationOptions
 * @property {string} root
 * @property {string} dataDir
 * @property {NodeJS.ProcessEnv} [env]  For the services.
 * @property {AbortSignal} signal
 */

const STOP_WITHIN_MS = 10_000;

/** The whole system as `npm start` runs it: every service a process of its own, on servers and data of its own. */
export class Installation {
  /** @type {Map<string, Supervisor>} */
  servers = new Map();
  /** @type {Map<string, Supervisor>} */
  services = new Map();
  port = 0;
  apiKey = '';
  postgresUrl = '';
  natsUrl = '';

  /** @param {InstallationOptions} options */
  constructor({ root, dataDir, env = {}, signal }) {
    this.root = root;
    this.dataDir = dataDir;
    this.env = env;
    this.signal = signal;
    this.logs = new Logs({ dir: join(dataDir, 'logs'), showAll: false });
  }

  async start() {
    const options = { dataDir: this.dataDir, onLine: this.logs.onLine, signal: this.signal };
    const postgres = await embeddedPostgres(options);
    this.servers.set('postgres', postgres.server);
    const nats = await embeddedNats(options);
    this.servers.set('nats', nats.server);
    Object.assign(this, { postgresUrl: postgres.url, natsUrl: nats.url, port: await choosePort(undefined) });
    this.services = startServices({ root: this.root, env: this.#environment(), port: this.port, onLine: this.logs.onLine });
    await untilReady({ port: this.port, services: this.services, signal: this.signal });
    return { postgres: postgres.version, nats: nats.version };
  }

  /** The caller that may send and read everything. */
  get headers() {
    return { 'x-api-key': this.apiKey };
  }

  get pids() {
    return new Map([...this.services, ...this.servers].map(([name, { pid }]) => [name, pid]));
  }

  get nodePids() {
    return [...this.services.values()].map(({ pid }) => pid);
  }

  /** How often any of its processes ended by itself. */
  get deaths() {
    return [...this.services.values(), ...this.servers.values()].reduce((sum, { deaths }) => sum + deaths, 0);
  }

  /**
   * The data of an answer of the API.
   * @template [Data=any]
   * @param {string} path
   * @param {object} [body]  Makes it a POST.
   * @returns {Promise<Data>}
   */
  async ask(path, body) {
    const request = body
      ? { method: 'POST', body: JSON.stringify(body), headers: { ...this.headers, 'content-type': 'application/json' } }
      : { headers: this.headers };
    const answer = await fetch(`http://127.0.0.1:${this.port}/api/v1${path}`, { ...request, signal: AbortSignal.timeout(60_000) });
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`);
    return /** @type {{ data: Data }} */ (await answer.json()).data;
  }

  /**
   * A connection to the database server that may do everything.
   * @template Result
   * @param {(client: pg.Client) => Promise<Result>} work
   */
  async asSuperuser(work) {
    const url = new URL(this.postgresUrl);
    Object.assign(url, { username: 'postgres', pathname: '/postgres' });
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  async stop() {
    const { gateway, ...others } = Object.fromEntries(this.services);
    await gateway?.stop(STOP_WITHIN_MS);
    await Promise.all(Object.values(others).map((service) => service.stop(STOP_WITHIN_MS)));
    for (const server of [...this.servers.values()].reverse()) await server.stop(STOP_WITHIN_MS);
  }

  #environment() {
    const { adminEmail, adminPassword, apiKey, internalSecret } = keepCredentials(this.dataDir);
    this.apiKey = apiKey;
    return {
      ...process.env,
      DATABASE_URL: this.postgresUrl,
      NATS_URL: this.natsUrl,
      BILTEN_DATA_DIR: this.dataDir,
      BILTEN_ADMIN_EMAIL: adminEmail,
      BILTEN_ADMIN_PASSWORD: adminPassword,
      BILTEN_API_KEY: apiKey,
      BILTEN_INTERNAL_SECRET: internalSecret,
      ...this.env,
    };
  }
}
