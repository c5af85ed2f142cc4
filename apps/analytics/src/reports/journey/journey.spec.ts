import type { JournaledEvent } from '@bilten/contracts/tracking/event-row.js';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anEvent, moment } from '../../testing/an-event.js';
import { inOrder, sessionsOf, someEvents, tally, timeLimit } from '../../testing/some-events.js';
import { openTestStore, type TestStore } from '../../testing/test-store.js';
import { ReportsService } from '../reports.service.js';

const START = Date.UTC(2024, 1, 28, 22);
const MINUTE = 60_000;

describe('user journey', () => {
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
  const at = (seconds: number) => ({ user_id: 'u1', session_id: 's1', occurred_at: moment(START + seconds * 1_000) });

  it('tells what a user did, in the shape of the contract', async () => {
    const view = anEvent({ ...at(0), page_url: '/a', data: { title: 'A' } });
    const like = anEvent({ ...at(1), kind: 'event-interaction', name: 'event_like', event_id: 'e1', data: { from: 'list' } });
    const bought = anEvent({ ...at(2), kind: 'conversion', name: 'purchase', value: '99.990000', data: { orderId: 'o1' } });
    await append([
      view,
      like,
      bought,
      anEvent({ ...at(3), kind: 'performance', name: 'performance' }),
      anEvent({ ...at(4), user_id: 'u2' }),
    ]);
    expect(await service.userJourney({ userId: 'u1' })).toEqual({
      userId: 'u1',
      userActivity: [
        { id: view.id, event_type: 'page_view', session_id: 's1', page_url: '/a', event_data: { title: 'A' }, created_at: moment(START) },
      ],
      eventInteractions: [
        {
          id: like.id,
          event_id: 'e1',
          interaction_type: 'like',
          session_id: 's1',
          interaction_data: { from: 'list' },
          created_at: moment(START + 1_000),
        },
      ],
      milestones: [
        {
          id: bought.id,
          event_type: 'purchase',
          session_id: 's1',
          event_data: { orderId: 'o1', conversion_value: 99.99 },
          created_at: moment(START + 2_000),
        },
      ],
      journeyAnalysis: { mostVisitedPages: { '/a': 1 }, commonFlows: [], sessionDuration: 3, bounceRate: 0 },
      totalSessions: 1,
      totalEvents: 4,
      totalInteractions: 1,
      truncated: false,
      computedAt: expect.any(String),
      events: 4,
      sampled: false,
    });
  });

  it('leaves out the lists that are not wanted, and answers emptily about a stranger', async () => {
    await append([anEvent(at(0)), anEvent({ ...at(1), kind: 'event-interaction', name: 'event_view', event_id: 'e1' })]);
    const request = { userId: 'u1', includeEvents: false, includeInteractions: false };
    expect(await service.userJourney(request)).toMatchObject({
      userActivity: [],
      eventInteractions: [],
      totalEvents: 2,
      totalInteractions: 1,
    });
    const nothing = { mostVisitedPages: {}, commonFlows: [], sessionDuration: 0, bounceRate: 0 };
    expect(await service.userJourney({ userId: 'nobody' })).toMatchObject({
      userActivity: [],
      milestones: [],
      journeyAnalysis: nothing,
      totalSessions: 0,
      truncated: false,
    });
    await expect(service.userJourney({ userId: 'u1', startDate: '2024-02-01', endDate: '2024-01-01' })).rejects.toMatchObject({
      code: 'invalidRange',
    });
  });

  it('lists the latest thousand and says that it cut', async () => {
    await append(Array.from({ length: 1_005 }, (_, i) => anEvent({ ...at(i), page_url: `/${i}` })));
    const { userActivity, truncated, totalEvents, journeyAnalysis } = await service.userJourney({ userId: 'u1' });
    expect([userActivity.length, userActivity[0]!.page_url, userActivity.at(-1)!.page_url, truncated, totalEvents]).toEqual([
      1_000,
      '/5',
      '/1004',
      true,
      1_005,
    ]);
    expect([Object.keys(journeyAnalysis.mostVisitedPages).length, journeyAnalysis.commonFlows.length]).toEqual([1_000, 1_000]);
  });

  it.each([
    ['a single page view', [anEvent(at(0))], 100],
    ['a page view whose speed was measured', [anEvent(at(0)), anEvent({ ...at(3), kind: 'performance', name: 'performance' })], 100],
    ['a page view that was measured for long', [anEvent(at(0)), anEvent({ ...at(10), kind: 'performance', name: 'performance' })], 0],
    ['a page view and a click', [anEvent(at(0)), anEvent({ ...at(5), name: 'click' })], 0],
    ['two page views', [anEvent(at(0)), anEvent(at(1))], 0],
    ['no page view', [anEvent({ ...at(0), name: 'click' })], 0],
    ['a page view after half an hour of silence', [anEvent(at(0)), anEvent(at(1_800))], 100],
    ['a page view after just under half an hour', [anEvent(at(0)), anEvent(at(1_799.999))], 0],
  ])('bounces or not: %s', async (_what, events, rate) => {
    await append(events);
    expect((await service.userJourney({ userId: 'u1' })).journeyAnalysis.bounceRate).toBe(rate);
  });

  it('equals what going through the events one by one comes to', async () => {
    const range = fc.tuple(fc.integer({ min: -10, max: 100 }), fc.integer({ min: 0, max: 250 }));
    const isEnough = timeLimit(20_000);
    await fc.assert(
      fc.asyncProperty(someEvents(START, 150), range, fc.boolean(), async (events, [from, length], isDated) => {
        if (isEnough()) return;
        await test.empty();
        await append(events);
        const [startDate, endDate] = [moment(START + from * MINUTE), moment(START + (from + length) * MINUTE)];
        const view = await service.userJourney({ userId: 'u1', ...(isDated && { startDate, endDate }) });
        const seen = inOrder(events).filter(
          ({ user_id, occurred_at }) => user_id === 'u1' && (!isDated || (occurred_at >= startDate && occurred_at <= endDate)),
        );
        expect(summaryOf(view)).toEqual(byHand(seen));
      }),
      { numRuns: 100 },
    );
  }, 120_000);
});

