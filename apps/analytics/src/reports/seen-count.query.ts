import { EventStore } from '../event-store/event-store.js';
import { type EventFilters, seenEvents } from './seen-events.js';
import type { Range } from './reports.rules.js';

/** How many events a report saw. */
export class SeenCount {
  constructor(private readonly store: EventStore) {}

  async ask(range: Range, filters: EventFilters): Promise<number> {
    const { where, params } = seenEvents(range, filters);
    const [row] = await this.store.query<{ events: number }>(`select count() as events from events where ${where}`, params);
    return row?.events ?? 0;
  }
}
