// @ts-check

/** @typedef {import('./connection.mjs').Answer} Answer */
/** @typedef {{ accepted: number, duplicates: number, rejected: Record<string, number> }} Counts */

const BAR_WIDTH = 24;
const REDRAW_MS = 100;
const PLAIN_LINE_MS = 5_000;

/** What became of the events that were sent. */
export class Tally {
  accepted = 0;
  duplicates = 0;
  /** @type {Record<string, number>} By reason. */
  rejected = {};

  /** @param {Partial<Counts>} [counts] */
  constructor(counts) {
    Object.assign(this, structuredClone(counts));
  }

  /** @param {Answer} answer */
  add({ accepted, duplicates, results }) {
    this.accepted += accepted;
    this.duplicates += duplicates;
    for (const { status, reason = 'unknown' } of results) {
      if (status === 'rejected') this.rejected[reason] = (this.rejected[reason] ?? 0) + 1;
    }
  }

  get rejections() {
    return Object.values(this.rejected).reduce((sum, count) => sum + count, 0);
  }

  /** @returns {Counts} */
  get counts() {
    return { accepted: this.accepted, duplicates: this.duplicates, rejected: { ...this.rejected } };
  }

  get sum() {
    return this.accepted + this.duplicates + this.rejections;
  }

  toString() {
    const reasons = Object.entries(this.rejected).map(([reason, count]) => `${reason} ${grouped(count)}`);
    const why = reasons.length > 0 ? ` (${reasons.join(', ')})` : '';
    return `${grouped(this.accepted)} accepted, ${grouped(this.duplicates)} duplicate, ${grouped(this.rejections)} rejected${why}`;
  }
}

/**
 * One line that tells how far a long job is: redrawn on a terminal, else a new line now and then. Written here because a bar
 * library draws nothing where there is no terminal, and that half is as long as the bar.
 */
export class Progress {
  #begun = Date.now();
  #shown = Date.now();
  /** @type {number | undefined} What was done before this run. */
  #share;

  /** @param {{ unit: string, stream?: NodeJS.WriteStream }} options */
  constructor({ unit, stream = process.stderr }) {
    this.unit = unit;
    this.stream = stream;
  }

  get seconds() {
    return (Date.now() - this.#begun) / 1_000;
  }

  /**
   * @param {{ share: number | undefined, done: number, tally: { toString(): string } }} state  `share` is the part that is done, 0 to 1; `done` what this run did.
   */
  show({ share, done, tally }) {
    this.#share ??= share;
    const now = Date.now();
    if (now - this.#shown < (this.stream.isTTY ? REDRAW_MS : PLAIN_LINE_MS)) return;
    this.#shown = now;
    const line = this.#line({ share, done, tally });
    this.stream.write(this.stream.isTTY ? `\r\x1b[K${line.slice(0, Math.max(20, (this.stream.columns ?? 80) - 1))}` : `${line}\n`);
  }

  /** Leaves the terminal as it was. */
  end() {
    if (this.stream.isTTY) this.stream.write('\r\x1b[K');
  }

  /** @param {{ share: number | undefined, done: number, tally: { toString(): string } }} state */
  #line({ share, done, tally }) {
    const rate = `${grouped(Math.round(done / Math.max(this.seconds, 0.001)))} ${this.unit}/s`;
    if (share === undefined) return `${grouped(done)} ${this.unit}, ${rate}, ${tally}`;
    const percent = `${String(Math.floor(share * 100)).padStart(3)} %`;
    return [bar(share), percent, rate, `ETA ${this.#eta(share)}`, tally].join('  ');
  }

  /** @param {number} share */
  #eta(share) {
    const gained = share - (this.#share ?? 0);
    if (gained <= 0) return '-';
    const seconds = Math.round((this.seconds * (1 - share)) / gained);
    const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
    return `${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`;
  }
}

/** @param {number} count */
export const grouped = (count) => count.toLocaleString('en-US');

/** @param {number} number */
const two = (number) => String(number).padStart(2, '0');

/** @param {number} share */
function bar(share) {
  const full = Math.round(Math.min(1, share) * BAR_WIDTH);
  return `[${'#'.repeat(full)}${'-'.repeat(BAR_WIDTH - full)}]`;
}
