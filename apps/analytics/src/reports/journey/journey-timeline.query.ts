import type { EventKind } from '@bilten/contracts/tracking/event-row.js';
import { EventStore } from '../../event-store/event-store.js';
import { type Seen, seenEvents } from '../seen-events.js';
import type { Range } from '../reports.rules.js';

/** An event on a user's timeline. What is absent is ''. */
export interface TimelineEvent {
  readonly id: string;
  readonly name: string;
  readonly session_id: string;
  readonly page_url: string;
  readonly event_id: string;
  readonly value: number;
  /** JSON text. */
  readonly data: string;
  readonly created_at: string;
}

/** The latest events of some kinds of one user, in the order in which they happened. */
export class JourneyTimeline {
  constructor(private readonly store: EventStore) {}

  ask(userId: string, range: Range, kinds: readonly EventKind[], limit: number): Promise<TimelineEvent[]> {
    const seen = seenEvents(range, { userId });
    return this.store.query(journeyTimeline(seen), { ...seen.params, kinds, limit });
  }
}

const journeyTimeline = ({ where }: Seen) => `
  select id, name, session_id, page_url, event_id, value, data, created_at
  from (
    select id, name, session_id, page_url, event_id, value, data, occurred_at as created_at, arrival
    from events
    where ${where} and kind in {kinds:Array(String)}
    order by created_at desc, arrival desc
    limit {limit:UInt32})
  order by created_at, arrival`;
