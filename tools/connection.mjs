// @ts-check
import { setMaxListeners } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPrivateJson } from './process/private-json.mjs';
import { credentialsFile, readSettings, portOf } from './start/settings.mjs';
import { Refusal } from './terminal.mjs';

/** @typedef {{ messageId: string, status: 'accepted' | 'duplicate' | 'rejected', reason?: string, detail?: string }} Result */
/** @typedef {{ accepted: number, duplicates: number, rejected: number, results: readonly Result[] }} Answer */
/**
 * A request's worth of events.
 * @template Mark
 * @typedef {{ body: string, count: number, mark: Mark }} Batch  The mark is that of its last event.
 */
/** @typedef {{ answer: Answer } | { problem: string, retryAfterMs?: number }} Outcome */

const MAX_EVENTS = 500;
/** Under the megabyte that a request may have, with room for what surrounds the events. */
const MAX_BYTES = 900_000;
const REQUEST_TIMEOUT_MS = 30_000;
const LONGEST_PAUSE_MS = 5_000;

const ROOT = resolve(import.meta.dirname, '..');

/** The command-line options of every tool that sends events. */
export const CONNECTION_OPTIONS = /** @type {const} */ ({
  url: { type: 'string' },
  key: { type: 'string' },
  concurrency: { type: 'string', default: '4' },
  patience: { type: 'string', default: '120' },
});

/**
 * What those options say; the server and the key of this installation where they say nothing.
 * @param {{ url?: string | undefined, key?: string | undefined, concurrency: string, patience: string }} values
 */
export function readConnection({ url, key, concurrency, patience }) {
  const { dataDir, port } = readSettings(ROOT);
  return {
    dataDir,
    url: urlOption(url ?? `http://127.0.0.1:${process.env['PORT'] ? port : (portOf(dataDir) ?? port)}`),
    key: findKey(key, dataDir),
    concurrency: wholeOption('concurrency', concurrency, { max: 64 }),
    patienceSeconds: wholeOption('patience', patience, { min: 0 }),
  };
}

/**
 * @param {string | undefined} given
 * @param {string} dataDir
 */
function findKey(given, dataDir) {
  const file = credentialsFile(dataDir);
  const key = given || process.env['BILTEN_API_KEY'] || /** @type {{ apiKey?: string }} */ (readPrivateJson(file)).apiKey;
  if (key) return key;
  throw new Refusal(`No API key: give one with --key or BILTEN_API_KEY. \`npm start\` writes one to ${file}.`);
}

/**
 * Runs a command-line tool: Ctrl-C lets it end in order, a second one ends it at once.
 * @param {(onInterrupt: (stop: () => void) => void) => Promise<number | void>} work
 */
export async function runTool(work) {
  /** @param {() => void} stop */
  const onInterrupt = (stop) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
  };
  try {
    process.exitCode = (await work(onInterrupt)) ?? 0;
  } catch (error) {
    const wrongOption =
      error instanceof TypeError && String(/** @type {NodeJS.ErrnoException} */ (error).code).startsWith('ERR_PARSE_ARGS');
    console.error(error instanceof Refusal || wrongOption ? error.message : error);
    process.exitCode = 1;
  }
}

/**
 * A whole number out of the command line.
 * @param {string} name
 * @param {string} text
 * @param {{ min?: number, max?: number }} [limits]
 */
export function wholeOption(name, text, { min = 1, max = Number.MAX_SAFE_INTEGER } = {}) {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new Refusal(`--${name} must be a whole number from ${min}${max === Number.MAX_SAFE_INTEGER ? '' : ` to ${max}`}, not "${text}".`);
}

/** @param {string} text */
export function urlOption(text) {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) throw new Refusal(`"${text}" is not a URL that begins with http:// or https://.`);
  return text.replace(/\/+$/, '');
}

/**
 * Packs events into requests, as full as a request may be.
 * @template Mark
 * @param {AsyncIterable<Iterable<{ event: object, mark: Mark }>>} groups
 * @returns {AsyncGenerator<Batch<Mark>>}
 */
export async function* inBatches(groups) {
  /** @type {string[]} */
  let events = [];
  let bytes = 0;
  /** @type {Mark | undefined} */
  let last;
  /** @returns {Batch<Mark>} */
  const batch = () => ({
    body: `{"historical":true,"events":[${events.join(',')}]}`,
    count: events.length,
    mark: /** @type {Mark} */ (last),
  });
  for await (const group of groups) {
    for (const { event, mark } of group) {
      const json = JSON.stringify(event);
      const size = Buffer.byteLength(json) + 1;
      if (events.length > 0 && (events.length >= MAX_EVENTS || bytes + size > MAX_BYTES)) {
        yield batch();
        events = [];
        bytes = 0;
      }
      events.push(json);
      bytes += size;
      last = mark;
    }
  }
  if (events.length > 0) yield batch();
}

/**
 * Sends batches side by side and gives them back in their order, each with its answer.
 * @template Mark
 * @param {AsyncIterable<Batch<Mark>>} batches
 * @param {Connection} connection
 * @param {number} concurrency
 */
