import type { ExportPage, ExportRequest } from '@bilten/contracts/analytics/exports.contract.js';
import type { JournaledEvent } from '@bilten/contracts/tracking/event-row.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EventWriter } from '../event-store/event-writer.js';
import { anEvent } from '../testing/an-event.js';
import { openTestStore, type TestStore } from '../testing/test-store.js';
import { ExportsService } from './exports.service.js';

let opened: TestStore;
let exports: ExportsService;
let writer: EventWriter;
beforeAll(async () => {
  opened = await openTestStore();
  writer = new EventWriter(opened.store);
  exports = new ExportsService(opened.store);
});
afterAll(() => opened.close());
beforeEach(() => opened.store.command('truncate table events'));

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 30);
let tokens = 0;
const store = (events: readonly JournaledEvent[]) => writer.append(events, `export-${tokens++}`);
const anActivity = (arrival: number, more: Partial<JournaledEvent> = {}) =>
  anEvent({ kind: 'activity', name: 'page_view', arrival, occurred_at: new Date(START + arrival * 1_000).toISOString(), ...more });

async function all(request: ExportRequest, between: (page: ExportPage) => Promise<void> = async () => undefined) {
  const rows: Record<string, unknown>[] = [];
  let pages = 0;
  for (let after: string | undefined; ;) {
    const page = await exports.page(after ? { ...request, after } : request);
    if (page.text) rows.push(...(JSON.parse(`[${page.text}]`) as Record<string, unknown>[]));
    pages++;
    await between(page);
    if (!page.next) return { rows, pages };
    after = page.next;
  }
}

describe('an export', () => {
  it('gives every event once, in order of time, over pages, days and gaps', async () => {
    const events = Array.from({ length: 5_000 }, (_, at) =>
      anActivity(at + 1, { occurred_at: new Date(START + (at % 3) * 4 * DAY + at).toISOString() }),
    );
    await store(events);
    const { rows, pages } = await all({ dataType: 'user_activity' });
    expect(pages).toBeGreaterThan(2);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(5_000);
    const times = rows.map(({ created_at }) => String(created_at));
    expect(times).toEqual(times.toSorted());
  });

  it('is of the moment at which it began', async () => {
    await store(Array.from({ length: 2_500 }, (_, at) => anActivity(at + 1)));
    const { rows } = await all({ dataType: 'user_activity' }, async ({ first }) => {
      if (first) await store(Array.from({ length: 100 }, (_, at) => anActivity(10_000 + at)));
    });
    expect(rows).toHaveLength(2_500);
  });

  it('gives what was asked for and nothing else', async () => {
    await store([
      anActivity(1, { user_id: 'ada' }),
      anActivity(2, { user_id: 'ada', name: 'click' }),
      anActivity(3, { user_id: 'bob' }),
      anEvent({
        kind: 'conversion',
        name: 'purchase',
        value: '99.99',
        user_id: 'ada',
        campaign_id: 'summer',
        arrival: 4,
        occurred_at: new Date(START).toISOString(),
      }),
    ]);
    expect((await all({ dataType: 'user_activity', filters: { userId: 'ada', eventType: 'page_view' } })).rows).toMatchObject([
      { user_id: 'ada', event_type: 'page_view' },
    ]);
    expect((await all({ dataType: 'conversions', filters: { campaignId: 'summer' } })).rows).toMatchObject([
      { conversion_type: 'purchase', conversion_value: '99.99' },
    ]);
    expect((await all({ dataType: 'all' })).rows).toHaveLength(4);
    const second = new Date(START + 2_000).toISOString();
    expect((await all({ dataType: 'user_activity', dateRange: { startDate: second, endDate: second } })).rows).toMatchObject([
      { event_type: 'click' },
    ]);
  });

  it('of nothing is empty, with its header', async () => {
    expect(await exports.page({ dataType: 'heatmap', format: 'csv' })).toMatchObject({
      rows: 0,
      text: '',
      header: expect.stringContaining('x_position'),
    });
  });

  it('does not go on with the cursor of another', async () => {
    await store(Array.from({ length: 2_100 }, (_, at) => anActivity(at + 1)));
    const { next } = await exports.page({ dataType: 'user_activity' });
    await expect(exports.page({ dataType: 'all', after: next! })).rejects.toMatchObject({ code: 'unknownCursor' });
    await expect(exports.page({ dataType: 'user_activity', after: 'nonsense' })).rejects.toMatchObject({ code: 'unknownCursor' });
  });

  it('writes free data as JSON, and as text that no spreadsheet runs', async () => {
    await store([anActivity(1, { data: { title: '=1+1', nested: { a: [1] } } })]);
    expect((await all({ dataType: 'user_activity' })).rows).toMatchObject([{ event_data: { title: '=1+1', nested: { a: [1] } } }]);
    const { text } = await exports.page({ dataType: 'user_activity', format: 'csv' });
    expect(text).toContain('"{""title"":""=1+1"",""nested"":{""a"":[1]}}"');
  });
});
