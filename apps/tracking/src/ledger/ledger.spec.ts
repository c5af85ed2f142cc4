import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aBatch, aRow, publishBatch, publishText } from '../testing/a-batch.js';
import { TestTracking } from '../testing/start-tracking.js';

let tracking: TestTracking;
beforeAll(async () => {
  tracking = await TestTracking.start();
});
afterAll(() => tracking?.stop());

type Sort = 'good' | 'without an id' | 'bad' | 'poison' | 'nonsense';
interface Sent {
  readonly sort: Sort;
  /** Events of the same number have the same message id. */
  readonly number: number;
}
const sent: fc.Arbitrary<Sent> = fc.record({
  sort: fc.oneof({ weight: 8, arbitrary: fc.constant('good' as const) }, fc.constant('without an id' as const), {
    weight: 2,
    arbitrary: fc.constant('bad' as const),
  }),
  number: fc.nat(25),
});
const byHand: fc.Arbitrary<Sent> = fc.record({ sort: fc.constantFrom<Sort>('good', 'poison', 'nonsense'), number: fc.nat(25) });
const eventOf = ({ sort, number }: Sent, run: string) =>
  sort === 'bad' ? { eventType: '' } : { eventType: 'x', ...(sort === 'good' && { messageId: `${run}-${number}` }) };
const rowOf = ({ sort, number }: Sent, run: string) =>
  sort === 'poison'
    ? aRow({ kind: 'heatmap', name: 'heatmap', page_url: '/', x_position: 2 ** 40, y_position: 1 })
    : aRow({ message_id: `${run}-${number}` });

it('sums up: whatever came in is stored, a duplicate, rejected or dead, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(sent, { minLength: 1, maxLength: 20 }), { maxLength: 6 }),
      fc.array(fc.array(byHand, { minLength: 1, maxLength: 8 }), { maxLength: 3 }),
      async (batches, messages) => {
        const run = randomUUID();
        const before = await tracking.drained();
        await Promise.all([
          ...batches.map((batch) => tracking.batch(batch.map((one) => eventOf(one, run)))),
          ...messages.map((message) =>
            message.some(({ sort }) => sort === 'nonsense')
              ? publishText(tracking.service.nats, 'nonsense', message.length)
              : publishBatch(tracking.service.nats, aBatch(message.map((one) => rowOf(one, run)))),
          ),
        ]);
        const underway = await tracking.ledger();
        expect(underway.received).toBe(
          underway.stored + underway.duplicate + underway.rejected + underway.deadLettered + underway.inFlight,
        );
        const after = await tracking.drained();

        const readable = messages.filter((message) => !message.some(({ sort }) => sort === 'nonsense')).flat();
        const all = [...batches.flat(), ...readable];
        const good = all.filter(({ sort }) => sort === 'good').map(({ number }) => number);
        const expected = {
          stored: new Set(good).size + all.filter(({ sort }) => sort === 'without an id').length,
          duplicate: good.length - new Set(good).size,
          rejected: all.filter(({ sort }) => sort === 'bad').length,
          deadLettered: all.filter(({ sort }) => sort === 'poison').length + messages.flat().length - readable.length,
          received: batches.flat().length + messages.flat().length,
        };
        const more = Object.fromEntries(
          Object.keys(expected).map((name) => [name, after[name as keyof typeof expected] - before[name as keyof typeof expected]]),
        );
        expect(more).toEqual(expected);
        expect(Object.values(after.rejectedByReason).reduce((sum, count) => sum + count, 0)).toBe(after.rejected);
        expect(await tracking.count('user_activity_tracking')).toBe(after.stored);
        expect(await tracking.count('message')).toBe(after.stored);
      },
    ),
    { numRuns: 40 },
  );
  const told = (await tracking.told()).map(({ id }) => id);
  expect(new Set(told).size).toBe(told.length);
  expect(told).toHaveLength((await tracking.ledger()).stored);
});
