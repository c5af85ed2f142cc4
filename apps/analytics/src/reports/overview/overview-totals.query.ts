import { EventStore } from '../../event-store/event-store.js';
import { PAGE_VIEW } from '../event-kinds.js';
import type { Range } from '../reports.rules.js';
import { type Seen, seenEvents } from '../seen-events.js';

export interface OverviewTotalsRow {
  readonly events: number;
  readonly page_views: number;
  readonly visitors: number;
}

/** All events, page views, and the people who viewed a page. */
export class OverviewTotals {
  constructor(private readonly store: EventStore) {}

  async ask(range: Range): Promise<OverviewTotalsRow> {
    const seen = seenEvents(range);
    const [row] = await this.store.query<OverviewTotalsRow>(overviewTotals(seen), { ...seen.params, pageView: PAGE_VIEW });
    return row!;
  }
}

const overviewTotals = ({ where }: Seen) => `
  select
    count() as events,
    countIf(name = {pageView:String}) as page_views,
    uniqExactIf(person, name = {pageView:String} and person != 0) as visitors
  from events
  where ${where}`;
