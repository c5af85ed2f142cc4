import { EventStore } from '../../event-store/event-store.js';
import type { Range } from '../reports.rules.js';
import { type Seen, seenEvents } from '../seen-events.js';
import { SILENCE_MS } from '../session-parts.sql.js';

/** How many sessions there were: each session id once, and once more for every silence in it. */
export class SessionCount {
  constructor(private readonly store: EventStore) {}

  async ask(range: Range): Promise<number> {
    const seen = seenEvents(range);
    const [row] = await this.store.query<{ sessions: number }>(sessionCount(seen), seen.params);
    return row?.sessions ?? 0;
  }
}

const sessionCount = ({ where }: Seen) => `
  select count() + sum(arrayCount(gap -> gap >= ${SILENCE_MS}, arrayDifference(times))) as sessions
  from (
    select arraySort(groupArray(toUnixTimestamp64Milli(occurred_at))) as times
    from events
    where ${where} and session != 0
    group by session)`;
