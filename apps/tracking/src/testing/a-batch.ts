import { randomUUID } from 'node:crypto';
import type { EventRow, IntakeBatch, RejectedEvent } from '@bilten/contracts/tracking/event-row.js';
import { intakeSubject } from '@bilten/contracts/tracking/streams.js';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { eventIdOf } from '../intake/message-key.js';

/** An event as intake writes it to the stream: a click of just now, unless told otherwise. */
export function aRow(given: Partial<EventRow> = {}): EventRow {
  const { message_id = randomUUID(), received_at = new Date().toISOString() } = given;
  return {
    id: eventIdOf(message_id, Date.parse(received_at)),
    kind: 'activity',
    name: 'click',
    message_id,
    occurred_at: received_at,
    received_at,
    context: {},
    ...given,
  };
}

export const aRejection = (given: Partial<RejectedEvent> = {}): RejectedEvent => ({
  id: randomUUID(),
  message_id: randomUUID(),
  received_at: new Date().toISOString(),
  reason: 'invalid',
  detail: 'It is not right',
  payload: '{}',
  ...given,
});

export const aBatch = (events: readonly EventRow[], rejected: readonly RejectedEvent[] = []): IntakeBatch => ({
  id: randomUUID(),
  events,
  rejected,
});

/** Puts a message into the INTAKE stream by hand. */
export const publishBatch = (nats: NatsConnection, batch: IntakeBatch) =>
  publishText(nats, JSON.stringify(batch), batch.events.length + batch.rejected.length);
export const publishText = (nats: NatsConnection, text: string, events: number) => jetstream(nats).publish(intakeSubject(events), text);
