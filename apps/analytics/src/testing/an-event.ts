import { randomUUID } from 'node:crypto';
import type { JournaledEvent } from '@bilten/contracts/tracking/event-row.js';

let arrivals = 0;

/** An event that arrives after every other of this process; a page view unless told otherwise. */
export function anEvent(fields: Partial<JournaledEvent> = {}): JournaledEvent {
  const id = fields.id ?? randomUUID();
  const occurredAt = fields.occurred_at ?? '2024-01-15T10:30:00.000Z';
  arrivals += 1;
  return {
    id,
    kind: 'activity',
    name: 'page_view',
    message_id: id,
    occurred_at: occurredAt,
    received_at: occurredAt,
    context: {},
    arrival: arrivals,
    ...fields,
  };
}

/** Milliseconds as the RFC 3339 text of an event. */
export const moment = (ms: number) => new Date(ms).toISOString();
