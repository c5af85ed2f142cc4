import { TIME_RANGES, type RealTimeRequest } from '@bilten/contracts/analytics/reports.contract.js';
import type { JournaledEvent } from '@bilten/contracts/tracking/event-row.js';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { anEvent, moment } from '../../testing/an-event.js';
import { inOrder, someEvents, tally, timeLimit } from '../../testing/some-events.js';
import { openTestStore, type TestStore } from '../../testing/test-store.js';
import { ReportsService } from '../reports.service.js';

const MINUTE = 60_000;
const NOW = Date.UTC(2024, 0, 15, 10, 30, 17, 456);
const LENGTH = { '1h': 60, '6h': 360, '24h': 1_440, '7d': 10_080, '30d': 43_200 } as const;
const BUCKET = { '1h': 1, '6h': 1, '24h': 60, '7d': 60, '30d': 1_440 } as const;

describe('real time', () => {
  let test: TestStore;
  let service: ReportsService;
  let blocks = 0;
  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
    test = await openTestStore();
    service = new ReportsService(test.store);
  });
  afterAll(async () => {
    await test.close();
    vi.useRealTimers();
  });
  beforeEach(() => test.empty());
  const append = (events: readonly JournaledEvent[]) => test.writer.append(events, `block-${(blocks += 1)}`);
  const ago = (minutes: number) => ({ occurred_at: moment(NOW - minutes * MINUTE) });

  it('answers in the shape of the contract, an hour by the minute unless told otherwise', async () => {
    await append([
      anEvent({ ...ago(1), session_id: 's1' }),
      anEvent({ ...ago(1), session_id: 's1' }),
      anEvent({ ...ago(7), kind: 'event-interaction', name: 'event_like', event_id: 'e1', session_id: 's2' }),
      anEvent({ ...ago(2), kind: 'conversion', name: 'purchase', value: '0.1' }),
      anEvent({ ...ago(2), kind: 'conversion', name: 'purchase', value: '0.2' }),
      anEvent({ ...ago(3), kind: 'performance', name: 'performance', endpoint: '/api', response_time: 100, status_code: 200 }),
      anEvent({ ...ago(3), kind: 'performance', name: 'performance', endpoint: '/api', response_time: 201, status_code: 404 }),
      anEvent(ago(61)),
      anEvent({ ...ago(1), context: { bot: true }, session_id: 's3' }),
    ]);
    expect(await service.realTime({})).toEqual({
      timeRange: '1h',
      realTimeActivity: [
        { event_type: 'event_like', count: 1, time_bucket: '2024-01-15T10:23:00Z' },
        { event_type: 'page_view', count: 2, time_bucket: '2024-01-15T10:29:00Z' },
      ],
      realTimeConversions: [{ conversion_type: 'purchase', count: 2, total_value: 0.3, time_bucket: '2024-01-15T10:28:00Z' }],
      activeSessions: 1,
      performanceMetrics: [{ endpoint: '/api', avg_response_time: 150.5, request_count: 2, error_count: 1 }],
      lastUpdated: moment(NOW),
      computedAt: moment(NOW),
      events: 7,
      sampled: false,
      truncated: false,
    });
  });

  it('answers emptily about nothing', async () => {
    expect(await service.realTime({ timeRange: '30d' })).toMatchObject({
      realTimeActivity: [],
      realTimeConversions: [],
      activeSessions: 0,
      performanceMetrics: [],
      events: 0,
    });
  });

  it('lists measurements as activity only when they are asked for by name', async () => {
    await append([anEvent({ ...ago(1), kind: 'heatmap', name: 'heatmap' })]);
    expect((await service.realTime({})).realTimeActivity).toEqual([]);
    expect((await service.realTime({ eventTypes: ['heatmap'] })).realTimeActivity).toMatchObject([{ event_type: 'heatmap', count: 1 }]);
  });

  it('equals what going through the events one by one comes to', async () => {
    const isEnough = timeLimit(20_000);
    await fc.assert(
      fc.asyncProperty(
        someEvents(NOW - 70 * MINUTE, 75),
        fc.constantFrom(...TIME_RANGES),
        anyFilters,
        fc.integer({ min: 0, max: 40 }),
        async (events, timeRange, filters, stretch) => {
          if (isEnough()) return;
          const older = events.map((event, i) =>
            i % 3 === 0 ? { ...event, occurred_at: moment(NOW - (NOW - Date.parse(event.occurred_at)) * stretch) } : event,
          );
          await test.empty();
          await append(older);
          const { computedAt: _at, lastUpdated: _updated, ...view } = await service.realTime({ timeRange, ...filters });
          expect(view).toEqual(byHand(older, { timeRange, ...filters }));
        },
      ),
      { numRuns: 100 },
    );
  }, 120_000);
});

