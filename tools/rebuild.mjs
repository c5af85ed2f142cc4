// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CONNECTION_OPTIONS, readConnection, runTool } from './connection.mjs';
import { Progress, grouped } from './progress.mjs';
import { Refusal } from './terminal.mjs';

const USAGE = `npm run rebuild -- [options]

Drops the columnar event store of a running system and rebuilds it from the journal. Reports fill up again meanwhile.

  --url URL   the gateway (this installation: http://127.0.0.1:3000)
  --key KEY   an admin API key; else BILTEN_API_KEY, else the key of this installation`;

const LOOK_EVERY_MS = 200;

/** @typedef {{ events: number, lag: number, rebuilding?: { copied: number, total: number } }} EventStore */

await runTool(async () => {
  const { values } = parseArgs({ options: { ...CONNECTION_OPTIONS, help: { type: 'boolean', default: false } } });
  if (values.help) return console.log(USAGE);
  const { url, key } = readConnection(values);
  const ask = askerOf(`${url}/api/v1/analytics/event-store`, key);

  const progress = new Progress({ unit: 'events' });
  let store = await ask('POST', '/rebuild');
  while (store.rebuilding) {
    const { copied, total } = store.rebuilding;
    progress.show({ share: total > 0 ? Math.min(1, copied / total) : 1, done: copied, tally: { toString: () => `of ${grouped(total)}` } });
    await sleep(LOOK_EVERY_MS);
    store = await ask('GET', '');
  }
  progress.end();
  console.log(`The event store holds ${grouped(store.events)} events.`);
});

/**
 * @param {string} endpoint
 * @param {string} key
 * @returns {(method: string, path: string) => Promise<EventStore>}
 */
function askerOf(endpoint, key) {
  return async (method, path) => {
    const answer = await fetch(endpoint + path, { method, headers: { 'x-api-key': key } }).catch(() => undefined);
    if (!answer) throw new Refusal(`Nobody answers at ${endpoint}. Is the system running?`);
    const { data, title, detail } = /** @type {{ data: EventStore, title?: string, detail?: string }} */ (await answer.json());
    if (!answer.ok) throw new Refusal(`${title}: ${detail}`);
    return data;
  };
}
