import type { ActivityBucket } from '@bilten/contracts/analytics/reports.contract.js';
import { EventStore } from '../../event-store/event-store.js';
import { MEASUREMENTS } from '../event-kinds.js';
import { type EventFilters, type Seen, seenEvents } from '../seen-events.js';
import type { Range } from '../reports.rules.js';

/** Activity by name and bucket of time. Measurements are none, unless they are asked for by their names. */
export class RealTimeActivity {
  constructor(private readonly store: EventStore) {}

  ask(range: Range, bucketSeconds: number, filters: EventFilters): Promise<ActivityBucket[]> {
    const seen = seenEvents(range, filters);
    const isAskedByName = (filters.eventTypes?.length ?? 0) > 0;
    const otherKinds = ['conversion', ...(isAskedByName ? [] : MEASUREMENTS)];
    return this.store.query(realTimeActivity(seen), { ...seen.params, bucketSeconds, otherKinds });
  }
}

const realTimeActivity = ({ where }: Seen) => `
  select
    name as event_type,
    count() as count,
    toStartOfInterval(occurred_at, toIntervalSecond({bucketSeconds:UInt32})) as time_bucket
  from events
  where ${where} and kind not in {otherKinds:Array(String)}
  group by time_bucket, event_type
  order by time_bucket, event_type`;
