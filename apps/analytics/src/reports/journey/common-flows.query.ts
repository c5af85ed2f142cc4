import type { CommonFlow } from '@bilten/contracts/analytics/reports.contract.js';
import { EventStore } from '../../event-store/event-store.js';
import { PAGE_VIEW } from '../event-kinds.js';
import { type Seen, seenEvents } from '../seen-events.js';
import type { Range } from '../reports.rules.js';
import { sessionParts } from '../session-parts.sql.js';

/** One user's steps from a page to another within a session, the most common first. Viewing the same page again is no step. */
export class CommonFlows {
  constructor(private readonly store: EventStore) {}

  ask(userId: string, range: Range, limit: number): Promise<CommonFlow[]> {
    const seen = seenEvents(range, { userId });
    return this.store.query(commonFlows(seen), { ...seen.params, pageView: PAGE_VIEW, limit });
  }
}

const commonFlows = (seen: Seen) => `
  select step.1 as from, step.2 as to, count() as count
  from (
    select
      arrayCompact(arrayMap(view -> view.3, arraySort(groupArray((occurred_at, arrival, page_url))))) as pages,
      arrayJoin(arrayZip(arrayPopBack(pages), arrayPopFront(pages))) as step
    from (${sessionParts(seen)})
    where name = {pageView:String} and page_url != ''
    group by session_id, part)
  group by from, to
  order by count desc, from, to
  limit {limit:UInt32}`;
