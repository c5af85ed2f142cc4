import type { FunnelRequest } from '@bilten/contracts/analytics/reports.contract.js';
import type { JournaledEvent } from '@bilten/contracts/tracking/event-row.js';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anEvent, moment } from '../../testing/an-event.js';
import { funnelByHand } from '../../testing/every-attempt.js';
import { timeLimit } from '../../testing/some-events.js';
import { openTestStore, type TestStore } from '../../testing/test-store.js';
import { funnelOf } from './funnel.rules.js';
import { ReportsService } from '../reports.service.js';

const START = Date.UTC(2024, 0, 31, 23);
const MINUTE = 60_000;

describe('funnel', () => {
  let test: TestStore;
  let service: ReportsService;
  let blocks = 0;
  beforeAll(async () => {
    test = await openTestStore();
    service = new ReportsService(test.store);
  });
  afterAll(() => test.close());
  beforeEach(() => test.empty());
  const append = (events: readonly JournaledEvent[]) => test.writer.append(events, `block-${(blocks += 1)}`);
  const asked = (steps: readonly string[], fields: Partial<FunnelRequest> = {}): FunnelRequest => ({
    funnelSteps: steps.map((eventType) => ({ eventType })),
    startDate: moment(START),
    endDate: moment(START + 120 * MINUTE),
    conversionWindowSeconds: 3_600,
    ...fields,
  });
  const counts = async (request: FunnelRequest) => (await service.funnelAnalysis(request)).funnelSteps.map(({ count }) => count);
  /** `A@5 B@7`: what one user did, and at which minute. */
  const did = (user: string, story: string) =>
    story
      .split(' ')
      .map((step) => step.split('@'))
      .map(([name, minute]) => anEvent({ name: name!, user_id: user, occurred_at: moment(START + Number(minute) * MINUTE) }));

  it('answers in the shape of the contract', async () => {
    await append([...did('one', 'A@0 B@2 C@8'), ...did('two', 'A@0 B@4'), ...did('three', 'A@1'), ...did('four', 'B@1 C@2')]);
    const view = await service.funnelAnalysis(
      asked(['A', 'B', 'C'], { funnelSteps: [{ name: 'Start', eventType: 'A' }, { eventType: 'B' }, { eventType: 'C' }] }),
    );
    expect(view).toEqual({
      funnelSteps: [
        { step: 'Start', eventType: 'A', count: 3, conversionRate: 100, stepConversionRate: 100 },
        {
          step: 'B',
          eventType: 'B',
          count: 2,
          conversionRate: (2 / 3) * 100,
          stepConversionRate: (2 / 3) * 100,
          medianSeconds: 180,
          meanSeconds: 180,
        },
        {
          step: 'C',
          eventType: 'C',
          count: 1,
          conversionRate: (1 / 3) * 100,
          stepConversionRate: 50,
          medianSeconds: 360,
          meanSeconds: 360,
        },
      ],
      startDate: moment(START),
      endDate: moment(START + 120 * MINUTE),
      totalSteps: 3,
      overallConversionRate: (1 / 3) * 100,
      computedAt: expect.any(String),
      events: 8,
      sampled: false,
      truncated: false,
    });
  });

  it('answers emptily about nothing, and refuses a range that ends before it begins', async () => {
    const view = await service.funnelAnalysis({ funnelSteps: [{ eventType: 'A' }, { eventType: 'B' }] });
    expect(view).toMatchObject({ timeRange: '30d', overallConversionRate: 0, events: 0 });
    expect(view.funnelSteps.map(({ count, conversionRate }) => [count, conversionRate])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    await expect(service.funnelAnalysis(asked(['A'], { startDate: '2024-02-01', endDate: '2024-01-01' }))).rejects.toMatchObject({
      code: 'invalidRange',
    });
  });

  it.each([
    ['takes the attempt that comes furthest, not the first one', 'A@0 A@50 B@70 C@80', {}, [1, 1, 1]],
    ['lets the completion lie after the range, not the entry', 'A@119 B@130 C@170', {}, [1, 1, 1]],
    ['takes no entry after the range', 'A@121 B@130 C@131', {}, [0, 0, 0]],
    ['counts the window from the first step, its end included', 'A@0 B@59 C@60', {}, [1, 1, 1]],
    ['ends with the window', 'A@0 B@30 C@60.0001', {}, [1, 1, 0]],
    ['lets anything come between', 'A@0 x@1 B@2 A@3 C@4', {}, [1, 1, 1]],
    ['lets nothing come between when strict', 'A@0 x@1 B@2 C@3', { order: 'strict' }, [1, 0, 0]],
    ['finds a strict way after a broken one', 'A@0 x@1 A@2 B@3 C@4', { order: 'strict' }, [1, 1, 1]],
    ['takes steps in any order', 'C@0 A@1 B@2', { order: 'any' }, [1, 1, 1]],
    ['counts how many were made in any order', 'C@0 x@1 B@2', { order: 'any' }, [1, 1, 0]],
  ] as const)('%s', async (_what, story, fields, expected) => {
    await append(did('one', story));
    expect(await counts(asked(['A', 'B', 'C'], fields))).toEqual(expected);
  });

  it('never lets one event serve two steps', async () => {
    await append([...did('one', 'A@0 B@1'), ...did('two', 'A@0 A@0 B@1')]);
    for (const order of ['sequential', 'strict', 'any'] as const)
      expect(await counts(asked(['A', 'A', 'B'], { order }))).toEqual(order === 'any' ? [2, 2, 1] : [2, 1, 1]);
  });

  it('orders events of the same millisecond by arrival', async () => {
    const [first, second] = [...did('one', 'A@0'), ...did('two', 'B@0')];
    const [laterB, laterA] = [
      anEvent({ ...first!, name: 'B', arrival: second!.arrival + 1 }),
      anEvent({ ...second!, name: 'A', arrival: second!.arrival + 2 }),
    ];
    await append([laterA, laterB, second!, first!]);
    expect(await counts(asked(['A', 'B']))).toEqual([2, 1]);
  });

  it('equals what trying every attempt comes to', async () => {
    const isEnough = timeLimit(20_000);
    await fc.assert(
      fc.asyncProperty(anyEvents, anyFunnel, async (events, request) => {
        if (isEnough()) return;
        await test.empty();
        await append(events);
        for (const order of ['sequential', 'strict', 'any'] as const) {
          const view = await service.funnelAnalysis({ ...request, order });
          const byHand = funnelByHand(events, funnelOf({ ...request, order }, 0));
          const told = view.funnelSteps.map(({ count, medianSeconds, meanSeconds }) => ({
            count,
            median: medianSeconds,
            mean: meanSeconds,
          }));
          expect({ order, told: told.map(rounded) }).toEqual({ order, told: byHand.map(rounded) });
        }
      }),
      { numRuns: 100 },
    );
  }, 120_000);
});

const rounded = ({ count, median, mean }: { count: number; median?: number | undefined; mean?: number | undefined }) => [
  count,
  median?.toFixed(3),
  mean?.toFixed(3),
];

/** Few people, few names, few moments: ties, repetitions and edges are the rule. */
const aMoment = fc.oneof(
  fc.integer({ min: 0, max: 14 }).map((n) => START + n * 10 * MINUTE),
  fc.tuple(fc.integer({ min: 0, max: 14 }), fc.constantFrom(-1, 1)).map(([n, ms]) => START + n * 10 * MINUTE + ms),
);
const someone = fc.constantFrom(
  { user_id: 'u1', session_id: 's1' },
  { user_id: 'u1', session_id: 's1' },
  { user_id: 'u2', visitor_id: 'v1', session_id: 's2' },
  { visitor_id: 'v1', session_id: 's2' },
  { visitor_id: 'u1' },
  { session_id: 's2' },
  {},
);
const anything = fc.record({
  name: fc.constantFrom('A', 'A', 'B', 'B', 'C', 'C', 'x'),
  at: aMoment,
  who: someone,
  event_id: fc.constantFrom('e1', 'e1', 'e2', undefined),
  bot: fc.integer({ min: 0, max: 20 }).map((n) => n === 0),
});
const anyEvents = fc.array(anything, { minLength: 15, maxLength: 36, size: 'max' }).chain((events) =>
  fc
    .shuffledSubarray(
      events.map((_, i) => i),
      { minLength: events.length },
    )
    .map((arrivals) =>
      events.map(({ name, at, who, event_id, bot }, i) =>
        anEvent({
          name,
          occurred_at: moment(at),
          arrival: arrivals[i]!,
          ...who,
          ...(event_id && { event_id }),
          context: bot ? { bot: true } : {},
        }),
      ),
    ),
);
const anyFunnel: fc.Arbitrary<FunnelRequest> = fc
  .record({
    steps: fc.array(fc.constantFrom('A', 'B', 'C'), { minLength: 2, maxLength: 4, size: 'max' }),
    by: fc.constantFrom('user', 'session'),
    from: fc.integer({ min: -1, max: 6 }),
    length: fc.integer({ min: 1, max: 12 }),
    edge: fc.constantFrom(-1, 0),
    window: fc.constantFrom(599.999, 600, 600.001, 1_200, 1_800, 86_400),
    filters: fc.constantFrom({}, {}, { eventId: 'e1' }, { userId: 'u1' }),
  })
  .map(({ steps, by, from, length, edge, window, filters }) => ({
    funnelSteps: steps.map((eventType) => ({ eventType })),
    by,
    startDate: moment(START + from * 10 * MINUTE),
    endDate: moment(START + (from + length) * 10 * MINUTE + edge),
    conversionWindowSeconds: window,
    filters,
  }));
