import { EventStore } from '../../event-store/event-store.js';
import { INTERACTIONS, PAGE_VIEW } from '../event-kinds.js';
import { type Seen, seenEvents } from '../seen-events.js';
import type { Range } from '../reports.rules.js';
import { sessionParts } from '../session-parts.sql.js';

export interface JourneyTotalsRow {
  readonly events: number;
  readonly interactions: number;
  readonly sessions: number;
  /** Of the first to the last event of a session, in seconds. */
  readonly mean_seconds: number;
  readonly bounces: number;
}

const BOUNCE_MS = 10_000;

/**
 * What one user's events and sessions come to. A session bounces when it has one page view and nothing else but measured
 * performance, and is over in under 10 seconds.
 */
export class JourneyTotals {
  constructor(private readonly store: EventStore) {}

  async ask(userId: string, range: Range): Promise<JourneyTotalsRow> {
    const seen = seenEvents(range, { userId });
    const [events, sessions] = await Promise.all([
      this.store.query<JourneyTotalsRow>(eventTotals(seen), { ...seen.params, interactions: INTERACTIONS }),
      this.store.query<JourneyTotalsRow>(sessionTotals(seen), { ...seen.params, pageView: PAGE_VIEW }),
    ]);
    return { ...events[0]!, ...sessions[0]! };
  }
}

const eventTotals = ({ where }: Seen) => `
  select count() as events, countIf(kind in {interactions:Array(String)}) as interactions
  from events
  where ${where}`;

const sessionTotals = (seen: Seen) => `
  select
    count() as sessions,
    if(sessions = 0, 0, avg(milliseconds) / 1000) as mean_seconds,
    countIf(page_views = 1 and others = 0 and milliseconds < ${BOUNCE_MS}) as bounces
  from (
    select
      dateDiff('millisecond', min(occurred_at), max(occurred_at)) as milliseconds,
      countIf(name = {pageView:String}) as page_views,
      countIf(name != {pageView:String} and kind != 'performance') as others
    from (${sessionParts(seen)})
    group by session_id, part)`;
