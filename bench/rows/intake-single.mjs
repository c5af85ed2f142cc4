// @ts-check
import { grouped } from '../../tools/progress.mjs';
import { RequestPool } from '../load/events.mjs';
import { during, saturate } from '../load/load.mjs';
import { latencyOf, spreadOf } from '../statistics.mjs';
import { rounded, sideBySide } from './row.mjs';
import { drained, eventsStored, rest } from './settle.mjs';

/** @typedef {import('./row.mjs').Pair} Pair */
/** @typedef {{ requestsPerSecond: number, latency: import('../statistics.mjs').Latency }} SingleRound */

const CONNECTIONS = 64;
const LEAST_PER_SECOND = 1_500;
const LONGEST_P99_MS = 100;
const LEAST_RATIO = 1 / 3;

/** @type {import('./row.mjs').Row} */
export const intakeSingle = {
  name: 'intake-single',
  async measure({ pair, options, tell, profiled }) {
    const { system, bare } = await pair();
    await toSystem(system, 1);
    await toFastify({ system, bare }, 1);
    const rounds = await profiled(() =>
      sideBySide(options.rounds, {
        ours: () => toSystem(system, options.seconds),
        reference: () => toFastify({ system, bare }, options.seconds),
        tell: (round, ours, reference) =>
          tell(
            `intake-single ${round}/${options.rounds}: ${inWords(ours)}, bare Fastify ${inWords(reference)}: ${(ours.requestsPerSecond / reference.requestsPerSecond).toFixed(2)}`,
          ),
      }),
    );
    return { rounds, results: resultsOf(rounds) };
  },
};

/** @param {SingleRound} round */
const inWords = ({ requestsPerSecond, latency }) =>
  `${grouped(Math.round(requestsPerSecond))} requests/s (p99 ${latency.p99.toFixed(1)} ms)`;

/** @param {{ ours: SingleRound, reference: SingleRound }[]} rounds */
function resultsOf(rounds) {
  const spread = (/** @type {'ours' | 'reference'} */ side, /** @type {(round: SingleRound) => number} */ value) =>
    spreadOf(rounds.map((round) => value(round[side])));
  const ratio = spreadOf(rounds.map(({ ours, reference }) => ours.requestsPerSecond / reference.requestsPerSecond));
  const rate = spread('ours', ({ requestsPerSecond }) => requestsPerSecond);
  const p99 = spread('ours', ({ latency }) => latency.p99);
  return [
    {
      what: `intake, single events, ${CONNECTIONS} connections`,
      unit: 'requests/s',
      bar: 'at least 1,500 requests/s and a third of bare Fastify',
      met: rate.median >= LEAST_PER_SECOND && ratio.median >= LEAST_RATIO,
      ours: rate,
      reference: spread('reference', ({ requestsPerSecond }) => requestsPerSecond),
      ratio,
      against: 'bare Fastify',
    },
    {
      what: 'the same, p99 of the answer',
      unit: 'ms',
      bar: `under ${LONGEST_P99_MS} ms`,
      met: p99.median < LONGEST_P99_MS,
      ours: p99,
      reference: spread('reference', ({ latency }) => latency.p99),
      against: 'bare Fastify',
    },
  ];
}

/**
 * @param {Pair['system']} system
 * @param {number} seconds
 */
async function toSystem(system, seconds) {
  const before = await eventsStored(system);
  await rest(system);
  const { round, answered } = await timed(
    { port: system.port, path: '/api/v1/tracking/activity', headers: system.headers, signal: system.signal },
    seconds,
  );
  await drained(system, before + answered);
  return round;
}

/**
 * @param {Pair} pair
 * @param {number} seconds
 */
async function toFastify({ system, bare }, seconds) {
  await rest(system);
  const { round } = await timed({ port: bare.doorPort, path: '/event', headers: system.headers, signal: system.signal }, seconds);
  return round;
}

/**
 * @param {import('../load/load.mjs').Target} target
 * @param {number} seconds
 * @returns {Promise<{ round: SingleRound, answered: number }>}
 */
async function timed(target, seconds) {
  const pool = new RequestPool(target);
  const load = await saturate({ target, connections: CONNECTIONS, next: during(pool.next, seconds) });
  const answered = load.latencies.length;
  return { round: { requestsPerSecond: rounded(answered / load.seconds), latency: latencyOf(load.latencies) }, answered };
}
