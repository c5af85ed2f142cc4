import type { EventKind, JournaledEvent } from '@bilten/contracts/tracking/event-row.js';
import { JOURNAL_TABLES } from './tables.js';

type Fields = Record<string, unknown>;
const INTERACTION = 'event_';

/** What only one kind's table has and the event carries in another form. */
const TO_EVENT: Partial<Record<EventKind, (row: Fields) => Fields>> = {
  'event-interaction': ({ interaction_type }) => ({ name: `${INTERACTION}${String(interaction_type)}` }),
  performance: () => ({ name: 'performance' }),
  heatmap: () => ({ name: 'heatmap' }),
  lab: ({ input, output }) => ({
    name: 'lab_experiment',
    ...(input || output ? { data: { ...(input ? { input } : {}), ...(output ? { output } : {}) } } : {}),
  }),
};
const asTime = (value: unknown) => new Date(value as string).toISOString();
/** Fields whose form in the journal is not that of the event. */
const READ: Readonly<Record<string, (value: unknown) => unknown>> = {
  occurred_at: asTime,
  received_at: asTime,
  client_time: asTime,
  sent_at: asTime,
  arrival: Number,
};

/** A row of the journal as the event that it was. */
export function eventOf(kind: EventKind, row: Fields): JournaledEvent {
  const event: Fields = { kind };
  for (const [column, , field, derived] of JOURNAL_TABLES[kind].columns) {
    const value = row[column];
    if (value === null || value === undefined || derived) continue;
    event[field] = READ[field]?.(value) ?? value;
  }
  return { ...event, ...TO_EVENT[kind]?.(row) } as unknown as JournaledEvent;
}
