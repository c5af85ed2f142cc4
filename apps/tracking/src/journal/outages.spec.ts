import { setTimeout as sleep } from 'node:timers/promises';
import { intake } from '@bilten/contracts/tracking/intake.contract.js';
import { startService } from '@bilten/platform/run-service.js';
import { nobody, testEnvironment } from '@bilten/platform/testing/test-service.js';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { AppModule } from '../app.module.js';
import { takeAway } from '../testing/postgres-outage.js';
import { TestTracking } from '../testing/start-tracking.js';

// Two replicas on one database and one NATS: whatever happens, happens to both.
let tracking: TestTracking;
let replica: Awaited<ReturnType<typeof startService>>;
beforeAll(async () => {
  tracking = await TestTracking.start();
  replica = await startService('tracking', AppModule, {
    ...testEnvironment(tracking.service.database, tracking.service.server),
    JOURNAL_LINGER_MS: '5',
  });
});
afterAll(async () => {
  await tracking?.stop();
});

vi.setConfig({ testTimeout: 90_000 });
const CLIENTS = 8;
/** Clients less patient than most, so that the test need not be. */
const impatient = { batch: { ...intake.batch, deadlineMs: 1_000 } };
const events = (name: string, client: number, at: number) =>
  Array.from({ length: 5 }, (_, n) => ({ eventType: name, messageId: `${name}-${client}-${at}-${n}` }));

interface Traffic {
  /** Message ids that were answered with a 2xx. */
  readonly acknowledged: Set<string>;
  /** How often a client heard that it must come back. */
  refused: number;
}

/** Clients that send batch after batch, each again until it is taken, and sometimes once more for no reason, until the work is done. */
async function traffic(name: string, work: (traffic: Traffic) => Promise<void>): Promise<Traffic> {
  const state: Traffic = { acknowledged: new Set(), refused: 0 };
  let done = false;
  const client = async (number: number) => {
    for (let at = 0; !done; at += 1) {
      const batch = events(name, number, at);
      for (let left = at % 3 === 0 ? 2 : 1; left > 0;) {
        const answer = await tracking.service
          .as(nobody, impatient)
          .batch({ events: batch })
          .catch((error: { kind: string }) => error);
        if ('kind' in answer) {
          expect(answer.kind).toBe('unavailable');
          state.refused += 1;
          await sleep(50);
        } else left -= 1;
      }
      for (const { messageId } of batch) state.acknowledged.add(messageId);
      await sleep(5);
    }
  };
  const clients = Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)));
  await work(state);
  done = true;
  await clients;
  return state;
}

/** Every acknowledged event is in the journal and was told, each once. What was on its way when NATS died comes again when its acknowledgement is overdue. */
async function expectEachOnce(name: string, { acknowledged }: Traffic) {
  await vi.waitUntil(async () => (await tracking.ledger()).drained, { timeout: 45_000, interval: 50 });
  // What an interruption left untold is told after ten seconds: now.
  await tracking.db.query(`update publication set created_at = now() - interval '11 seconds'`);
  const { deadLettered, rejected } = await tracking.drained();
  const rows: { message_id: string }[] = await tracking.db.query('select message_id from user_activity_tracking where event_type = $1', [
    name,
  ]);
  expect(rows.map(({ message_id }) => message_id).toSorted()).toEqual([...acknowledged].toSorted());
  expect([deadLettered, rejected]).toEqual([0, 0]);
  const told = (await tracking.told()).filter((event) => event.name === name);
  expect(told.map(({ message_id }) => message_id).toSorted()).toEqual([...acknowledged].toSorted());
}

const grows = (state: Traffic, by: number) => {
  const start = state.acknowledged.size;
  return vi.waitUntil(() => state.acknowledged.size >= start + by, { timeout: 25_000, interval: 5 });
};

it('counts each event once with two replicas at work', async () => {
  const state = await traffic('calm', (seen) => grows(seen, 500).then(() => {}));
  expect(state.refused).toBe(0);
  await expectEachOnce('calm', state);
});

it('takes events while PostgreSQL is away, and the journal catches up when it is back', async () => {
  const state = await traffic('no-postgres', async (seen) => {
    await grows(seen, 50);
    const bringBack = await takeAway(tracking.service.database);
    try {
      await Promise.all([grows(seen, 300), sleep(1_500)]);
    } finally {
      await bringBack();
    }
    await grows(seen, 50);
  });
  expect(state.refused).toBe(0);
  await expectEachOnce('no-postgres', state);
});

it('says that it cannot while NATS is away, goes on by itself when it is back, and loses nothing that it took', async () => {
  const state = await traffic('no-nats', async (seen) => {
    await grows(seen, 100);
    await tracking.service.server.kill();
    // Longer than any client waits.
    await sleep(1_200);
    await tracking.service.server.revive();
    await grows(seen, 100);
  });
  expect(state.refused).toBeGreaterThan(0);
  await expectEachOnce('no-nats', state);
});

it('goes on without a word when a replica ends in the middle of it all', async () => {
  const state = await traffic('one-less', async (seen) => {
    await grows(seen, 100);
    await replica.stop();
    await grows(seen, 100);
  });
  expect(state.refused).toBe(0);
  await expectEachOnce('one-less', state);
});
