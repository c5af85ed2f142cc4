// @ts-check
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpConnection, headOf } from '../load/http-connection.mjs';
import { latencyOf, percentile, spreadOf } from '../statistics.mjs';
import { rest } from './settle.mjs';

/** @typedef {import('./row.mjs').Pair} Pair */

const PER_SECOND = 20;
const LOOK_EVERY_MS = 20;
const GIVE_UP_MS = 30_000;
const LONGEST_P99_MS = 2_000;

/** From the answer to an event until `real-time` shows it. @type {import('./row.mjs').Row} */
export const visibility = {
  name: 'visibility',
  async measure({ pair, options, tell }) {
    const { system } = await pair();
    const rounds = [];
    for (let round = 1; round <= options.rounds; round += 1) {
      await rest(system);
      const delays = await watch(system, PER_SECOND * options.seconds);
      rounds.push({ ...latencyOf(delays), p90: percentile(delays, 0.9) });
      tell(
        `visibility ${round}/${options.rounds}: p50 ${percentile(delays, 0.5).toFixed(0)} ms, p99 ${percentile(delays, 0.99).toFixed(0)} ms`,
      );
    }
    const row = (/** @type {string} */ what, /** @type {number[]} */ values) => {
      const ours = spreadOf(values);
      return { what, unit: 'ms', bar: 'p99 under 2 s', met: ours.median < LONGEST_P99_MS, ours };
    };
    const results = [
      row(
        '2xx to visible in `real-time`, p50',
        rounds.map(({ p50 }) => p50),
      ),
      row(
        '2xx to visible in `real-time`, p99',
        rounds.map(({ p99 }) => p99),
      ),
    ];
    return { rounds, results };
  },
};

/**
 * Sends events, each of a type of its own, and asks all the while which of them are there.
 * @param {Pair['system']} system
 * @param {number} count
 * @returns {Promise<number[]>}  How long each took, in milliseconds.
 */
async function watch(system, count) {
  /** @type {Map<string, number>} When each was answered that has not been seen yet. */
  const unseen = new Map();
  /** @type {number[]} */
  const delays = [];
  const sending = send(system, { count, answered: (eventType) => unseen.set(eventType, performance.now()) });
  const end = performance.now() + (count / PER_SECOND) * 1_000 + GIVE_UP_MS;
  while (delays.length < count && performance.now() < end) {
    const since = performance.now();
    for (const eventType of await seen(system, [...unseen.keys()])) {
      delays.push(performance.now() - /** @type {number} */ (unseen.get(eventType)));
      unseen.delete(eventType);
    }
    await sleep(Math.max(0, LOOK_EVERY_MS - (performance.now() - since)));
  }
  await sending;
  if (delays.length < count) throw new Error(`${count - delays.length} events were never seen`);
  return delays;
}

/**
 * @param {Pair['system']} system
 * @param {string[]} eventTypes
 * @returns {Promise<Set<string>>}
 */
async function seen(system, eventTypes) {
  if (eventTypes.length === 0) return new Set();
  /** @type {{ realTimeActivity: { event_type: string }[] }} */
  const { realTimeActivity } = await system.ask(`/tracking/real-time?timeRange=1h&eventTypes=${eventTypes.join(',')}`);
  return new Set(realTimeActivity.map(({ event_type }) => event_type));
}

/**
 * @param {Pair['system']} system
 * @param {{ count: number, answered: (eventType: string) => void }} work
 */
async function send(system, { count, answered }) {
  const connection = await HttpConnection.open(system.port);
  const begun = performance.now();
  for (let number = 0; number < count; number += 1) {
    await sleep(Math.max(0, begun + (number * 1_000) / PER_SECOND - performance.now()));
    const eventType = `visible-${randomUUID()}`;
    const body = JSON.stringify({ eventType, messageId: randomUUID(), sessionId: 'bench', pageUrl: 'https://bilten.example/' });
    const head = headOf({ path: '/api/v1/tracking/activity', length: body.length, headers: system.headers });
    const status = await connection.send(Buffer.from(head + body));
    if (status !== 202) throw new Error(`An event was answered with ${status}`);
    answered(eventType);
  }
  connection.close();
}
