import { EventStore } from '../../event-store/event-store.js';
import { type EventFilters, seenEvents } from '../seen-events.js';
import type { Range } from '../reports.rules.js';

/** How many sessions were seen. Whatever has no session is none. */
export class ActiveSessions {
  constructor(private readonly store: EventStore) {}

  async ask(range: Range, filters: EventFilters): Promise<number> {
    const { where, params } = seenEvents(range, filters);
    const sql = `select uniqExact(session) as sessions from events where ${where} and session != 0`;
    const [row] = await this.store.query<{ sessions: number }>(sql, params);
    return row?.sessions ?? 0;
  }
}
