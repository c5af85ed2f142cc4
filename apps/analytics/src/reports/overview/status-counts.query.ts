import type { StatusCount } from '@bilten/contracts/analytics/reports.contract.js';
import { EventStore } from '../../event-store/event-store.js';
import type { Range } from '../reports.rules.js';
import { type Seen, seenEvents } from '../seen-events.js';

/** HTTP answers by status, wherever an event tells one. */
export class StatusCounts {
  constructor(private readonly store: EventStore) {}

  ask(range: Range): Promise<StatusCount[]> {
    const seen = seenEvents(range);
    return this.store.query(statusCounts(seen), seen.params);
  }
}

const statusCounts = ({ where }: Seen) => `
  select status_code as status, count() as count
  from events
  where ${where} and status_code != 0
  group by status
  order by status`;
