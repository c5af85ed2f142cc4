// @ts-check
import { realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CONNECTION_OPTIONS, Connection, inBatches, readConnection, runTool, sendInOrder, urlOption } from './connection.mjs';
import { Checkpoint, visitorKey } from './import/checkpoint.mjs';
import { LineEvents } from './import/line-events.mjs';
import { LogReader, logFile } from './import/log-lines.mjs';
import { Progress, Tally, grouped } from './progress.mjs';
import { Refusal } from './terminal.mjs';

/** @typedef {import('./connection.mjs').Answer} Answer */
/** @typedef {{ line: number, bytes: number }} Mark */

const USAGE = `npm run import -- access-log FILE [options]

Sends each line of a web server's access log (combined format, plain or gzip; - is the standard input) as one event.
Importing a file twice adds nothing; an interrupted import goes on where it was.

  --url URL            the gateway (this installation: http://127.0.0.1:3000)
  --key KEY            an API key with tracking:write; else BILTEN_API_KEY, else the key of this installation
  --as WHAT            both (default): pages as page views, everything else as performance; or all as pageview or performance
  --site URL           scheme and host of the pages, which a log does not tell (http://localhost)
  --concurrency N      requests side by side (4)
  --patience SECONDS   how long to try without any success (120)
  --restart            forget an interrupted import and send the whole file`;

const SHAPES = /** @type {const} */ (['both', 'pageview', 'performance']);

function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...CONNECTION_OPTIONS,
      as: { type: 'string', default: 'both' },
      site: { type: 'string', default: 'http://localhost' },
      restart: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [what, path] = positionals;
  if (values.help) return undefined;
  if (what !== 'access-log' || !path || positionals.length > 2) throw new Refusal(`Say what to import.\n\n${USAGE}`);
  const shape = SHAPES.find((known) => known === values.as);
  if (!shape) throw new Refusal(`--as must be one of ${SHAPES.join(', ')}, not "${values.as}".`);
  return {
    // npm runs scripts in the project's folder; the path is meant from where the command was typed.
    path: path === '-' ? path : resolve(process.env['INIT_CWD'] ?? '.', path),
    shape,
    site: urlOption(values.site),
    restart: values.restart,
    ...readConnection(values),
  };
}

/** @typedef {NonNullable<ReturnType<typeof readOptions>>} Options */

/** One run over one file. */
class Import {
  #interrupted = new AbortController();
  /** The last line that was read, and the last that was answered for. */
  #read = 0;
  #line = 0;
  /** @type {Map<string, string>} By reason: the line that was refused first, and the server's words. */
  #examples = new Map();

  /** When the first and the last of the readable lines happened. @type {[first?: string, last?: string]} */
  #span = [];

