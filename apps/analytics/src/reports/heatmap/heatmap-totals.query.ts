import { EventStore } from '../../event-store/event-store.js';
import { type Seen, seenEvents } from '../seen-events.js';
import type { Range } from '../reports.rules.js';
import { CLICKS, HOVERS, OF_PAGE } from './heatmap.sql.js';

export interface HeatmapTotalsRow {
  readonly events: number;
  readonly clicks: number;
  readonly hovers: number;
  /** Mean over the events that tell one; 0 where none does. */
  readonly scroll_depth: number;
  readonly sessions: number;
}

/** What all heatmap events of a page come to. */
export class HeatmapTotals {
  constructor(private readonly store: EventStore) {}

  async ask(pageUrl: string, range: Range): Promise<HeatmapTotalsRow> {
    const seen = seenEvents(range);
    const [row] = await this.store.query<HeatmapTotalsRow>(heatmapTotals(seen), { ...seen.params, pageUrl });
    return row!;
  }
}

const heatmapTotals = ({ where }: Seen) => `
  select
    count() as events,
    sum(${CLICKS}) as clicks,
    sum(${HOVERS}) as hovers,
    ifNull(avg(events.scroll_depth), 0) as scroll_depth,
    uniqExactIf(session, session != 0) as sessions
  from events
  where ${where} and ${OF_PAGE}`;
