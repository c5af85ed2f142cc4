// @ts-check
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dim, Refusal, say, secondsSince } from '../tools/terminal.mjs';
import { loadAverage } from './machine.mjs';
import { Profiling } from './profile/profiling.mjs';
import { BarePipe } from './system/bare-pipe.mjs';
import { Installation } from './system/installation.mjs';

/** @typedef {import('./rows/row.mjs').Finished} Finished */
/** @typedef {import('./rows/row.mjs').Pair} Pair */

/** What the rows are played on: starts what they need, and clears all of it away at the end, folders included. */
export class Stage {
  /** @type {Map<string, Finished>} */
  finished = new Map();
  /** Versions of the servers. @type {Record<string, string>} */
  servers = {};
  /** @type {(Installation | BarePipe)[]} */
  #started = [];
  /** @type {string[]} */
  #folders = [];
  /** @type {Promise<Pair> | undefined} */
  #pair;

  /** @param {{ root: string, options: import('./options.mjs').Options, signal: AbortSignal }} given */
  constructor({ root, options, signal }) {
    this.root = root;
    this.options = options;
    this.signal = signal;
    this.profiling = options.profile ? new Profiling(root) : undefined;
  }

  /** @param {import('./rows/row.mjs').Row} row */
  async play({ name, measure }) {
    this.signal.throwIfAborted();
    const since = Date.now();
    const before = loadAverage();
    const measured = await measure(this);
    this.#refuseDeaths();
    this.finished.set(name, { ...measured, loadAverage: { before, after: loadAverage() }, seconds: (Date.now() - since) / 1_000 });
    this.tell(dim(`${name} took ${secondsSince(since)}`));
  }

  /** @param {string} line */
  tell = (line) => say(line);

  /** The system and the bare pipe side by side, on the same servers; started when a row first asks. */
  pair = () => (this.#pair ??= this.#startPair());

  /**
   * A whole system on this folder.
   * @param {string} dataDir
   */
  installation = async (dataDir) => {
    const system = new Installation({ root: this.root, dataDir, signal: this.signal, ...(this.profiling && { env: this.profiling.env }) });
    this.#started.push(system);
    this.servers = await system.start();
    return system;
  };

  /** @param {string} name */
  folder = (name) => {
    const folder = mkdtempSync(join(tmpdir(), `bilten-bench-${name}-`));
    chmodSync(folder, 0o755); // PostgreSQL runs as another user when root measures
    this.#folders.push(folder);
    return folder;
  };

  /**
   * Says where the time of the work goes, when that was asked for.
   * @template Result
   * @param {() => Promise<Result>} work
   */
  profiled = async (work) => {
    if (!this.profiling) return await work();
    const pids = this.#started.flatMap(({ nodePids }) => nodePids);
    this.profiling.toggle(pids);
    const result = await work();
    this.profiling.toggle(pids);
    await this.profiling.report(this.tell);
    return result;
  };

  /** Stops what was started, the last first. */
  clear = async () => {
    this.#pair = undefined;
    for (const one of this.#started.splice(0).reverse()) await one.stop().catch((error) => console.error(error));
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  };

  #refuseDeaths() {
    const deaths = this.#started.reduce((sum, one) => sum + one.deaths, 0);
    if (deaths > 0) throw new Refusal(`${deaths} of the measured processes ended meanwhile: such numbers are worth nothing.`);
  }

  async #startPair() {
    const since = Date.now();
    const system = await this.installation(this.folder('pair'));
    const bare = new BarePipe(system);
    this.#started.push(bare);
    await bare.start();
    this.tell(dim(`the system and the bare pipe are up after ${secondsSince(since)}`));
    return { system, bare };
  }
}
