import type { JournaledEvent } from '@bilten/contracts/tracking/event-row.js';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moment } from '../../testing/an-event.js';
import { inOrder, sessionsOf, someEvents, tally, timeLimit } from '../../testing/some-events.js';
import { openTestStore, type TestStore } from '../../testing/test-store.js';
import { ReportsService } from '../reports.service.js';

const START = Date.UTC(2024, 2, 10, 22);
const MINUTE = 60_000;

describe('overview', () => {
  let test: TestStore;
  let service: ReportsService;
  beforeAll(async () => {
    test = await openTestStore();
    service = new ReportsService(test.store);
  });
  afterAll(() => test.close());

  it('answers emptily about nothing', async () => {
    const nothing = { pageViews: 0, visitors: 0, sessions: 0, topPages: [], statusCounts: [], events: 0, sampled: false, truncated: false };
    expect(await service.overview({})).toMatchObject(nothing);
    await expect(service.overview({ startDate: '2024-02-01', endDate: '2024-01-01' })).rejects.toMatchObject({ code: 'invalidRange' });
  });

  it('equals what going through the events one by one comes to', async () => {
    let blocks = 0;
    const isEnough = timeLimit(20_000);
    await fc.assert(
      fc.asyncProperty(
        someEvents(START, 150),
        fc.integer({ min: -10, max: 100 }),
        fc.integer({ min: 0, max: 250 }),
        async (events, from, length) => {
          if (isEnough()) return;
          await test.empty();
          await test.writer.append(events, `block-${(blocks += 1)}`);
          const [startDate, endDate] = [moment(START + from * MINUTE), moment(START + (from + length) * MINUTE)];
          const { computedAt: _at, ...view } = await service.overview({ startDate, endDate, limit: 3 });
          expect(view).toEqual(byHand(inOrder(events).filter(({ occurred_at }) => occurred_at >= startDate && occurred_at <= endDate)));
        },
      ),
      { numRuns: 100 },
    );
  }, 120_000);
});

const personOf = ({ user_id, visitor_id, session_id }: JournaledEvent) =>
  user_id ? `u ${user_id}` : visitor_id ? `v ${visitor_id}` : session_id ? `s ${session_id}` : '';
const peopleIn = (events: readonly JournaledEvent[]) => new Set(events.map(personOf).filter(Boolean)).size;
const statusOf = ({ kind, name, status_code, data }: JournaledEvent) =>
  kind === 'performance' ? status_code! : name === 'page_view' && typeof data?.['status'] === 'number' ? data['status'] : 0;

function byHand(seen: readonly JournaledEvent[]) {
  const views = seen.filter(({ name }) => name === 'page_view');
  const pageOf = ({ page_url = '' }: JournaledEvent) => page_url.replace(/[?#].*$/, '');
  const pages = [
    ...tally(
      views.filter(({ page_url }) => page_url),
      pageOf,
    ),
  ].map(([page, count]) => ({ page, views: count, visitors: peopleIn(views.filter((view) => view.page_url && pageOf(view) === page)) }));
  const statuses = [
    ...tally(
      seen.filter((event) => statusOf(event) > 0),
      (event) => String(statusOf(event)),
    ),
  ];
  return {
    pageViews: views.length,
    visitors: peopleIn(views),
    sessions: sessionsOf(seen).length,
    topPages: pages.toSorted((a, b) => b.views - a.views || (a.page < b.page ? -1 : 1)).slice(0, 3),
    statusCounts: statuses.map(([status, count]) => ({ status: Number(status), count })).toSorted((a, b) => a.status - b.status),
    events: seen.length,
    sampled: false,
    truncated: false,
  };
}
