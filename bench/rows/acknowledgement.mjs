// @ts-check
import { grouped } from '../../tools/progress.mjs';
import { RequestPool } from '../load/events.mjs';
import { pace, times } from '../load/load.mjs';
import { latencyOf, spreadOf } from '../statistics.mjs';
import { EVENTS_PER_BATCH, throughSystem } from './intake-batches.mjs';
import { sideBySide } from './row.mjs';
import { drained, eventsStored, rest } from './settle.mjs';

/** @typedef {import('./row.mjs').Bench} Bench */
/** @typedef {import('./row.mjs').Pair} Pair */

const CONNECTIONS = 32;
const LONGEST_P99_MS = 50;

/** How long an answer takes while the system is half as busy as it can be. @type {import('./row.mjs').Row} */
export const acknowledgement = {
  name: 'acknowledgement',
  async measure(bench) {
    const { options, tell } = bench;
    const { system, bare } = await bench.pair();
    const perSecond = (await peakOf(bench)) / EVENTS_PER_BATCH / 2;
    const batches = Math.ceil(perSecond * options.seconds);
    const rounds = await sideBySide(options.rounds, {
      ours: () => toSystem(system, { perSecond, batches }),
      reference: () => toBarePipe({ system, bare }, { perSecond, batches }),
      tell: (round, ours, reference) =>
        tell(
          `acknowledgement ${round}/${options.rounds} at ${grouped(Math.round(perSecond * EVENTS_PER_BATCH))} events/s: p99 ${ours.p99.toFixed(1)} ms, bare pipe ${reference.p99.toFixed(1)} ms`,
        ),
    });
    const ours = spreadOf(rounds.map((round) => round.ours.p99));
    const reference = spreadOf(rounds.map((round) => round.reference.p99));
    const what = `acknowledgement p99 at half of the peak (${grouped(Math.round(perSecond * EVENTS_PER_BATCH))} events/s)`;
    const bar = `under ${LONGEST_P99_MS} ms`;
    return { rounds, results: [{ what, unit: 'ms', bar, met: ours.median < LONGEST_P99_MS, ours, reference, against: 'bare pipe' }] };
  },
};

/**
 * The peak of this run; measured here when its row was left out.
 * @param {Bench} bench
 */
async function peakOf({ finished, pair, options }) {
  const known = finished.get('intake-batches')?.results[0]?.ours.median;
  if (known) return known;
  const { system } = await pair();
  await throughSystem(system, 100);
  return (await throughSystem(system, Math.ceil(options.events / EVENTS_PER_BATCH))).eventsPerSecond;
}

/** @typedef {{ perSecond: number, batches: number }} Rate */

/**
 * @param {Pair['system']} system
 * @param {Rate} rate
 */
async function toSystem(system, rate) {
  const before = await eventsStored(system);
  await rest(system);
  const latency = await paced({ port: system.port, path: '/api/v1/tracking/batch', headers: system.headers, signal: system.signal }, rate);
  await drained(system, before + rate.batches * EVENTS_PER_BATCH);
  return latency;
}

/**
 * @param {Pair} pair
 * @param {Rate} rate
 */
async function toBarePipe({ system, bare }, rate) {
  await rest(system);
  return await paced({ port: bare.doorPort, path: '/batch', headers: system.headers, signal: system.signal }, rate);
}

/**
 * @param {import('../load/load.mjs').Target} target
 * @param {Rate} rate
 */
async function paced(target, { perSecond, batches }) {
  const pool = new RequestPool({ ...target, eventsPerBatch: EVENTS_PER_BATCH });
  const { latencies } = await pace({ target, connections: CONNECTIONS, next: times(pool.next, batches), perSecond });
  return latencyOf(latencies);
}
