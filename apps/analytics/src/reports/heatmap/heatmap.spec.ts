import type { JournaledEvent } from '@bilten/contracts/tracking/event-row.js';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moment } from '../../testing/an-event.js';
import { inOrder, someEvents, timeLimit } from '../../testing/some-events.js';
import { openTestStore, type TestStore } from '../../testing/test-store.js';
import { ReportsService } from '../reports.service.js';

const START = Date.UTC(2024, 4, 1);

describe('heatmap', () => {
  let test: TestStore;
  let service: ReportsService;
  beforeAll(async () => {
    test = await openTestStore();
    service = new ReportsService(test.store);
  });
  afterAll(() => test.close());

  it('answers emptily about a page that nobody has seen', async () => {
    expect(await service.heatmap({ pageUrl: '/nowhere' })).toMatchObject({
      points: [],
      totalClicks: 0,
      totalHovers: 0,
      averageScrollDepth: 0,
      sessions: 0,
      events: 0,
    });
    await expect(service.heatmap({ pageUrl: '/', startDate: '2024-02-01', endDate: '2024-01-01' })).rejects.toMatchObject({
      code: 'invalidRange',
    });
  });

  it('equals what going through the events one by one comes to', async () => {
    let blocks = 0;
    const isEnough = timeLimit(20_000);
    await fc.assert(
      fc.asyncProperty(
        someEvents(START, 60, 120),
        fc.constantFrom('/z', 'https://bilten.com/a?b=1#c'),
        fc.boolean(),
        async (events, pageUrl, isDated) => {
          if (isEnough()) return;
          await test.empty();
          await test.writer.append(events, `block-${(blocks += 1)}`);
          const endDate = moment(START + 30 * 60_000);
          const { computedAt: _at, ...view } = await service.heatmap({ pageUrl, ...(isDated && { endDate }) });
          const seen = inOrder(events).filter(
            (event) => event.kind === 'heatmap' && event.page_url === pageUrl && (!isDated || event.occurred_at <= endDate),
          );
          expect(view).toEqual({ pageUrl, ...byHand(seen) });
        },
      ),
      { numRuns: 100 },
    );
  }, 120_000);
});

const clicksOf = ({ click_count, hover_count, scroll_depth }: JournaledEvent) =>
  click_count ?? (hover_count === undefined && scroll_depth === undefined ? 1 : 0);

function byHand(seen: readonly JournaledEvent[]) {
  const sum = (events: readonly JournaledEvent[], of: (event: JournaledEvent) => number) =>
    events.reduce((total, event) => total + of(event), 0);
  const hovers = ({ hover_count = 0 }: JournaledEvent) => hover_count;
  const placeOf = ({ x_position, y_position, element_selector = '' }: JournaledEvent) =>
    JSON.stringify([x_position, y_position, element_selector]);
  const points = [...new Set(seen.map(placeOf))].map((place) => {
    const [x_position, y_position, element_selector] = JSON.parse(place) as [number, number, string];
    const events = seen.filter((event) => placeOf(event) === place);
    return { x_position, y_position, element_selector, click_count: sum(events, clicksOf), hover_count: sum(events, hovers) };
  });
  const depths = seen.flatMap(({ scroll_depth }) => scroll_depth ?? []);
  return {
    points: points
      .filter(({ click_count, hover_count }) => click_count + hover_count > 0)
      .toSorted(
        (a, b) =>
          b.click_count - a.click_count ||
          b.hover_count - a.hover_count ||
          a.x_position - b.x_position ||
          a.y_position - b.y_position ||
          (a.element_selector < b.element_selector ? -1 : 1),
      ),
    totalClicks: sum(seen, clicksOf),
    totalHovers: sum(seen, hovers),
    averageScrollDepth: depths.length === 0 ? 0 : depths.reduce((total, depth) => total + depth, 0) / depths.length,
    sessions: new Set(seen.flatMap(({ session_id }) => session_id ?? [])).size,
    events: seen.length,
    sampled: false,
    truncated: false,
  };
}
