import type { RejectedEvent } from '@bilten/contracts/tracking/event-row.js';
import { MAX_EVENT_DATA_BYTES } from '@bilten/contracts/tracking/intake.contract.js';
import type { Arrival } from './arrival.js';
import { eventIdOf } from './message-key.js';
import type { Rejection } from './pipeline.js';
import { storableText } from './storable-text.js';

/** A refused event as it is kept: as it came, cut to 32 KB, but for the device, of which nothing raw is ever stored. */
export const rejectedEvent = ({ messageId, body, delivery }: Arrival, { reason, detail }: Rejection): RejectedEvent => ({
  id: eventIdOf(messageId, delivery.receivedAt),
  message_id: storableText(messageId),
  received_at: new Date(delivery.receivedAt).toISOString(),
  reason,
  detail,
  payload: storableText(JSON.stringify(withoutDevice(body) ?? null).slice(0, MAX_EVENT_DATA_BYTES)),
});

const DEVICE = new Set(['ipAddress', 'userAgent']);

function withoutDevice(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => !DEVICE.has(name)));
}
