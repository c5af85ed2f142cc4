// @ts-check
import { existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { dim, nameTag, red, yellow } from '../terminal.mjs';

/** @typedef {import('../supervisor.mjs').OnLine} OnLine */

const WARN = 40;
const ERROR = 50;
/** What the servers say when a person should look; their routine goes to stderr too. */
const GRAVE = /\bPANIC: |\[(?:ERR|FTL)\]/;
const SERVERS = new Set(['postgres', 'nats']);

/** A file per process, which holds every line; the console shows those that matter. */
export class Logs {
  /** @type {Map<string, number>} */
  #files = new Map();

  /** @param {{ dir: string, showAll: boolean }} options */
  constructor({ dir, showAll }) {
    this.dir = dir;
    this.showAll = showAll;
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  }

  /** @type {OnLine} */
  onLine = (name, line, from) => {
    this.#keep(name, line);
    const record = parse(line);
    if (this.showAll || isWorthShowing(name, record, from, line)) console.log(`${nameTag(name)} ${record ? readable(record) : line}`);
  };

  /**
   * Written at once, so that the last words are there however it ends.
   * @param {string} name
   * @param {string} line
   */
  #keep(name, line) {
    try {
      writeSync(this.#fileOf(name), `${line}\n`);
    } catch (error) {
      console.error(`${nameTag(name)} ${red(`cannot be logged: ${error}`)}`); // a full disk does not end what runs
    }
  }

  /** @param {string} name */
  #fileOf(name) {
    const known = this.#files.get(name);
    if (known) return known;
    const path = join(this.dir, `${name}.log`);
    if (existsSync(path)) renameSync(path, `${path}.1`);
    const file = openSync(path, 'w', 0o600);
    this.#files.set(name, file);
    return file;
  }
}

/**
 * @typedef {{ level: number, msg?: string, err?: { message?: string } }} LogRecord  As pino writes it.
 * @param {string} line
 * @returns {LogRecord | undefined}
 */
function parse(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    const record = JSON.parse(line);
    return typeof record.level === 'number' ? record : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} name
 * @param {LogRecord | undefined} record
 * @param {string} from
 * @param {string} line
 */
function isWorthShowing(name, record, from, line) {
  if (record) return record.level >= WARN;
  if (from === 'supervisor') return true;
  return SERVERS.has(name) ? GRAVE.test(line) : from === 'stderr';
}

/** @param {LogRecord} record */
function readable({ level, msg = '', err }) {
  const word = level >= ERROR ? red('error') : level >= WARN ? yellow('warn ') : dim('info ');
  const cause = err?.message && err.message !== msg ? dim(` (${err.message})`) : '';
  return `${word} ${msg}${cause}`;
}
