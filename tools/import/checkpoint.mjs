// @ts-check
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @typedef {import('../progress.mjs').Counts} Counts */
/**
 * How far an import came: every line up to and including `line` was answered for.
 * @typedef {{ file: string, line: number, bytes: number, counts: Counts }} Reached
 */

const WRITE_EVERY_MS = 250;

/**
 * Remembers on disk how far an import came, so that an interrupted one goes on there. It is written after the answers: a killed import
 * sends a few batches again, and the server knows them as duplicates.
 */
export class Checkpoint {
  #written = 0;
  /** @type {Reached | undefined} */
  #unwritten;

  /**
   * @param {string} directory
   * @param {unknown} identity  Whatever makes this import another one: file, size, time of change, server, options.
   */
  constructor(directory, identity) {
    const name = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
    this.path = join(directory, `${name}.json`);
  }

  /** @returns {Reached | undefined} */
  read() {
    const text = textOf(this.path);
    try {
      return text && JSON.parse(text);
    } catch {
      return undefined; // damaged: begin again, the server knows what it has
    }
  }

  /** @param {Reached} reached */
  reach(reached) {
    this.#unwritten = reached;
    if (Date.now() - this.#written >= WRITE_EVERY_MS) this.flush();
  }

  flush() {
    if (!this.#unwritten) return;
    mkdirSync(dirname(this.path), { recursive: true });
    const draft = `${this.path}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(this.#unwritten));
    renameSync(draft, this.path); // a kill leaves the old state or the new one, never half of one
    this.#unwritten = undefined;
    this.#written = Date.now();
  }

  forget() {
    this.#unwritten = undefined;
    rmSync(this.path, { force: true });
  }
}

/**
 * The secret that visitor ids are made with: the same for all imports into this installation, and never sent.
 * @param {string} directory
 */
export function visitorKey(directory) {
  const path = join(directory, 'visitor.key');
  mkdirSync(directory, { recursive: true });
  try {
    writeFileSync(path, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
  }
  return Buffer.from(readFileSync(path, 'utf8'), 'hex');
}

/** @param {string} path */
function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // never interrupted
  }
}
