import type { RejectedEvent } from '@bilten/contracts/tracking/event-row.js';
import { MAX_EVENT_DATA_BYTES } from '@bilten/contracts/tracking/intake.contract.js';
import type { Arrival, Delivery } from './arrival.js';
import { eventIdOf } from './message-key.js';
import type { Rejection } from './pipeline.js';
import { storableText } from './storable-text.js';

const MAX_ID = 200;

/** A refused event as it is kept: as it came, cut to 32 KB, but for the device, of which nothing raw is ever stored. */
export const rejectedEvent = ({ messageId, body, delivery }: Arrival, { reason, detail }: Rejection): RejectedEvent => ({
  id: eventIdOf(messageId, delivery.receivedAt),
  message_id: storableText(messageId),
  received_at: new Date(delivery.receivedAt).toISOString(),
  reason,
  detail,
  payload: storableText(JSON.stringify(withoutDevice(body) ?? null).slice(0, MAX_EVENT_DATA_BYTES)),
  ...userOf(body, delivery),
});

function userOf(body: unknown, { caller }: Delivery): { user_id?: string } {
  const stated = (body as { userId?: unknown } | null | undefined)?.userId;
  const userId = caller.kind === 'user' ? caller.id : stated;
  return typeof userId === 'string' ? { user_id: storableText(userId.slice(0, MAX_ID)) } : {};
}

const DEVICE = new Set(['ipAddress', 'userAgent']);

function withoutDevice(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => !DEVICE.has(name)));
}