  /** @param {Options} options */
  constructor(options) {
    const { path, url, shape, site, restart, dataDir } = options;
    const directory = join(dataDir, 'imports');
    this.concurrency = options.concurrency;
    this.file = logFile(path);
    this.reader = new LogReader(this.file);
    this.events = new LineEvents({ site, shape, visitorKey: visitorKey(directory) });
    this.connection = new Connection({ ...options, signal: this.#interrupted.signal });
    const { size, modified } = this.file;
    // A stream cannot be read again from its beginning, so only a file has a checkpoint.
    this.checkpoint = this.file.path ? new Checkpoint(directory, [realpathSync(path), size, modified, url, shape, site]) : undefined;
    this.resumed = restart ? undefined : this.checkpoint?.read();
    this.#line = this.resumed?.line ?? 0;
    this.tally = new Tally(this.resumed?.counts);
    this.progress = new Progress({ unit: 'lines' });
  }

  /** Stops sending; what was answered for is remembered. */
  interrupt() {
    this.#interrupted.abort();
  }

  /** @returns {Promise<number>} The exit code: 0 when every line is accounted for. */
  async run() {
    if (this.resumed) console.log(`Going on after line ${grouped(this.#line)} (--restart begins anew).`);
    try {
      const batches = inBatches(this.#events());
      for await (const { batch, answer } of sendInOrder(batches, this.connection, this.concurrency)) this.#take(batch.mark, answer);
      this.checkpoint?.forget();
      this.progress.end();
      return this.#report();
    } catch (error) {
      this.checkpoint?.flush();
      this.progress.end();
      console.log(
        `Stopped after line ${grouped(this.#line)}: ${this.tally}. ${this.checkpoint ? 'The same command goes on from there.' : ''}`,
      );
      if (this.#interrupted.signal.aborted) return 130;
      throw error;
    } finally {
      this.#interrupted.abort();
    }
  }

  /** @returns {AsyncGenerator<{ event: object, mark: Mark }[]>} */
  async *#events() {
    const known = this.#line;
    for await (const lines of this.reader.lines()) {
      const bytes = this.reader.bytesRead;
      this.#read += lines.length;
      // Known lines are looked at too: a line's message id and session depend on the lines before it.
      yield lines.flatMap((line) => {
        const event = this.events.of(line);
        this.#notice(/** @type {{ timestamp?: string }} */ (event).timestamp);
        return line.number > known ? [{ event, mark: { line: line.number, bytes } }] : [];
      });
    }
  }

  /**
   * @param {Mark} mark
   * @param {Answer} answer
   */
  #take({ line, bytes }, answer) {
    this.#noteExamples(answer);
    this.#line = line;
    this.tally.add(answer);
    this.checkpoint?.reach({ file: this.file.path, line, bytes, counts: this.tally.counts });
    const share = this.file.size > 0 ? bytes / this.file.size : undefined;
    this.progress.show({ share, done: this.#sent, tally: this.tally });
  }

  /** @param {string | undefined} timestamp */
  #notice(timestamp) {
    if (timestamp === undefined) return;
    const time = new Date(timestamp).toISOString();
    const [first = time, last = time] = this.#span;
    this.#span = [time < first ? time : first, time > last ? time : last];
  }

  /** @param {Answer} answer */
  #noteExamples({ results }) {
    for (const [index, { status, reason = 'unknown', detail }] of results.entries()) {
      if (status !== 'rejected' || this.#examples.has(reason)) continue;
      this.#examples.set(reason, `line ${grouped(this.#line + index + 1)}${detail ? `: ${detail}` : ''}`);
    }
  }

  get #sent() {
    return this.#line - (this.resumed?.line ?? 0);
  }

  #report() {
    const { seconds } = this.progress;
    const complete = this.#read === this.tally.sum;
    console.log(`${grouped(this.#read)} lines ${complete ? '=' : 'IS NOT'} ${this.tally}`);
    for (const [reason, example] of this.#examples) console.log(`  rejected as ${reason}, first ${example}`);
    if (this.tally.rejected['unknown-kind']) console.log('  (unknown-kind: a line that is not in the combined log format)');
    const [first, last] = this.#span;
    if (first)
      console.log(`  from ${first} to ${last}; ask for them: /api/v1/analytics/overview?startDate=${first.slice(0, 10)}&endDate=${last}`);
    if (this.#read > 0 && this.tally.rejected['unknown-kind'] === this.#read)
      console.log('  No line is in the combined log format: is this an access log?');
    console.log(
      `${grouped(this.#sent)} lines in ${seconds.toFixed(1)} s, ${grouped(Math.round(this.#sent / seconds))} lines/s; ${grouped(this.connection.retries)} requests sent again`,
    );
    if (this.reader.damage)
      console.error(`The gzip file is damaged or cut off: ${this.reader.damage}. All lines before that place were sent.`);
    return complete && !this.reader.damage ? 0 : 1;
  }
}

await runTool(async (onInterrupt) => {
  const options = readOptions();
  if (!options) return console.log(USAGE);
  const work = new Import(options);
  onInterrupt(() => work.interrupt());
  return work.run();
});
