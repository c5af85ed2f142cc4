import type { EventRow } from '@bilten/contracts/tracking/event-row.js';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { JournalStore } from '../journal/journal.store.js';
import { aBatch, aRow } from '../testing/a-batch.js';
import { TestTracking } from '../testing/start-tracking.js';

let tracking: TestTracking;
beforeAll(async () => {
  tracking = await TestTracking.start();
});
afterAll(() => tracking?.stop());

const START = Date.UTC(2026, 0, 1);
const user_id = fc.constantFrom(undefined, 'ana', 'bob', 'cy');
const session_id = fc.constantFrom(undefined, 's1', 's2', 's3');
const event_id = fc.constantFrom('concert', 'meetup', 'fair');
const occurred_at = fc.nat(7 * 86_400).map((second) => new Date(START + second * 1_000).toISOString());
const who = { user_id, session_id, occurred_at };
type Drawn = { [K in keyof EventRow]?: EventRow[K] | undefined };
const event: fc.Arbitrary<Drawn> = fc.oneof(
  fc.record({ ...who, kind: fc.constant('activity' as const), name: fc.constantFrom('page_view', 'click', 'button_click', 'search') }),
  fc.record({
    ...who,
    kind: fc.constant('event-interaction' as const),
    name: fc.constantFrom('event_view', 'event_click', 'event_like', 'event_share', 'event_bookmark'),
    event_id,
  }),
  fc.record({
    ...who,
    kind: fc.constant('conversion' as const),
    name: fc.constantFrom('purchase', 'signup'),
    event_id: fc.option(event_id, { nil: undefined }),
    value: fc.constantFrom('0', '0.1', '0.2', '99.99', '99999999999999.999999', '-5'),
  }),
  fc.record({
    ...who,
    kind: fc.constant('performance' as const),
    name: fc.constant('performance'),
    endpoint: fc.constant('/'),
    response_time: fc.nat(9),
    status_code: fc.nat(9),
  }),
);
const given = ({ user_id: user, session_id: session, event_id: of, ...rest }: Drawn): EventRow =>
  aRow({
    ...(rest as Partial<EventRow>),
    ...(user && { user_id: user }),
    ...(session && { session_id: session }),
    ...(of && { event_id: of }),
  });

const COUNTED = new Set(['activity', 'event-interaction', 'conversion']);
const groups = <T>(items: readonly T[], by: (item: T) => string | undefined) => {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const key = by(item);
    if (key !== undefined) found.set(key, [...(found.get(key) ?? []), item]);
  }
  return [...found].toSorted(([a], [b]) => (a < b ? -1 : 1));
};
const micros = (value: string) => {
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value)!;
  return BigInt(`${sign}${whole}${fraction.padEnd(6, '0')}`);
};
const sumOf = (events: readonly EventRow[]) => events.reduce((sum, { value }) => sum + micros(value!), 0n);
const times = (events: readonly EventRow[]) => events.map(({ occurred_at: at }) => Date.parse(at));
const named = (events: readonly EventRow[], ...names: string[]) => events.filter(({ name }) => names.includes(name)).length;

function usersOf(all: readonly EventRow[]) {
  return groups(
    all.filter(({ kind }) => COUNTED.has(kind)),
    ({ user_id: user }) => user,
  ).map(([user, events]) => {
    const conversions = events.filter(({ kind }) => kind === 'conversion');
    const sessions = groups(events, ({ session_id: session }) => session).map(
      ([, some]) => (Math.max(...times(some)) - Math.min(...times(some))) / 1_000,
    );
    const mean = sessions.length === 0 ? 0 : sessions.reduce((sum, seconds) => sum + seconds, 0) / sessions.length;
    return {
      user_id: user,
      total_events: events.length,
      total_sessions: sessions.length,
      total_page_views: named(events, 'page_view'),
      total_clicks: named(events, 'click', 'button_click', 'event_click'),
      total_conversions: conversions.length,
      total_conversion_value: sumOf(conversions),
      avg_session_duration: Math.floor(mean + 0.5),
      last_activity: new Date(Math.max(...times(events))),
      first_activity: new Date(Math.min(...times(events))),
    };
  });
}

function eventsOf(all: readonly EventRow[]) {
  return groups(
    all.filter(({ kind }) => kind === 'event-interaction' || kind === 'conversion'),
    ({ event_id: of }) => of,
  ).map(([of, events]) => {
    const [conversions, interactions] = [
      events.filter(({ kind }) => kind === 'conversion'),
      events.filter(({ kind }) => kind === 'event-interaction'),
    ];
    const views = named(interactions, 'event_view');
    return {
      event_id: of,
      total_views: views,
      total_interactions: interactions.length,
      total_likes: named(events, 'event_like'),
      total_shares: named(events, 'event_share'),
      total_bookmarks: named(events, 'event_bookmark'),
      total_conversions: conversions.length,
      total_conversion_value: sumOf(conversions),
      engagement_rate: views === 0 ? 0 : Math.round((10_000 * (interactions.length - views)) / views) / 100,
      last_interaction: new Date(Math.max(...times(events))),
      first_interaction: new Date(Math.min(...times(events))),
    };
  });
}

const view = async (name: string, key: string) => {
  const rows: Record<string, unknown>[] = await tracking.db.query(`select * from ${name} order by ${key}`);
  return rows.map((row) => ({
    ...row,
    id: undefined,
    total_conversion_value: micros(String(row['total_conversion_value'])),
    ...(row['engagement_rate'] !== undefined && { engagement_rate: Number(row['engagement_rate']) }),
  }));
};

it('always says of users and events what a recount of the journal says', async () => {
  const store = tracking.service.running.app.get(JournalStore);
  const all: EventRow[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 40 }), async (some) => {
      const rows = some.map(given);
      await store.write([aBatch(rows)]);
      all.push(...rows);
      expect(await view('user_engagement_metrics', 'user_id')).toEqual(usersOf(all));
      expect(await view('event_engagement_metrics', 'event_id')).toEqual(eventsOf(all));
    }),
    { numRuns: 25, endOnFailure: true },
  );
});

it('has an id for each row that stays the same', async () => {
  const ids = () =>
    tracking.db.query('select id from user_engagement_metrics union all select id from event_engagement_metrics order by id');
  const before = await ids();
  expect(before.length).toBe(6);
  await tracking.service.running.app.get(JournalStore).write([aBatch([aRow({ user_id: 'ana' })])]);
  expect(await ids()).toEqual(before);
});
