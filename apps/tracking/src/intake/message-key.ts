import { createHash } from 'node:crypto';

/** What makes two events the same: 128 bits of SHA-256 of the message id, as a UUID. */
export const messageKeyOf = (messageId: string) => asUuid(createHash('sha256').update(messageId).digest('hex').slice(0, 32));

/** A UUIDv7 (RFC 9562): the time of receipt, then 74 bits of the message id's hash. */
export function eventIdOf(messageId: string, receivedAt: number): string {
  const time = receivedAt.toString(16).padStart(12, '0');
  const hash = createHash('sha256').update(messageId).digest('hex');
  const variant = ((Number.parseInt(hash[3]!, 16) & 0x3) | 0x8).toString(16);
  return asUuid(`${time}7${hash.slice(0, 3)}${variant}${hash.slice(4, 19)}`);
}

const asUuid = (hex: string) => `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
