// @ts-check
import { createHash, hash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { Readable, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Refusal } from '../terminal.mjs';
import { MAX_LINE_BYTES } from './access-log.rules.mjs';

/**
 * One line without its end.
 * @typedef {object} LogLine
 * @property {number} number  From 1.
 * @property {Buffer} bytes  Its beginning, when it is cut.
 * @property {boolean} cut  Whether it is longer than any server writes.
 * @property {number} length  Bytes in all.
 * @property {Buffer} digest  SHA-256 of all of it.
 */
/** @typedef {{ path: string, size: number, modified: number }} LogFile  Size 0 and no path for the standard input. */

const NEWLINE = 10;
const RETURN = 13;
const CHUNK_BYTES = 256 * 1024;

/**
 * @param {string} path
 * @returns {LogFile}
 */
export function logFile(path) {
  if (path === '-') return { path: '', size: 0, modified: 0 };
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new Refusal(`There is no file ${path}.`);
  return { path, size: found.size, modified: found.mtimeMs };
}

/** The lines of a log, plain or gzip, a chunk's worth at a time, in constant memory. */
export class LogReader {
  /** Bytes of the file (packed, when it is) that were read. */
  bytesRead = 0;
  /** @type {string | undefined} What is wrong with a gzip file that ends too early. */
  damage;

  /** @param {LogFile} file */
  constructor(file) {
    this.file = file;
  }

  /** @returns {AsyncGenerator<LogLine[]>} */
  async *lines() {
    const splitter = new LineSplitter();
    try {
      for await (const chunk of await unpacked(this.#raw())) yield splitter.push(chunk);
      yield splitter.end();
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.damage = error.message;
    }
  }

  /** @returns {AsyncGenerator<Buffer>} */
  async *#raw() {
    const { path, size } = this.file;
    // Only what was there at the start: a log that is still written to would have no end.
    const source = path ? createReadStream(path, { highWaterMark: CHUNK_BYTES, end: Math.max(0, size - 1) }) : process.stdin;
    for await (const chunk of source) {
      this.bytesRead += chunk.length;
      yield chunk;
    }
  }
}

/**
 * @param {AsyncGenerator<Buffer>} raw
 * @returns {Promise<AsyncIterable<Buffer>>}
 */
async function unpacked(raw) {
  /** @type {Buffer} */
  let head = Buffer.alloc(0);
  while (head.length < 2) {
    const { value, done } = await raw.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  const whole = startingWith(head, raw);
  const packed = head[0] === 0x1f && head[1] === 0x8b;
  // Errors arrive at whoever reads the end of the pipeline.
  return packed ? pipeline(Readable.from(whole, { objectMode: false }), createGunzip({ chunkSize: CHUNK_BYTES }), () => {}) : whole;
}

/**
 * @param {Buffer} head
 * @param {AsyncIterable<Buffer>} rest
 */
async function* startingWith(head, rest) {
  if (head.length > 0) yield head;
  yield* rest;
}

/**
 * @param {unknown} error
 * @returns {error is NodeJS.ErrnoException}
 */
const isDamage = (error) => error instanceof Error && 'code' in error && /^Z_/.test(String(error.code));

/** Cuts bytes into lines; of a line without end it holds no more than the longest real line. */
export class LineSplitter {
  #number = 0;
  #length = 0;
  /** @type {Buffer[]} The beginning of the line under way. */
  #parts = [];
  #held = 0;
  /** @type {import('node:crypto').Hash | undefined} Of a line that is too long to hold. */
  #hash;

  /** @param {Buffer} chunk */
  push(chunk) {
    /** @type {LogLine[]} */
    const lines = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      lines.push(this.#line(chunk.subarray(start, end)));
      start = end + 1;
    }
    if (start < chunk.length) this.#take(chunk.subarray(start));
    return lines;
  }

  /** The last line, when it has no end of its own. */
  end() {
    return this.#length > 0 ? [this.#line(Buffer.alloc(0))] : [];
  }

  /** @param {Buffer} part */
  #take(part) {
    this.#length += part.length;
    if (!this.#hash && this.#held + part.length <= MAX_LINE_BYTES) {
      this.#parts.push(Buffer.from(part));
      this.#held += part.length;
      return;
    }
    this.#hash ??= this.#parts.reduce((hashing, held) => hashing.update(held), createHash('sha256'));
    this.#hash.update(part);
    if (this.#held < MAX_LINE_BYTES) this.#parts.push(Buffer.from(part.subarray(0, MAX_LINE_BYTES - this.#held)));
    this.#held = MAX_LINE_BYTES;
  }

  /**
   * @param {Buffer} last
   * @returns {LogLine}
   */
  #line(last) {
    if (this.#length > 0 || last.length > MAX_LINE_BYTES) this.#take(last);
    const cut = this.#hash !== undefined;
    const bytes = this.#length > 0 ? Buffer.concat(this.#parts) : last;
    const whole = bytes.at(-1) === RETURN && !cut ? bytes.subarray(0, -1) : bytes;
    const digest = this.#hash?.digest() ?? hash('sha256', whole, 'buffer');
    const length = cut ? this.#length : whole.length;
    this.#number += 1;
    this.#parts = [];
    this.#length = this.#held = 0;
    this.#hash = undefined;
    return { number: this.#number, bytes: whole, cut, length, digest };
  }
}
