import type { HeatmapPoint } from '@bilten/contracts/analytics/reports.contract.js';
import { EventStore } from '../../event-store/event-store.js';
import { type Seen, seenEvents } from '../seen-events.js';
import type { Range } from '../reports.rules.js';
import { CLICKS, HOVERS, OF_PAGE } from './heatmap.sql.js';

/** Where a page was clicked and hovered, the hottest points first. */
export class HeatmapPoints {
  constructor(private readonly store: EventStore) {}

  ask(pageUrl: string, range: Range, limit: number): Promise<HeatmapPoint[]> {
    const seen = seenEvents(range);
    return this.store.query(heatmapPoints(seen), { ...seen.params, pageUrl, limit });
  }
}

const heatmapPoints = ({ where }: Seen) => `
  select x_position, y_position, element_selector, sum(${CLICKS}) as click_count, sum(${HOVERS}) as hover_count
  from events
  where ${where} and ${OF_PAGE}
  group by x_position, y_position, element_selector
  having click_count + hover_count > 0
  order by click_count desc, hover_count desc, x_position, y_position, element_selector
  limit {limit:UInt32}`;
