import type { TopPage } from '@bilten/contracts/analytics/reports.contract.js';
import { EventStore } from '../../event-store/event-store.js';
import { PAGE_VIEW } from '../event-kinds.js';
import type { Range } from '../reports.rules.js';
import { type Seen, seenEvents } from '../seen-events.js';

/** The pages that were viewed most, and by how many people. */
export class TopPages {
  constructor(private readonly store: EventStore) {}

  ask(range: Range, limit: number): Promise<TopPage[]> {
    const seen = seenEvents(range, { eventTypes: [PAGE_VIEW] });
    return this.store.query(topPages(seen), { ...seen.params, limit });
  }
}

const topPages = ({ where }: Seen) => `
  select cutQueryStringAndFragment(page_url) as page, count() as views, uniqExactIf(person, person != 0) as visitors
  from events
  where ${where} and page_url != ''
  group by page
  order by views desc, page
  limit {limit:UInt32}`;
