import { EventStore } from '../../event-store/event-store.js';
import { PAGE_VIEW } from '../event-kinds.js';
import { type Seen, seenEvents } from '../seen-events.js';
import type { Range } from '../reports.rules.js';

export interface VisitedPage {
  readonly page: string;
  readonly views: number;
}

/** One user's page views by page, the most visited first. */
export class VisitedPages {
  constructor(private readonly store: EventStore) {}

  ask(userId: string, range: Range, limit: number): Promise<VisitedPage[]> {
    const seen = seenEvents(range, { userId, eventTypes: [PAGE_VIEW] });
    return this.store.query(visitedPages(seen), { ...seen.params, limit });
  }
}

const visitedPages = ({ where }: Seen) => `
  select page_url as page, count() as views
  from events
  where ${where} and page_url != ''
  group by page
  order by views desc, page
  limit {limit:UInt32}`;
