import { EventStore } from '../../../event-store/event-store.js';
import type { Range } from '../../reports.rules.js';
import { type Seen, seenEvents } from '../../seen-events.js';
import { SILENCE_MS } from '../session-parts.sql.js';

/**
 * How many sessions there were. A session id that was seen for less than the silence that ends a session is one session;
 * only the events of the others have to be looked at one by one.
 */
export class SessionCount {
  constructor(private readonly store: EventStore) {}

  async ask(range: Range): Promise<number> {
    const seen = seenEvents(range);
    const [row] = await this.store.query<{ sessions: number }>(sessionCount(seen), seen.params);
    return row?.sessions ?? 0;
  }
}

const sessionCount = ({ where }: Seen) => `
  with
    ids as (
      select session, dateDiff('millisecond', min(occurred_at), max(occurred_at)) >= ${SILENCE_MS} as is_long
      from events
      where ${where} and session != 0
      group by session),
    long_ids as (
      select arraySort(groupArray(toUnixTimestamp64Milli(occurred_at))) as times
      from events
      where ${where} and session in (select session from ids where is_long)
      group by session)
  select
    (select count() from ids) + (select sum(arrayCount(gap -> gap >= ${SILENCE_MS}, arrayDifference(times))) from long_ids) as sessions`;
