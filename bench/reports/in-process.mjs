// @ts-check
/**
 * Fills an event store and asks it for each report in both ways, in this one process: what is compared is what the engine is asked, not the way
 * to it. Forked with the folder, the number of events and the number of rounds; tells its parent how it goes and what came of it.
 */
import { isDeepStrictEqual } from 'node:util';
import { EventStore } from '../../apps/analytics/dist/event-store/event-store.js';
import { ReportsService } from '../../apps/analytics/dist/reports/reports.service.js';
import { POPULATION } from '../sql/population.sql.mjs';
import { median } from '../statistics.mjs';
import { QUESTIONS } from './questions.mjs';

/** @typedef {import('./questions.mjs').Asked} Asked */
/** @typedef {import('./questions.mjs').Question} Question */
/** @typedef {{ name: string, rounds: { ours: number, reference: number }[], asked: Asked[] }} Measured  In milliseconds. */
/** @typedef {{ progress: string } | { measured: Measured[] } | { failure: string }} Message */

const AT_ONCE = 200_000;
const TRIES = 10;

/** @type {(message: Message) => void} */
const tell = (message) => process.send?.(message);

async function main() {
  const [path = '', events = '0', rounds = '1'] = process.argv.slice(2);
  const until = Date.now();
  const store = await EventStore.open({ path });
  await fill(store, Number(events), until);
  const asked = await askedOf(store, until);
  /** @type {Measured[]} */
  const measured = [];
  for (const question of QUESTIONS) {
    measured.push({ name: question.name, rounds: await compare(store, question, { asked, rounds: Number(rounds) }), asked });
    tell({ progress: lineOf(/** @type {Measured} */ (measured.at(-1))) });
  }
  await store.close();
  tell({ measured });
}

/**
 * In one part per month, so that both ways and every run find the same.
 * @param {EventStore} store
 * @param {number} events
 * @param {number} until
 */
async function fill(store, events, until) {
  const since = performance.now();
  for (let from = 0; from < events; from += AT_ONCE)
    await store.command(POPULATION, { from, count: Math.min(AT_ONCE, events - from), until });
  await store.command('optimize table events final');
  tell({
    progress: `${events.toLocaleString('en-US')} events in the event store after ${((performance.now() - since) / 1_000).toFixed(1)} s`,
  });
}

/**
 * Users of whom much is known, and the pages most looked at.
 * @param {EventStore} store
 * @param {number} until
 * @returns {Promise<Asked[]>}
 */
async function askedOf(store, until) {
  const users = await store.query(
    `select user_id as userId from events where user_id != '' and not bot group by userId order by count() desc, userId limit ${TRIES} offset 100`,
  );
  const pages = await store.query(
    `select page_url as pageUrl from events where kind = 'heatmap' and not bot group by pageUrl order by count() desc, pageUrl limit ${TRIES}`,
  );
  return users.map(
    (user, index) =>
      /** @type {Asked} */ ({ .../** @type {object} */ (user), .../** @type {object} */ (pages[index]), now: until + index }),
  );
}

/**
 * @param {EventStore} store
 * @param {Question} question
 * @param {{ asked: Asked[], rounds: number }} work
 */
async function compare(store, { name, ours, reference }, { asked, rounds }) {
  const service = new ReportsService(store);
  const both = async (/** @type {Asked} */ one, /** @type {boolean} */ oursFirst) => {
    // Reports count back from the present, so both ways are given the same one.
    Date.now = () => one.now;
    const first = await timed(() => (oursFirst ? ours(service, one) : reference(store, one)));
    const second = await timed(() => (oursFirst ? reference(store, one) : ours(service, one)));
    if (!isDeepStrictEqual(first.answer, second.answer))
      throw new Error(`${name}: not the same answer: ${JSON.stringify([first.answer, second.answer])}`);
    return oursFirst ? { ours: first.ms, reference: second.ms } : { ours: second.ms, reference: first.ms };
  };
  for (const one of asked.slice(0, 2)) await both(one, true);
  const results = [];
  for (let round = 0; round < rounds; round += 1) {
    const tries = [];
    for (const [index, one] of asked.entries()) tries.push(await both(one, index % 2 === round % 2));
    results.push({ ours: median(tries.map((each) => each.ours)), reference: median(tries.map((each) => each.reference)) });
  }
  return results;
}

/**
 * @template Answer
 * @param {() => Promise<Answer>} work
 */
async function timed(work) {
  const since = performance.now();
  const answer = await work();
  return { answer, ms: performance.now() - since };
}

/** @param {Measured} measured */
function lineOf({ name, rounds }) {
  const [ours, reference] = [median(rounds.map((round) => round.ours)), median(rounds.map((round) => round.reference))];
  return `reports, ${name}: ${ours.toFixed(1)} ms, by hand ${reference.toFixed(1)} ms: ${(ours / reference).toFixed(2)}`;
}

await main().catch((error) => tell({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }));
process.disconnect?.();
