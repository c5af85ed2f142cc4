import type { ErasedUser } from '@bilten/contracts/tracking/event-row.js';
import { intake } from '@bilten/contracts/tracking/intake.contract.js';
import { privacy } from '@bilten/contracts/tracking/privacy.contract.js';
import { EVENTS, EVENTS_ERASED } from '@bilten/contracts/tracking/streams.js';
import { aKey, aUser, nobody } from '@bilten/platform/testing/test-service.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JournalStore } from '../journal/journal.store.js';
import { PublicationsStore } from '../journal/publications.store.js';
import { JOURNAL_TABLES } from '../journal/tables.js';
import { aBatch, aRow, publishBatch } from '../testing/a-batch.js';
import { server, TestTracking } from '../testing/start-tracking.js';

let tracking: TestTracking;
beforeAll(async () => {
  tracking = await TestTracking.start();
});
afterAll(() => tracking?.stop());

const erase = (userId: string, caller = aUser(userId)) => tracking.service.as(caller, privacy).erase({ userId });
const oneOfEach = (userId: string) => [
  { eventType: 'x', userId },
  { eventId: 'e', interactionType: 'view', userId },
  { conversionType: 'x', userId },
  { endpoint: '/', responseTime: 1, statusCode: 1, userId },
  { pageUrl: '/', xPosition: 1, yPosition: 1, userId },
  { experimentId: 'x', experimentType: 'other', userId },
];
const rowsOf = async (userId: string) => {
  const counts = await Promise.all(
    Object.values(JOURNAL_TABLES).map(({ name }) =>
      tracking.db.query(`select count(*)::integer as count from ${name} where user_id = $1`, [userId]),
    ),
  );
  return counts.reduce((sum, [{ count }]) => sum + count, 0);
};
const erasures = async () => (await tracking.stored(EVENTS.name, EVENTS_ERASED)).map((message) => message.json<ErasedUser>());

describe('erasing a user', () => {
  it('removes every kind of event of that user and of nobody else, says how many, and the second time none', async () => {
    await tracking.batch([...oneOfEach('ana'), ...oneOfEach('bob'), { eventType: 'x', visitorId: 'ana' }], server);
    await tracking.drained();
    expect(await erase('ana')).toEqual({ userId: 'ana', erasedAt: expect.stringMatching(/Z$/), journal: 6, eventStore: 0 });
    expect([await rowsOf('ana'), await rowsOf('bob')]).toEqual([0, 6]);
    expect(await erase('ana')).toMatchObject({ journal: 0 });
  });

  it('is told with a bound above all that was told of the user', async () => {
    await tracking.batch(oneOfEach('carol'), server);
    await tracking.drained();
    await erase('carol');
    const { before } = (await erasures()).findLast(({ userId }) => userId === 'carol')!;
    const arrivals = (await tracking.told()).filter(({ user_id }) => user_id === 'carol').map(({ arrival }) => arrival);
    expect(arrivals).toHaveLength(6);
    expect(Math.max(...arrivals)).toBeLessThan(before);
  });

  it('is for the user and for admins', async () => {
    await expect(erase('ana', nobody)).rejects.toMatchObject({ kind: 'unauthenticated' });
    for (const caller of [aUser('bob'), aUser('sam', 'support'), aUser('eve', 'analyst'), aKey('tracking:write')])
      await expect(erase('ana', caller)).rejects.toMatchObject({ kind: 'denied' });
    await expect(erase('ana', aUser('root', 'admin'))).resolves.toMatchObject({ journal: 0 });
  });

  it('takes what was refused or could not be stored with it, and the ledger still sums up', async () => {
    const userId = 'Da"n\\ Ω';
    await tracking.batch(
      [
        { eventType: 'x', userId, messageId: 'secret-id', eventData: 'a secret' },
        { eventType: 7, userId: 'Dan' },
      ],
      server,
    );
    await publishBatch(
      tracking.service.nats,
      aBatch([aRow({ user_id: userId, page_url: 'a secret\0' }), aRow({ user_id: 'Dan', page_url: '\0' })]),
    );
    const before = await tracking.drained();
    expect(await erase(userId)).toMatchObject({ journal: 2 });
    expect(await erase(userId)).toMatchObject({ journal: 0 });
    const kept = JSON.stringify(
      await Promise.all(['rejected_event', 'dead_letter'].map((table) => tracking.db.query(`select * from ${table}`))),
    );
    expect(kept).not.toContain('secret');
    expect(kept).toContain('Dan');
    expect(await tracking.ledger()).toEqual(before);
  });
});

describe('events under way', () => {
  it('that were received before an erasure do not come back after it, and those received later stay', async () => {
    const early = aRow({ user_id: 'erin', page_url: '/secret', message_id: 'early' });
    const poison = aRow({ user_id: 'erin', page_url: '/secret\0' });
    await erase('erin');
    const late = aRow({ user_id: 'erin', received_at: new Date(Date.now() + 1_000).toISOString() });
    await publishBatch(tracking.service.nats, aBatch([early, late, aRow({ user_id: 'frank' })]));
    await publishBatch(tracking.service.nats, aBatch([poison]));
    const { rejectedByReason } = await tracking.drained();
    expect(await tracking.db.query('select id from user_activity_tracking where user_id = $1', ['erin'])).toEqual([{ id: late.id }]);
    expect(await rowsOf('frank')).toBe(1);
    expect(rejectedByReason['erased']).toBe(2);
    expect(await tracking.db.query('select payload from rejected_event where reason = $1', ['erased'])).toEqual([
      { payload: '{}' },
      { payload: '{}' },
    ]);
    expect(JSON.stringify(await tracking.db.query('select * from dead_letter'))).not.toContain('/secret');
  });

  it('that were committed and not yet told are not told', async () => {
    const [publication] = await tracking.service.running.app
      .get(JournalStore)
      .write([aBatch([aRow({ user_id: 'gina' }), aRow({ user_id: 'hal' })])]);
    await erase('gina');
    await tracking.db.query(`update publication set created_at = now() - interval '11 seconds'`);
    const leftovers = await tracking.service.running.app.get(PublicationsStore).leftovers();
    expect(leftovers.map(({ id, events }) => ({ id, arrivals: events.map(({ arrival }) => arrival) }))).toEqual([
      { id: publication!.id, arrivals: [publication!.events[1]!.arrival] },
    ]);
    await tracking.drained();
  });

  it('while a user is being erased, again and again, are either gone or received after it', async () => {
    let done = false;
    const sending = Promise.all(
      Array.from({ length: 4 }, async () => {
        while (!done)
          await tracking.service.as(aUser('ida'), intake).batch({ events: Array.from({ length: 20 }, () => ({ eventType: 'x' })) });
      }),
    );
    for (let n = 0; n < 10; n++) await erase('ida');
    const { erasedAt } = await erase('ida');
    done = true;
    await sending;
    await tracking.drained();
    const [{ early }] = await tracking.db.query(
      'select count(*)::integer as early from user_activity_tracking where user_id = $1 and received_at <= $2',
      ['ida', erasedAt],
    );
    expect(early).toBe(0);
    const { before } = (await erasures()).findLast(({ userId }) => userId === 'ida')!;
    const [{ below }] = await tracking.db.query(
      'select count(*)::integer as below from user_activity_tracking where user_id = $1 and arrival < $2',
      ['ida', before],
    );
    expect(below).toBe(0);
  });
});
