import type { EndpointPerformance } from '@bilten/contracts/analytics/reports.contract.js';
import { EventStore } from '../../event-store/event-store.js';
import { type EventFilters, type Seen, seenEvents } from '../seen-events.js';
import type { Range } from '../reports.rules.js';

/** How long endpoints took and how often they failed, the busiest first. */
export class PerformanceByEndpoint {
  constructor(private readonly store: EventStore) {}

  ask(range: Range, filters: EventFilters): Promise<EndpointPerformance[]> {
    const seen = seenEvents(range, filters);
    return this.store.query(endpointPerformance(seen), seen.params);
  }
}

const endpointPerformance = ({ where }: Seen) => `
  select
    endpoint,
    avg(response_time) as avg_response_time,
    count() as request_count,
    countIf(status_code >= 400) as error_count
  from events
  where ${where} and kind = 'performance'
  group by endpoint
  order by request_count desc, endpoint
  limit 10000`;
