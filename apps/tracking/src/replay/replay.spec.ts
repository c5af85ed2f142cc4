import { replay } from '@bilten/contracts/tracking/replay.contract.js';
import type { JournaledEvent } from '@bilten/contracts/tracking/event-row.js';
import { LAB_EXPERIMENT_STATUSES, LAB_EXPERIMENT_TYPES } from '@bilten/contracts/tracking/intake.contract.js';
import { intake } from '@bilten/contracts/tracking/intake.contract.js';
import { aUser, nobody } from '@bilten/platform/testing/test-service.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takeAway } from '../testing/postgres-outage.js';
import { server, TestTracking } from '../testing/start-tracking.js';

let tracking: TestTracking;
beforeAll(async () => {
  tracking = await TestTracking.start();
  // The zone of the server is none of the journal's business.
  await tracking.db.query(
    `do $$ begin execute format('alter database %I set timezone to %L', current_database(), 'Europe/Amsterdam'); end $$`,
  );
  await (
    await takeAway(tracking.service.database)
  )();
});
afterAll(() => tracking?.stop());

const client = () => tracking.service.as(nobody, replay);
async function pages(limit: number) {
  const { before } = await client().bound({});
  const all: JournaledEvent[][] = [];
  for (let after = 0; ; after = all.at(-1)!.at(-1)!.arrival) {
    const { events } = await client().page({ after, before, limit });
    if (events.length === 0) return all;
    all.push(events);
  }
}

const text = (maxLength: number, minLength = 1) => fc.string({ unit: 'binary', minLength, maxLength });
const id = text(30);
const data = fc.dictionary(text(8, 0), fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), { maxKeys: 5 });
const time = fc
  .date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2026-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
const clientTime = fc.oneof(
  time,
  fc.constantFrom('0001-01-01', '1799-12-31T23:59:59.999Z', '1893-04-01T12:00:00Z', '9999-12-31T23:59:59.999Z'),
);
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
const envelope = {
  sessionId: optional(id),
  visitorId: optional(id),
  userId: optional(id),
  sentAt: optional(clientTime),
  userAgent: optional(text(40, 0)),
  ipAddress: optional(fc.ipV4()),
};
const page = {
  pageUrl: optional(fc.oneof(text(50), fc.webUrl({ withQueryParameters: true }))),
  referrer: optional(fc.oneof(text(50, 0), fc.webUrl())),
};
const whole = (max: number) => fc.integer({ min: 0, max });
const real = (max: number) => fc.double({ min: 0, max, noNaN: true });
const decimal = fc
  .tuple(fc.bigInt({ min: -99_999_999_999_999_999_999n, max: 99_999_999_999_999_999_999n }), fc.nat(6))
  .map(([digits, scale]) => {
    const sign = digits < 0n ? '-' : '';
    const all = String(digits < 0n ? -digits : digits).padStart(7, '0');
    return `${sign}${all.slice(0, -6)}.${all.slice(-6, scale === 6 ? undefined : -6 + Math.max(scale, 1))}`;
  });
const body = fc.oneof(
  fc.record({ ...envelope, ...page, type: fc.constant('activity'), eventType: id, eventData: optional(data), timestamp: optional(time) }),
  fc.record({
    ...envelope,
    ...page,
    type: fc.constant('event-interaction'),
    eventId: id,
    interactionType: id,
    interactionData: optional(data),
  }),
  fc.record({
    ...envelope,
    ...page,
    type: fc.constant('conversion'),
    conversionType: id,
    conversionValue: optional(fc.oneof(decimal, whole(10 ** 9))),
    campaignId: optional(id),
    conversionData: optional(data),
    timestamp: optional(time),
  }),
  fc.record({
    ...envelope,
    type: fc.constant('performance'),
    endpoint: text(50),
    responseTime: real(2_147_483_647),
    statusCode: whole(999),
    errorMessage: optional(text(100, 0)),
  }),
  fc.record({
    ...envelope,
    type: fc.constant('heatmap'),
    pageUrl: text(50),
    xPosition: real(1_000_000),
    yPosition: real(10_000_000),
    elementSelector: optional(text(50, 0)),
    clickCount: optional(whole(1_000_000)),
    hoverCount: optional(whole(1_000_000)),
    scrollDepth: optional(real(100)),
  }),
  fc.record({
    ...envelope,
    type: fc.constant('pageview'),
    url: text(50),
    title: optional(text(50, 0)),
    referrer: optional(text(50, 0)),
    eventData: optional(data),
  }),
  fc.record({ ...envelope, visitorId: id, type: fc.constant('visitor'), url: optional(text(50)), visitorData: optional(data) }),
  fc.record({
    ...envelope,
    type: fc.constant('lab'),
    experimentId: id,
    experimentType: fc.constantFrom(...LAB_EXPERIMENT_TYPES),
    status: optional(fc.constantFrom(...LAB_EXPERIMENT_STATUSES)),
    input: optional(data),
    output: optional(data),
    processingTime: optional(real(2_147_483_647)),
    tokensUsed: optional(whole(2_147_483_647)),
  }),
);

describe('the journal told again', () => {
  it('is what was told at first: every kind, every field, to the last digit', async () => {
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(body, { minLength: 30, maxLength: 60 }), async (events) => {
        const { results } = await tracking.service.as(server, intake).batch({ events, historical: true });
        sent += results.filter(({ status, reason, detail }) => {
          if (status !== 'accepted')
            expect([reason, detail]).toEqual(['invalid', expect.stringMatching(/must be shorter|longer than|conversionValue/)]);
          return status === 'accepted';
        }).length;
      }),
      { numRuns: 15 },
    );
    const { deadLettered } = await tracking.drained();
    expect(deadLettered).toBe(0);
    const told = (await tracking.told()).toSorted((a, b) => a.arrival - b.arrival);
    expect(told).toHaveLength(sent);
    for (const limit of [7, 5_000]) expect((await pages(limit)).flat()).toEqual(told);
    expect(new Set(told.map(({ kind }) => kind)).size).toBe(6);
    expect(await client().bound({})).toMatchObject({ events: told.length });
  });

  it('comes in pages that fit a message, however large its events', async () => {
    const heavy = { eventType: 'heavy', eventData: { text: '"'.repeat(16_000) } };
    for (let n = 0; n < 4; n++) await tracking.batch(Array.from({ length: 20 }, () => heavy));
    await tracking.drained();
    const all = await pages(5_000);
    for (const events of all) expect(Buffer.byteLength(JSON.stringify(events))).toBeLessThan(1_000_000);
    expect(all.flat().filter(({ name }) => name === 'heavy')).toHaveLength(80);
  });

  it('is complete below its bound, also while events keep coming', async () => {
    let done = false;
    const sending = (async () => {
      while (!done) await tracking.batch(Array.from({ length: 20 }, () => ({ eventType: 'late' })));
    })();
    const { before } = await client().bound({});
    const read = async () =>
      (await client().page({ after: before - 2_000_000, before, limit: 5_000 })).events.map(({ id: event }) => event);
    const first = await read();
    for (let n = 0; n < 5; n++) expect(await read()).toEqual(first);
    done = true;
    await sending;
    await tracking.drained();
    expect(await read()).toEqual(first);
  });

  it('is told to services only', async () => {
    const forged = { bound: { ...replay.bound, access: { who: 'anyone', roles: [] } } } as const;
    await expect(tracking.service.as(aUser('root', 'admin'), forged).bound({})).rejects.toMatchObject({ kind: 'denied' });
  });
});
