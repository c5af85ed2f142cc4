import { randomUUID } from 'node:crypto';
import type { IntakeBatch, JournaledEvent } from '@bilten/contracts/tracking/event-row.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { aBatch, aRejection, aRow } from '../testing/a-batch.js';
import { TestTracking } from '../testing/start-tracking.js';
import type { Publication } from './sorting.rules.js';
import { JournalStore } from './journal.store.js';
import { PublicationsStore } from './publications.store.js';
import { Publisher } from './publisher.js';

let tracking: TestTracking;
let store: JournalStore;
beforeAll(async () => {
  tracking = await TestTracking.start();
  store = tracking.service.running.app.get(JournalStore);
});
afterAll(() => tracking?.stop());

const publisher = () => tracking.service.running.app.get(Publisher);
const publications = () => tracking.service.running.app.get(PublicationsStore);
const idsIn = (groups: readonly Publication[]) => groups.flatMap((group) => eventsOf(group).map(({ message_id }) => message_id));
/** The events of a publication, field by field: the journal gives them back in an order of its own. */
const eventsOf = ({ events }: Publication) => events.map(({ line }) => JSON.parse(line) as JournaledEvent);
const write = async (batches: readonly IntakeBatch[]) => {
  const told = await store.write(batches);
  await publications().remove(told.map(({ id }) => id));
  return idsIn(told);
};
const countOf = async (messageIds: readonly string[]) => {
  const [{ count }] = await tracking.db.query('select count(*)::integer as count from user_activity_tracking where message_id = any($1)', [
    messageIds,
  ]);
  return count;
};
const rows = (count: number) => Array.from({ length: count }, () => aRow());
const outcomeOf = async ({ id }: IntakeBatch) =>
  (await tracking.db.query('select stored, duplicate, rejected, dead from intake_batch where id = $1', [id]))[0];

describe('writing', () => {
  it('stores each message id once, within a batch, within a group and across groups', async () => {
    const [a, b, c] = rows(3) as [ReturnType<typeof aRow>, ReturnType<typeof aRow>, ReturnType<typeof aRow>];
    const again = (row: typeof a) => aRow({ message_id: row.message_id, name: 'repeated' });
    const [first, second, third] = [aBatch([a, again(a), b]), aBatch([again(b), c]), aBatch([again(a), again(c)])] as const;
    expect(await write([first, second])).toEqual([a, b, c].map(({ message_id }) => message_id));
    expect(await write([third])).toEqual([]);
    expect(await outcomeOf(first)).toEqual({ stored: 2, duplicate: 1, rejected: 0, dead: 0 });
    expect(await outcomeOf(second)).toEqual({ stored: 1, duplicate: 1, rejected: 0, dead: 0 });
    expect(await outcomeOf(third)).toEqual({ stored: 0, duplicate: 2, rejected: 0, dead: 0 });
    expect(await countOf([a, b, c].map(({ message_id }) => message_id))).toBe(3);
  });

  it('of the same batches again, after a crash before they were acknowledged, changes nothing and tells nothing', async () => {
    const batches = [aBatch(rows(3), [aRejection()]), aBatch(rows(2))];
    await write(batches);
    const before = await tracking.ledger();
    expect(await write(batches)).toEqual([]);
    expect(await write([...batches, aBatch([])])).toEqual([]);
    expect(await tracking.ledger()).toEqual(before);
  });

  it('of a message that stands beside itself is written once', async () => {
    const before = await tracking.ledger();
    const batch = aBatch(rows(2), [aRejection()]);
    expect(await write([batch, batch])).toHaveLength(2);
    const after = await tracking.ledger();
    expect(after).toMatchObject({ stored: before.stored + 2, duplicate: before.duplicate, rejected: before.rejected + 1 });
    expect(Object.values(after.rejectedByReason).reduce((sum, count) => sum + count, 0)).toBe(after.rejected);
  });

  it('gives each event a number of its own, which grows within a group in its order', async () => {
    const told = await store.write([aBatch(rows(3)), aBatch(rows(3))]);
    const arrivals = told.flatMap(({ events }) => events.map(({ arrival }) => arrival));
    expect(arrivals).toEqual(arrivals.toSorted((a, b) => a - b));
    expect(new Set(arrivals).size).toBe(6);
    await publications().remove(told.map(({ id }) => id));
  });

  it('parts what is told by count and by bytes', async () => {
    const heavy = Array.from({ length: 40 }, () => aRow({ data: { text: 'x'.repeat(30_000) } }));
    const told = await store.write([aBatch(heavy), aBatch(rows(2_500))]);
    expect(told.flatMap(({ events }) => events)).toHaveLength(2_540);
    for (const { events } of told) {
      expect(events.length).toBeLessThanOrEqual(10_000);
      expect(Buffer.byteLength(events.map(({ line }) => line).join('\n'))).toBeLessThan(900_000);
    }
    await publications().remove(told.map(({ id }) => id));
  });

  it('makes the months that it needs, for several writers at once', async () => {
    const months = ['2019-12-31T23:59:59.999Z', '2020-01-01T00:00:00.000Z', '2020-02-29T12:00:00.000Z', '2030-12-31T23:59:59.999Z'];
    const batches = months.map((received_at) =>
      aBatch([aRow({ received_at }), aRow({ received_at, kind: 'heatmap', page_url: '/', x_position: 1, y_position: 1, name: 'heatmap' })]),
    );
    const told = await Promise.all(
      [...batches, ...batches.toReversed()].map((batch) => vi.waitFor(() => write([batch]), { interval: 10 })),
    );
    expect(told.flat()).toHaveLength(8);
  });
});

