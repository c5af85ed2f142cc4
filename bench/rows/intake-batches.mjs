// @ts-check
import { grouped } from '../../tools/progress.mjs';
import { Refusal } from '../../tools/terminal.mjs';
import { waitUntil } from '../../tools/process/wait-until.mjs';
import { cpuSpent, cpuTimes, LOAD_GENERATOR } from '../cpu-time.mjs';
import { RequestPool } from '../load/events.mjs';
import { saturate, times } from '../load/load.mjs';
import { latencyOf, spreadOf } from '../statistics.mjs';
import { rounded, sideBySide } from './row.mjs';
import { drained, eventsStored, rest } from './settle.mjs';

/** @typedef {import('./row.mjs').Bench} Bench */
/** @typedef {import('./row.mjs').Pair} Pair */
/**
 * @typedef {object} IntakeRound
 * @property {number} eventsPerSecond  From the first request until both stores have all events.
 * @property {number} acceptedPerSecond  Until the last answer.
 * @property {number} seconds
 * @property {import('../statistics.mjs').Latency} acknowledgement
 * @property {Record<string, number>} cpuMs  Processor time by process.
 * @property {number} cpuMsPer1000  Of all of them but the load generator, per 1,000 events.
 */

export const EVENTS_PER_BATCH = 50;
const CONNECTIONS = 32;
const LEAST = 0.5;
const AIM = 0.75;

/** @type {import('./row.mjs').Row} */
export const intakeBatches = {
  name: 'intake-batches',
  async measure({ pair, options, tell, profiled }) {
    const { system, bare } = await pair();
    const batches = Math.ceil(options.events / EVENTS_PER_BATCH);
    await warmUp({ system, bare });
    const rounds = await profiled(() =>
      sideBySide(options.rounds, {
        ours: () => throughSystem(system, batches),
        reference: () => throughBarePipe({ system, bare }, batches),
        tell: (round, ours, reference) =>
          tell(
            `intake-batches ${round}/${options.rounds}: ${perSecond(ours)}, bare pipe ${perSecond(reference)}: ${(ours.eventsPerSecond / reference.eventsPerSecond).toFixed(2)}`,
          ),
      }),
    );
    return { rounds, results: [throughput(rounds), processorTime(rounds)] };
  },
};

/** @param {IntakeRound} round */
const perSecond = ({ eventsPerSecond, acceptedPerSecond }) =>
  `${grouped(Math.round(eventsPerSecond))} events/s (accepted at ${grouped(Math.round(acceptedPerSecond))})`;

/** @param {{ ours: IntakeRound, reference: IntakeRound }[]} rounds */
function throughput(rounds) {
  const ratio = spreadOf(rounds.map(({ ours, reference }) => ours.eventsPerSecond / reference.eventsPerSecond));
  return {
    what: `intake, batches of ${EVENTS_PER_BATCH}, drained to both stores`,
    unit: 'events/s',
    bar: `at least ${LEAST} of the bare pipe, aim ${AIM}; aim 10,000 events/s`,
    met: ratio.median >= LEAST,
    ours: spreadOf(rounds.map(({ ours }) => ours.eventsPerSecond)),
    reference: spreadOf(rounds.map(({ reference }) => reference.eventsPerSecond)),
    ratio,
    against: 'bare pipe',
  };
}

/**
 * Steadier than the throughput where others use the machine too.
 * @param {{ ours: IntakeRound, reference: IntakeRound }[]} rounds
 */
function processorTime(rounds) {
  return {
    what: 'the same, processor time of all processes but the load generator',
    unit: 'ms per 1,000 events',
    ours: spreadOf(rounds.map(({ ours }) => ours.cpuMsPer1000)),
    reference: spreadOf(rounds.map(({ reference }) => reference.cpuMsPer1000)),
    ratio: spreadOf(rounds.map(({ ours, reference }) => ours.cpuMsPer1000 / reference.cpuMsPer1000)),
    against: 'bare pipe',
  };
}

/**
 * A little of everything first: connections, compiled code, the month's partitions.
 * @param {Pair} pair
 */
async function warmUp({ system, bare }) {
  await throughSystem(system, 100);
  await throughBarePipe({ system, bare }, 100);
}

/**
 * @param {Pair['system']} system
 * @param {number} batches
 * @returns {Promise<IntakeRound>}
 */
export async function throughSystem(system, batches) {
  const before = await eventsStored(system);
  await rest(system);
  return await timed(system, {
    batches,
    target: { port: system.port, path: '/api/v1/tracking/batch', headers: system.headers, signal: system.signal },
    arrived: () => drained(system, before + batches * EVENTS_PER_BATCH),
  });
}

/**
 * @param {Pair} pair
 * @param {number} batches
 */
async function throughBarePipe({ system, bare }, batches) {
  const wanted = (await bare.written()) + batches * EVENTS_PER_BATCH;
  await rest(system);
  const round = await timed(bare, {
    batches,
    target: { port: bare.doorPort, path: '/batch', headers: system.headers, signal: system.signal },
    arrived: async () => {
      if (!(await waitUntil(async () => (await bare.written()) >= wanted, { withinMs: 300_000, signal: system.signal })))
        throw new Refusal('The bare pipe is stuck.');
    },
  });
  const { journal, eventStore } = await bare.tables();
  if (journal !== wanted || eventStore !== wanted)
    throw new Refusal(`The bare pipe holds ${journal} and ${eventStore} events, not ${wanted}.`);
  return round;
}

/**
 * @param {{ pids: ReadonlyMap<string, number | undefined> }} side
 * @param {{ batches: number, target: import('../load/load.mjs').Target, arrived: () => Promise<void> }} work
 * @returns {Promise<IntakeRound>}
 */
async function timed({ pids }, { batches, target, arrived }) {
  const pool = new RequestPool({ ...target, eventsPerBatch: EVENTS_PER_BATCH });
  const cpu = cpuTimes(pids);
  const load = await saturate({ target, connections: CONNECTIONS, next: times(pool.next, batches) });
  await arrived();
  const seconds = (performance.now() - load.startedAt) / 1_000;
  const events = batches * EVENTS_PER_BATCH;
  const { [LOAD_GENERATOR]: _none, ...cpuMs } = cpuSpent(cpu, cpuTimes(pids));
  return {
    eventsPerSecond: rounded(events / seconds),
    acceptedPerSecond: rounded(events / load.seconds),
    seconds: rounded(seconds),
    acknowledgement: latencyOf(load.latencies),
    cpuMs,
    cpuMsPer1000: rounded((1_000 * Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0)) / events),
  };
}
