// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../../tools/terminal.mjs';
import { HttpConnection } from './http-connection.mjs';

/**
 * @typedef {object} Load
 * @property {number[]} latencies  In milliseconds, of each request that was answered with a 2xx.
 * @property {number} seconds  From the first request to the last answer.
 * @property {number} startedAt  By `performance.now()`.
 */
/** @typedef {() => Buffer | undefined} Source  The next request; none when there are enough. */
/**
 * Where the load goes to.
 * @typedef {object} Target
 * @property {number} port
 * @property {string} path
 * @property {Record<string, string>} headers
 * @property {AbortSignal} signal
 */
/** @typedef {{ target: Target, connections: number, next: Source }} LoadOptions */

/**
 * As much as it takes: each connection sends its next request when the last one is answered.
 * @param {LoadOptions} options
 * @returns {Promise<Load>}
 */
export const saturate = ({ target, connections, next }) =>
  onConnections({ target, connections }, async (connection, latencies) => {
    for (let request = next(); request; request = next()) {
      const since = performance.now();
      await sendOn(connection, request);
      latencies.push(performance.now() - since);
    }
  });

/**
 * So many requests per second, whatever the answers take. A latency counts from when its request was due, so that a server that stalls is
 * charged for all who would have come meanwhile.
 * @param {LoadOptions & { perSecond: number }} options
 * @returns {Promise<Load>}
 */
export function pace({ target, connections, next, perSecond }) {
  let sent = 0;
  /** @type {number | undefined} */
  let begun;
  return onConnections({ target, connections }, async (connection, latencies) => {
    begun ??= performance.now();
    for (let request = next(); request; request = next()) {
      const due = begun + (sent++ * 1_000) / perSecond;
      const early = due - performance.now();
      if (early > 0) await sleep(early);
      const since = early > 0 ? performance.now() : due; // that a timer is late is our own fault
      await sendOn(connection, request);
      latencies.push(performance.now() - since);
    }
  });
}

/**
 * @param {Pick<LoadOptions, 'target' | 'connections'>} options
 * @param {(connection: HttpConnection, latencies: number[]) => Promise<void>} work
 * @returns {Promise<Load>}
 */
async function onConnections({ target: { port, signal }, connections }, work) {
  const open = await Promise.all(Array.from({ length: connections }, () => HttpConnection.open(port)));
  /** @type {number[]} */
  const latencies = [];
  const close = () => open.forEach((connection) => connection.close());
  signal.addEventListener('abort', close);
  const startedAt = performance.now();
  try {
    await Promise.all(open.map((connection) => work(connection, latencies)));
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
  return { latencies, seconds: (performance.now() - startedAt) / 1_000, startedAt };
}

/**
 * @param {HttpConnection} connection
 * @param {Buffer} request
 */
async function sendOn(connection, request) {
  const status = await connection.send(request);
  if (status < 200 || status > 299) throw new Refusal(`A request was answered with ${status}: what is measured is the way that goes well.`);
}

/**
 * A source that ends after so many requests.
 * @param {() => Buffer} make
 * @param {number} count
 * @returns {Source}
 */
export function times(make, count) {
  let left = count;
  return () => (left-- > 0 ? make() : undefined);
}

/**
 * A source that ends after so many seconds, counted from its first request.
 * @param {() => Buffer} make
 * @param {number} seconds
 * @returns {Source}
 */
export function during(make, seconds) {
  /** @type {number | undefined} */
  let end;
  return () => (performance.now() < (end ??= performance.now() + seconds * 1_000) ? make() : undefined);
}