export async function* sendInOrder(batches, connection, concurrency) {
  /** @type {{ batch: Batch<Mark>, answer: Promise<Answer> }[]} */
  const underway = [];
  for await (const batch of batches) {
    const answer = connection.post(batch);
    answer.catch(() => {}); // heard when its turn comes
    underway.push({ batch, answer });
    if (underway.length >= concurrency) yield await first(underway);
  }
  while (underway.length > 0) yield await first(underway);
}

/**
 * @template Mark
 * @param {{ batch: Batch<Mark>, answer: Promise<Answer> }[]} underway
 */
async function first(underway) {
  const { batch, answer } = /** @type {{ batch: Batch<Mark>, answer: Promise<Answer> }} */ (underway.shift());
  return { batch, answer: await answer };
}

/** The public batch endpoint, tried until it answers or patience ends. */
export class Connection {
  /** Requests that were sent again. */
  retries = 0;
  #lastSuccess = 0;

  /** @param {{ url: string, key: string, patienceSeconds: number, signal: AbortSignal }} options */
  constructor({ url, key, patienceSeconds, signal }) {
    this.endpoint = `${url}/api/v1/tracking/batch`;
    this.headers = { 'content-type': 'application/json', 'x-api-key': key };
    this.patienceMs = patienceSeconds * 1_000;
    this.signal = signal;
    setMaxListeners(0, signal); // every request under way listens
  }

  /**
   * @param {{ body: string, count: number }} batch
   * @returns {Promise<Answer>}
   */
  async post(batch) {
    const begun = Date.now();
    for (let attempt = 0; ; attempt += 1) {
      const outcome = await this.#try(batch);
      if ('answer' in outcome) {
        this.#lastSuccess = Date.now();
        return outcome.answer;
      }
      const pause = outcome.retryAfterMs ?? backoff(attempt);
      const without = Date.now() - Math.max(begun, this.#lastSuccess);
      if (without + pause > this.patienceMs) throw new Refusal(impatience(outcome, without));
      this.retries += 1;
      await sleep(pause + Math.random() * 200, undefined, { signal: this.signal });
    }
  }

  /**
   * @param {{ body: string, count: number }} batch
   * @returns {Promise<Outcome>}
   */
  async #try({ body, count }) {
    this.signal.throwIfAborted();
    const deadline = new AbortController();
    const giveUp = () => deadline.abort(new Error(`no answer within ${REQUEST_TIMEOUT_MS / 1_000} s`));
    const timer = setTimeout(giveUp, REQUEST_TIMEOUT_MS);
    this.signal.addEventListener('abort', giveUp);
    try {
      const response = await fetch(this.endpoint, {
        method: 'POST',
        headers: this.headers,
        body,
        redirect: 'manual',
        signal: deadline.signal,
      });
      return judge(response, await response.text(), count);
    } catch (error) {
      this.signal.throwIfAborted();
      if (error instanceof Refusal) throw error;
      return { problem: `${this.endpoint}: ${describe(error)}` }; // the network's fault: it may heal
    } finally {
      clearTimeout(timer);
      this.signal.removeEventListener('abort', giveUp);
    }
  }
}

/**
 * What an answer means: taken, to be tried again, or (thrown) useless to try again.
 * @param {Response} response
 * @param {string} text
 * @param {number} count
 * @returns {Outcome}
 */
function judge(response, text, count) {
  const { status } = response;
  if (status >= 200 && status < 300) return { answer: answerIn(text, count) };
  const { title, detail } = problemIn(text);
  const problem = `${status} ${title ?? response.statusText}${detail ? `: ${detail}` : ''}`;
  if (status !== 408 && status !== 429 && status < 500) throw new Refusal(`The server refused: ${problem}`);
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'));
  return { problem, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/**
 * @param {string} text
 * @param {number} count
 * @returns {Answer}
 */
function answerIn(text, count) {
  const { data } = /** @type {{ data?: Answer }} */ (JSON.parse(text));
  const sum = data && data.accepted + data.duplicates + data.rejected;
  if (data && sum === count && Array.isArray(data.results)) return data;
  throw new Refusal(`The server's answer does not add up: ${count} events were sent, the answer tells of ${sum ?? 'none'}.`);
}

/**
 * @param {string} text
 * @returns {{ title?: string, detail?: string }}
 */
function problemIn(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {}; // a proxy's page, or nothing
  }
}

/** @param {string | null} header */
export function parseRetryAfter(header) {
  if (!header) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/** @param {number} attempt */
const backoff = (attempt) => Math.min(LONGEST_PAUSE_MS, 200 * 2 ** attempt) * (0.5 + Math.random() / 2);

/**
 * @param {{ problem: string, retryAfterMs?: number }} outcome
 * @param {number} withoutMs
 */
function impatience({ problem, retryAfterMs = 0 }, withoutMs) {
  const asks = retryAfterMs > LONGEST_PAUSE_MS ? `, and the server asks to wait ${Math.round(retryAfterMs / 1_000)} s more` : '';
  return `No success for ${Math.round(withoutMs / 1_000)} s${asks} (--patience sets the limit). The last problem: ${problem}`;
}

/** @param {unknown} error */
function describe(error) {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error
    ? `${error.message} (${/** @type {NodeJS.ErrnoException} */ (cause).code ?? cause.message})`
    : error.message;
}
