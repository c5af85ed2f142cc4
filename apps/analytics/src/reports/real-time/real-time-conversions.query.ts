import type { ConversionBucket } from '@bilten/contracts/analytics/reports.contract.js';
import { EventStore } from '../../event-store/event-store.js';
import { type EventFilters, type Seen, seenEvents } from '../seen-events.js';
import type { Range } from '../reports.rules.js';

/** Conversions and their exact value, by type and bucket of time. */
export class RealTimeConversions {
  constructor(private readonly store: EventStore) {}

  ask(range: Range, bucketSeconds: number, filters: EventFilters): Promise<ConversionBucket[]> {
    const seen = seenEvents(range, filters);
    return this.store.query(realTimeConversions(seen), { ...seen.params, bucketSeconds });
  }
}

const realTimeConversions = ({ where }: Seen) => `
  select
    name as conversion_type,
    count() as count,
    sum(value) as total_value,
    toStartOfInterval(occurred_at, toIntervalSecond({bucketSeconds:UInt32})) as time_bucket
  from events
  where ${where} and kind = 'conversion'
  group by time_bucket, conversion_type
  order by time_bucket, conversion_type`;
