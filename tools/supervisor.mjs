// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { tether } from './process/tether.mjs';
import { nameTag } from './terminal.mjs';

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 5_000;
const HEALTHY_AFTER_MS = 10_000;
const LAST_LINES = 10;

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {string} command
 * @property {string[]} args
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd]
 * @property {import('./process/tether.mjs').Account | undefined} [account]  Who it runs as, when not as we do.
 * @property {boolean} [ipc]  Opens a channel whose `disconnect` tells a Node program that we are gone.
 * @property {NodeJS.Signals} [stopSignal]  What asks it to finish; SIGTERM.
 * @property {() => void} [beforeSpawn]
 * @property {(pid: number) => void} [onSpawn]
 * @property {OnLine} [onLine]
 */
/** @typedef {(name: string, line: string, from: 'stdout' | 'stderr' | 'supervisor') => void} OnLine */

/** @type {OnLine} */
const printLine = (name, line) => console.log(`${nameTag(name)} ${line}`);

/** Keeps one program alive until it is told to stop. */
export class Supervisor {
  /** How often it ended without being asked to. */
  deaths = 0;
  /** The end of what it has said. @type {string[]} */
  lastLines = [];
  #stopping = false;
  #delay = FIRST_DELAY_MS;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child;
  /** @type {NodeJS.Timeout | undefined} */
  #restart;

  /** @param {Program} program */
  constructor(program) {
    this.program = program;
    this.#spawn();
  }

  get pid() {
    return this.#child?.pid;
  }

  /**
   * Asks it to finish, and ends it when it has not within the deadline.
   * @param {number} [deadlineMs]
   */
  async stop(deadlineMs = 5_000) {
    this.#stopping = true;
    clearTimeout(this.#restart);
    if (!this.#child) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(this.program.stopSignal ?? 'SIGTERM');
    const deadline = setTimeout(() => this.kill(), deadlineMs);
    await ended;
    clearTimeout(deadline);
  }

  /** Ends it at once and for good, with all that it has started. */
  kill() {
    this.#stopping = true;
    clearTimeout(this.#restart);
    if (this.pid) killGroup(this.pid);
  }

  #spawn() {
    const { env, cwd, ipc, beforeSpawn, onSpawn } = this.program;
    beforeSpawn?.();
    const { command, args, ...user } = tether(this.program, this.program.stopSignal ?? 'SIGTERM');
    // A process group of its own: Ctrl-C in a terminal goes to us alone, and we end things in order.
    const child = spawn(command, args, {
      env,
      cwd,
      ...user,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? [/** @type {const} */ ('ipc')] : [])],
    });
    const bornAt = Date.now();
    this.#child = child;
    this.#read(child);
    child.once('error', (error) => child.pid ?? this.#ended(error.message, 0));
    child.once('exit', (code, signal) => {
      if (child.pid) killGroup(child.pid);
      this.#ended(signal ? `was ended by ${signal}` : `exited with code ${code}`, Date.now() - bornAt);
    });
    if (child.pid) onSpawn?.(child.pid);
  }

  /** @param {import('node:child_process').ChildProcess} child */
  #read({ stdout, stderr }) {
    if (stdout) createInterface({ input: stdout }).on('line', (line) => this.#tell(line, 'stdout'));
    if (stderr) createInterface({ input: stderr }).on('line', (line) => this.#tell(line, 'stderr'));
  }

  /**
   * @param {string} how
   * @param {number} ageMs
   */
  #ended(how, ageMs) {
    this.#child = undefined;
    if (this.#stopping) return;
    this.deaths += 1;
    if (ageMs >= HEALTHY_AFTER_MS) this.#delay = FIRST_DELAY_MS;
    this.#tell(`${how}; starting it again in ${this.#delay} ms`, 'supervisor');
    this.#restart = setTimeout(() => this.#spawn(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MS);
  }

  /**
   * @param {string} line
   * @param {'stdout' | 'stderr' | 'supervisor'} from
   */
  #tell(line, from) {
    this.lastLines = [...this.lastLines, line].slice(-LAST_LINES);
    (this.program.onLine ?? printLine)(this.program.name, line, from);
  }
}

/** @param {number} pid */
function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // nobody left in the group
  }
}
