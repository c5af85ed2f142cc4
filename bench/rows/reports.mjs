// @ts-check
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { grouped } from '../../tools/progress.mjs';
import { Refusal } from '../../tools/terminal.mjs';
import { QUESTIONS } from '../reports/questions.mjs';
import { percentile, spreadOf } from '../statistics.mjs';

/** @typedef {import('../reports/in-process.mjs').Measured} Measured */
/** @typedef {import('../reports/in-process.mjs').Message} Message */
/** @typedef {import('./row.mjs').Bench} Bench */
/** @typedef {import('./row.mjs').Pair} Pair */

const MOST_TIMES = 1.3;
const LONGEST_P95_MS = 1_000;

/** Each report against SQL by hand, then over HTTP as a client has it. @type {import('./row.mjs').Row} */
export const reports = {
  name: 'reports',
  async measure(bench) {
    const { options, tell } = bench;
    await bench.clear();
    const dataDir = bench.folder('reports');
    const measured = await inProcess(bench, join(dataDir, 'events'));
    const system = await bench.installation(dataDir);
    /** @type {number[][]} */
    const overHttp = [];
    for (const { name, asked } of measured) {
      const rounds = await p95s(system, { name, asked, rounds: options.rounds });
      tell(`reports, ${name}: p95 over HTTP ${rounds.map((p95) => p95.toFixed(0)).join(', ')} ms`);
      overHttp.push(rounds);
    }
    const events = grouped(options.reportEvents);
    const results = measured.flatMap((one, index) => [byHand(one, events), httpResult(one.name, overHttp[index] ?? [])]);
    return { rounds: measured.map(({ name, rounds }, index) => ({ name, rounds, p95OverHttp: overHttp[index] })), results };
  },
};

/**
 * @param {Measured} measured
 * @param {string} events
 */
function byHand({ name, rounds }, events) {
  const ratio = spreadOf(rounds.map(({ ours, reference }) => ours / reference));
  return {
    what: `${name}, at ${events} events, in process`,
    unit: 'ms',
    bar: `at most ${MOST_TIMES} times SQL by hand`,
    met: ratio.median <= MOST_TIMES,
    ours: spreadOf(rounds.map(({ ours }) => ours)),
    reference: spreadOf(rounds.map(({ reference }) => reference)),
    ratio,
    against: 'SQL by hand',
  };
}

/**
 * @param {string} name
 * @param {number[]} p95PerRound
 */
function httpResult(name, p95PerRound) {
  const ours = spreadOf(p95PerRound);
  return { what: `${name}, p95 over HTTP`, unit: 'ms', bar: 'under 1 s', met: ours.median < LONGEST_P95_MS, ours };
}

/**
 * @param {Bench} bench
 * @param {string} path
 * @returns {Promise<Measured[]>}
 */
function inProcess({ root, options, signal, tell }, path) {
  const child = fork(join(root, 'bench/reports/in-process.mjs'), [path, String(options.reportEvents), String(options.rounds)], { signal });
  return new Promise((resolve, reject) => {
    /** @type {Measured[] | undefined} */
    let result;
    child.on('message', (/** @type {Message} */ message) => {
      if ('progress' in message) tell(message.progress);
      else if ('failure' in message) reject(new Refusal(`The reports could not be compared: ${message.failure}`));
      else result = message.measured;
    });
    child.once('error', reject);
    // Only then is the event store free for the service.
    child.once('exit', (code) =>
      result ? resolve(result) : reject(new Refusal(`The comparison of the reports ended with code ${code}.`)),
    );
  });
}

/**
 * @param {Pair['system']} system
 * @param {{ name: string, asked: Measured['asked'], rounds: number }} work
 */
async function p95s(system, { name, asked, rounds }) {
  const requests = QUESTIONS.filter((question) => question.name === name).flatMap(({ overHttp }) => asked.map(overHttp));
  const latencies = Array.from({ length: rounds }, () => /** @type {number[]} */ ([]));
  for (const ofRound of latencies) {
    for (const { path, body } of [...requests, ...requests]) {
      const since = performance.now();
      await system.ask(path, body);
      ofRound.push(performance.now() - since);
    }
  }
  return latencies.map((ofRound) => percentile(ofRound, 0.95));
}