const anyFilters: fc.Arbitrary<RealTimeRequest> = fc.record(
  {
    eventTypes: fc.constantFrom([], ['page_view', 'purchase'], ['performance'], ['event_view', 'heatmap']),
    userId: fc.constantFrom('u1', 'u2'),
    eventId: fc.constant('e1'),
  },
  { requiredKeys: [] },
);

function byHand(events: readonly JournaledEvent[], { timeRange = '1h', eventTypes = [], userId, eventId }: RealTimeRequest) {
  const seen = inOrder(events).filter(
    (event) =>
      isWithin(event, LENGTH[timeRange]) &&
      (eventTypes.length === 0 || eventTypes.includes(event.name)) &&
      (userId ?? event.user_id) === event.user_id &&
      (eventId ?? event.event_id) === event.event_id,
  );
  const bucket = BUCKET[timeRange] * MINUTE;
  const keyOf = ({ name, occurred_at }: JournaledEvent) =>
    JSON.stringify([moment(Math.floor(Date.parse(occurred_at) / bucket) * bucket).replace('.000Z', 'Z'), name]);
  const isActivity = ({ kind }: JournaledEvent) =>
    kind !== 'conversion' && (eventTypes.length > 0 || (kind !== 'performance' && kind !== 'heatmap'));
  const grouped = (group: readonly JournaledEvent[]) =>
    [...tally(group, keyOf)]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, count]) => ({ key, count, parts: JSON.parse(key) as [string, string] }));
  const conversions = seen.filter(({ kind }) => kind === 'conversion');
  const performance = seen.filter(({ kind }) => kind === 'performance');
  return {
    timeRange,
    realTimeActivity: grouped(seen.filter(isActivity)).map(({ count, parts: [time_bucket, event_type] }) => ({
      event_type,
      count,
      time_bucket,
    })),
    realTimeConversions: grouped(conversions).map(({ key, count, parts: [time_bucket, conversion_type] }) => ({
      conversion_type,
      count,
      total_value: exactSum(conversions.filter((event) => keyOf(event) === key).map(({ value }) => value!)),
      time_bucket,
    })),
    activeSessions: new Set(seen.filter((event) => isWithin(event, 5)).flatMap(({ session_id }) => session_id ?? [])).size,
    performanceMetrics: [...tally(performance, ({ endpoint }) => endpoint!)]
      .map(([endpoint, request_count]) => {
        const calls = performance.filter((event) => event.endpoint === endpoint);
        const avg_response_time = calls.reduce((sum, { response_time }) => sum + response_time!, 0) / request_count;
        return { endpoint, avg_response_time, request_count, error_count: calls.filter(({ status_code }) => status_code! >= 400).length };
      })
      .toSorted((a, b) => b.request_count - a.request_count || (a.endpoint < b.endpoint ? -1 : 1)),
    events: seen.length,
    sampled: false,
    truncated: false,
  };
}

const isWithin = ({ occurred_at }: JournaledEvent, minutes: number) =>
  Date.parse(occurred_at) >= NOW - minutes * MINUTE && Date.parse(occurred_at) <= NOW;

/** In millionths, which are whole; the sum is read as the text that it is. */
const exactSum = (values: readonly string[]) => {
  const sum = values
    .reduce((total, value) => total + millionths(value), 0n)
    .toString()
    .padStart(7, '0');
  return Number(`${sum.slice(0, -6)}.${sum.slice(-6)}`);
};
const millionths = (value: string) => {
  const [whole = '0', fraction = ''] = value.split('.');
  return BigInt(whole + fraction.padEnd(6, '0'));
};