type Journey = Awaited<ReturnType<ReportsService['userJourney']>>;
const summaryOf = ({
  userActivity,
  eventInteractions,
  milestones,
  journeyAnalysis,
  totalSessions,
  totalEvents,
  totalInteractions,
  events,
}: Journey) => ({
  activity: userActivity.map(({ id }) => id),
  interactions: eventInteractions.map(({ id }) => id),
  milestones: milestones.map(({ id }) => id),
  pages: Object.entries(journeyAnalysis.mostVisitedPages),
  flows: journeyAnalysis.commonFlows.map(({ from, to, count }) => [from, to, count]),
  duration: journeyAnalysis.sessionDuration.toFixed(6),
  bounceRate: journeyAnalysis.bounceRate.toFixed(6),
  totalSessions,
  totalEvents,
  totalInteractions,
  events,
});

function byHand(seen: readonly JournaledEvent[]) {
  const idsOf = (...kinds: string[]) => seen.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id);
  const views = seen.filter(({ name, page_url }) => name === 'page_view' && page_url);
  const sessions = sessionsOf(seen);
  const seconds = (session: readonly JournaledEvent[]) =>
    (Date.parse(session.at(-1)!.occurred_at) - Date.parse(session[0]!.occurred_at)) / 1_000;
  const bounced = sessions.filter((session) => {
    const acts = session.filter(({ kind }) => kind !== 'performance');
    return acts.length === 1 && acts[0]!.name === 'page_view' && seconds(session) < 10;
  });
  const steps = sessions.flatMap((session) => {
    const pages = session.filter(({ name, page_url }) => name === 'page_view' && page_url).map(({ page_url }) => page_url!);
    return pages.slice(1).flatMap((page, i) => (page === pages[i] ? [] : [JSON.stringify([pages[i], page])]));
  });
  return {
    activity: idsOf('activity', 'lab'),
    interactions: idsOf('event-interaction'),
    milestones: idsOf('conversion'),
    pages: [...tally(views, ({ page_url }) => page_url!)].toSorted(mostFirst),
    flows: [...tally(steps, (step) => step)].toSorted(mostFirst).map(([step, count]) => [...(JSON.parse(step) as string[]), count]),
    duration: (sessions.length === 0 ? 0 : sessions.reduce((sum, session) => sum + seconds(session), 0) / sessions.length).toFixed(6),
    bounceRate: (sessions.length === 0 ? 0 : (bounced.length / sessions.length) * 100).toFixed(6),
    totalSessions: sessions.length,
    totalEvents: seen.length,
    totalInteractions: idsOf('event-interaction').length,
    events: seen.length,
  };
}

const mostFirst = ([a, m]: [string, number], [b, n]: [string, number]) => n - m || (a < b ? -1 : 1);
