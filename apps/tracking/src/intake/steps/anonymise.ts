import { createHmac } from 'node:crypto';
import type { EventRow } from '@bilten/contracts/tracking/event-row.js';
import type { EnrichedDraft } from '../arrival.js';
import { eventIdOf } from '../message-key.js';
import { isTrustedServer } from './identify.js';

/** The last step: of the address only a hash under the salt of the day remains, of the user agent nothing. The row is made. */
export function anonymise({ delivery, envelope, row, occurredAt, context }: EnrichedDraft): EventRow {
  const address = isTrustedServer(delivery.caller) ? envelope.ipAddress : delivery.client.address;
  return {
    id: eventIdOf(row.message_id, delivery.receivedAt),
    ...row,
    occurred_at: new Date(occurredAt).toISOString(),
    received_at: new Date(delivery.receivedAt).toISOString(),
    context: address && delivery.salt ? { ...context, ip_hash: hashed(address, delivery.salt) } : context,
  };
}

const MAX_REMEMBERED = 10_000;
/** Hashes of the addresses seen of late, for as long as the salt is the same. The addresses live in memory only. */
let remembered = { salt: undefined as Buffer | undefined, hashes: new Map<string, string>() };

function hashed(address: string, salt: Buffer): string {
  if (remembered.salt !== salt || remembered.hashes.size >= MAX_REMEMBERED) remembered = { salt, hashes: new Map() };
  const known = remembered.hashes.get(address);
  if (known) return known;
  const hash = createHmac('sha256', salt).update(address).digest('base64url').slice(0, 22);
  remembered.hashes.set(address, hash);
  return hash;
}
