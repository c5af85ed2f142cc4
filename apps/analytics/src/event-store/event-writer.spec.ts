import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anEvent, moment } from '../testing/an-event.js';
import { openTestStore, type TestStore } from '../testing/test-store.js';
import { EventStore } from './event-store.js';
import { EventWriter } from './event-writer.js';

const monthly = (months: number) => Array.from({ length: months }, (_, i) => anEvent({ occurred_at: moment(Date.UTC(2010, i, 15)) }));

describe('event writer', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await openTestStore();
  });
  afterAll(() => test.close());
  beforeEach(() => test.empty());
  const count = () => test.store.query<{ events: number }>('select count() as events from events').then(([row]) => row!.events);

  it('gives back what it was given', async () => {
    const event = anEvent({
      kind: 'conversion',
      name: 'purchase',
      occurred_at: '2024-02-29T23:59:59.999Z',
      user_id: 'u-1',
      session_id: 's 1',
      page_url: 'https://bilten.com/?a=1',
      value: '12345678901234.123456',
      campaign_id: 'summer',
      data: { orderId: 'order-1', lone: '\ud800', quote: `"'\\\n` },
      context: { browser: 'Firefox', utm_source: 'news', bot: true },
    });
    await test.writer.append([event], 'one');
    const [row] = await test.store.query<Record<string, unknown>>('select *, toString(value) as value from events');
    expect(row).toMatchObject({
      id: event.id,
      arrival: event.arrival,
      kind: 'conversion',
      name: 'purchase',
      occurred_at: '2024-02-29T23:59:59.999Z',
      user_id: 'u-1',
      session_id: 's 1',
      visitor_id: '',
      value: '12345678901234.123456',
      campaign_id: 'summer',
      browser: 'Firefox',
      utm_source: 'news',
      bot: true,
      click_count: null,
    });
    expect(JSON.parse(String(row!['data']))).toEqual(event.data);
  });

  it('stores a block once per token, over a block of many months and over a restart', async () => {
    const events = monthly(120);
    await test.writer.append(events, 'import');
    await test.writer.append(events, 'import');
    expect(await count()).toBe(120);
    await test.store.close();
    const store = await EventStore.open({ path: test.path });
    test = {
      ...test,
      store,
      writer: new EventWriter(store),
      empty: () => store.command('truncate table events'),
      close: () => store.close(),
    };
    await test.writer.append(events, 'import');
    expect(await count()).toBe(120);
    await test.writer.append(events.slice(0, 3), 'another');
    expect(await count()).toBe(123);
  }, 60_000);

  it('forgets a user up to the bound, says how many, and does not remember when the block comes again', async () => {
    const events = [
      ...monthly(3).map((event) => ({ ...event, user_id: 'erased' })),
      anEvent({ user_id: 'other' }),
      anEvent({ visitor_id: 'erased' }),
      anEvent({ user_id: 'erased', name: 'later' }),
    ];
    await test.writer.append(events, 'people');
    const before = events.at(-1)!.arrival;
    expect(await test.writer.eraseUser('erased', before)).toBe(3);
    expect(await test.writer.eraseUser('erased', before)).toBe(0);
    await test.writer.append(events, 'people');
    await test.writer.purgeErased();
    expect(await test.store.query('select name, user_id, visitor_id from events order by arrival')).toEqual([
      { name: 'page_view', user_id: 'other', visitor_id: '' },
      { name: 'page_view', user_id: '', visitor_id: 'erased' },
      { name: 'later', user_id: 'erased', visitor_id: '' },
    ]);
  });

  it('tells users, visitors and sessions apart even when they share an id', async () => {
    await test.writer.append(
      [
        anEvent({ user_id: 'x' }),
        anEvent({ visitor_id: 'x' }),
        anEvent({ session_id: 'x' }),
        anEvent({ user_id: 'x', visitor_id: 'y' }),
        anEvent(),
      ],
      'persons',
    );
    expect(await test.store.query('select uniqExact(person) as persons, countIf(person = 0) as nobody from events')).toEqual([
      { persons: 4, nobody: 1 },
    ]);
  });
});
