// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../../tools/process/wait-until.mjs';
import { Refusal } from '../../tools/terminal.mjs';

/** @typedef {import('./row.mjs').Pair} Pair */

const LOOK_EVERY_MS = 50;
const DRAINED_WITHIN_MS = 300_000;
const REST_MS = 1_500;

/** @typedef {{ drained: boolean, received: number, stored: number, duplicate: number, rejected: number, deadLettered: number }} Ledger */
/** @typedef {{ events: number, lag: number }} EventStore */

/**
 * Waits until the journal and the event store hold so many events, and nothing is under way.
 * @param {Pair['system']} system
 * @param {number} events
 */
export async function drained(system, events) {
  const ledger = () => /** @type {Promise<Ledger>} */ (system.ask('/tracking/ledger'));
  const eventStore = () => /** @type {Promise<EventStore>} */ (system.ask('/analytics/event-store'));
  const isJournaled = async () => {
    const { drained: isDrained, stored } = await ledger();
    return isDrained && stored >= events;
  };
  const isProjected = async () => {
    const { lag, events: projected } = await eventStore();
    return lag === 0 && projected >= events;
  };
  if (await all([isJournaled, isProjected], system.signal)) return;
  throw new Refusal(`Not drained after ${DRAINED_WITHIN_MS / 1_000} s: ${JSON.stringify([await ledger(), await eventStore()])}`);
}

/**
 * One after the other: what has come to rest once is not asked again.
 * @param {(() => Promise<boolean>)[]} probes
 * @param {AbortSignal} signal
 */
async function all(probes, signal) {
  for (const probe of probes) {
    if (!(await waitUntil(probe, { withinMs: DRAINED_WITHIN_MS, everyMs: LOOK_EVERY_MS, signal }))) return false;
  }
  return true;
}

/**
 * Events that the system holds.
 * @param {Pair['system']} system
 */
export async function eventsStored(system) {
  const { stored, received } = /** @type {Ledger} */ (await system.ask('/tracking/ledger'));
  if (stored !== received) throw new Refusal(`Not all events were stored: ${received} received, ${stored} stored.`);
  return stored;
}

/**
 * Lets the disk and the background work of the last measurement come to rest, so that the next one does not pay for them.
 * @param {Pair['system']} system
 */
export async function rest(system) {
  await system.asSuperuser((db) => db.query('checkpoint'));
  await sleep(REST_MS, undefined, { signal: system.signal });
}