describe('writers at the same time', () => {
  it('store each event once, whatever of it each of them has and in whatever order, and none waits in a circle', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.nat(30), { minLength: 1, maxLength: 12 }), { minLength: 2, maxLength: 12 }),
        async (mixtures) => {
          const run = randomUUID();
          const batches = mixtures.map((mixture) => aBatch(mixture.map((n) => aRow({ message_id: `${run}-${n}` }))));
          const attempt = (group: readonly IntakeBatch[]) => vi.waitFor(() => store.write(group), { interval: 1, timeout: 10_000 });
          // Each batch goes to two writers, as one that was delivered again: first to last, and last to first.
          const told = await Promise.all([attempt(batches), attempt(batches.toReversed()), ...batches.map((batch) => attempt([batch]))]);
          await publications().remove(told.flat().map(({ id }) => id));
          const distinct = new Set(mixtures.flat().map((n) => `${run}-${n}`));
          expect(idsIn(told.flat()).toSorted()).toEqual([...distinct].toSorted());
          expect(await countOf([...distinct])).toBe(distinct.size);
          const outcomes = await tracking.db.query(
            'select sum(stored)::integer as stored, sum(stored + duplicate)::integer as events from intake_batch where id = any($1)',
            [batches.map(({ id }) => id)],
          );
          expect(outcomes).toEqual([{ stored: distinct.size, events: mixtures.flat().length }]);
        },
      ),
      { numRuns: 15 },
    );
    const [{ deadlocks }] = await tracking.db.query('select deadlocks::integer from pg_stat_database where datname = current_database()');
    expect(deadlocks).toBe(0);
  });
});

describe('what was committed and not told', () => {
  const age = (seconds: number) => tracking.db.query('update publication set created_at = now() - make_interval(secs => $1)', [seconds]);

  it('is told once it is old enough, once, in its order, whole, and under its own token', async () => {
    const events = [
      aRow({ kind: 'heatmap', name: 'heatmap', page_url: '/', x_position: 1, y_position: 2 }),
      aRow({ data: { a: [1, { b: null }] }, context: { browser: 'Firefox 128', bot: true } }),
      aRow({ kind: 'conversion', name: 'purchase', value: '99999999999999.999999' }),
      aRow({ user_id: 'ana' }),
    ];
    const [publication] = await store.write([aBatch(events)]);
    const before = (await tracking.told()).length;
    await expect(publications().leftovers()).resolves.toEqual([]);
    await age(11);
    const [leftover] = await publications().leftovers();
    expect({ id: leftover!.id, events: eventsOf(leftover!) }).toEqual({ id: publication!.id, events: eventsOf(publication!) });
    // Both replicas find it.
    await Promise.all([publisher().publish(await publications().leftovers()), publisher().publish([publication!])]);
    expect((await tracking.told()).slice(before)).toEqual(eventsOf(publication!));
    expect(await tracking.count('publication')).toBe(0);
  });

  it('is found and told by the service itself', async () => {
    const [publication] = await store.write([aBatch(rows(3))]);
    await age(11);
    await vi.waitFor(async () => expect((await tracking.told()).slice(-3)).toEqual(eventsOf(publication!)), {
      timeout: 10_000,
      interval: 50,
    });
    await tracking.drained();
  });
});
