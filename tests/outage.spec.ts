import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { system, type System } from './system.js';

let house: System;
beforeAll(async () => {
  house = await system();
});
afterAll(() => house.stop());

it('a NATS that dies in the middle of an import loses nothing and doubles nothing', async () => {
  const sent = 4_000;
  const acknowledged = new Set<string>();
  const batches = Array.from({ length: sent / 50 }, (_, batch) =>
    Array.from({ length: 50 }, (_, number) => ({ eventType: 'tick', messageId: `tick-${batch}-${number}`, sessionId: `s-${batch}` })),
  );

  const send = async (events: (typeof batches)[number]) => {
    for (;;) {
      const answer = await house.admin.post('/api/v1/tracking/batch', { events }).catch(() => undefined);
      if (answer?.status === 202) return events.forEach(({ messageId }) => acknowledged.add(messageId));
      await sleep(100);
    }
  };
  const importing = (async () => {
    for (const events of batches) await send(events);
  })();
  await sleep(300);
  await house.nats.kill();
  await sleep(1_000);
  await house.nats.revive();
  await importing;
  await house.settled();

  const ledger = (await house.admin.get('/api/v1/tracking/ledger')).body.data;
  expect(acknowledged.size).toBe(sent);
  expect(ledger).toMatchObject({ stored: sent, rejected: 0, deadLettered: 0, inFlight: 0 });
  const { body } = await house.admin.get('/api/v1/tracking/real-time?timeRange=1h&eventTypes=tick');
  expect(body.data.realTimeActivity.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(sent);
}, 90_000);
