// @ts-check
import { join } from 'node:path';
import { choosePort } from '../../tools/servers/ports.mjs';
import { Supervisor } from '../../tools/supervisor.mjs';
import { waitUntil } from '../../tools/process/wait-until.mjs';
import { Refusal } from '../../tools/terminal.mjs';
import { environmentOf } from '../bare/settings.mjs';

/** @typedef {import('./installation.mjs').Installation} Installation */

const DATABASE = 'bare';
const READY_WITHIN_MS = 30_000;
/** As the services are run. */
const NODE_FLAGS = ['--max-semi-space-size=32'];

/** The bare pipe beside an installation: on the same servers, in a database and a stream of its own. */
export class BarePipe {
  /** @type {Map<string, Supervisor>} */
  #processes = new Map();
  doorPort = 0;
  writerPort = 0;

  /** @param {Installation} installation */
  constructor(installation) {
    this.installation = installation;
  }

  async start() {
    const { natsUrl, postgresUrl, dataDir, env, logs, root, signal } = this.installation;
    await this.installation.asSuperuser((db) => db.query(`create database ${DATABASE} owner bilten`));
    const databaseUrl = Object.assign(new URL(postgresUrl), { pathname: `/${DATABASE}` }).href;
    Object.assign(this, { doorPort: await choosePort(undefined), writerPort: await choosePort(undefined) });
    const { doorPort, writerPort } = this;
    const settings = environmentOf({ natsUrl, databaseUrl, dataDir: join(dataDir, 'bare-events'), doorPort, writerPort });
    for (const role of ['writer', 'door']) {
      const name = `bare ${role}`;
      const args = [...NODE_FLAGS, join(root, 'bench/bare-pipe.mjs'), role];
      this.#processes.set(
        name,
        new Supervisor({
          name,
          command: process.execPath,
          args,
          ipc: true,
          env: { ...process.env, ...env, ...settings },
          onLine: logs.onLine,
        }),
      );
    }
    const answers = (/** @type {number} */ port) =>
      fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      );
    const ready = await waitUntil(async () => (await answers(doorPort)) && (await answers(writerPort)), {
      withinMs: READY_WITHIN_MS,
      signal,
    });
    if (ready) return;
    const said = [...this.#processes].flatMap(([name, { lastLines }]) => lastLines.map((line) => `${name}: ${line}`));
    throw new Refusal(['The bare pipe did not start:', ...said].join('\n'));
  }

  get pids() {
    const servers = [...this.installation.servers].map(([name, { pid }]) => /** @type {const} */ ([name, pid]));
    return new Map([...[...this.#processes].map(([name, { pid }]) => /** @type {const} */ ([name, pid])), ...servers]);
  }

  get nodePids() {
    return [...this.#processes.values()].map(({ pid }) => pid);
  }

  get deaths() {
    return [...this.#processes.values()].reduce((sum, { deaths }) => sum + deaths, 0);
  }

  /** Events that are in both stores and acknowledged. */
  async written() {
    const answer = await fetch(`http://127.0.0.1:${this.writerPort}/`);
    return /** @type {{ written: number }} */ (await answer.json()).written;
  }

  /** What the tables hold. */
  async tables() {
    const answer = await fetch(`http://127.0.0.1:${this.writerPort}/tables`);
    return /** @type {{ journal: number, eventStore: number }} */ (await answer.json());
  }

  async stop() {
    for (const process of this.#processes.values()) await process.stop();
  }
}
