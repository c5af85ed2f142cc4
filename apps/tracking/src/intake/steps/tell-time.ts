import { momentOf } from '@bilten/contracts/kit/fields.js';
import type { Draft, TimedDraft } from '../arrival.js';
import { reject, type Rejection } from '../pipeline.js';

const HOUR = 3_600_000;
const FARTHEST_AHEAD = 23 * HOUR;
/** Offline queues come home within a month; older times are only believed of a server that says so. */
const FARTHEST_BACK = 30 * 24 * HOUR;
const EARLIEST = Date.UTC(1990, 0, 1);

/**
 * When it happened: the client's clock, mended by how wrong it was when it sent. A time too far ahead, or too far back
 * without `historical`, becomes the time of receipt.
 */
export function tellTime(draft: Draft): TimedDraft | Rejection {
  const { receivedAt, historical, sentAt: batchSentAt } = draft.delivery;
  const { timestamp, sentAt: ownSentAt } = draft.envelope;
  const sentAt = ownSentAt ?? batchSentAt;
  const row = {
    ...draft.row,
    ...(timestamp && { client_time: new Date(momentOf(timestamp)).toISOString() }),
    ...(sentAt && { sent_at: new Date(momentOf(sentAt)).toISOString() }),
  };
  if (!timestamp) return { ...draft, row, occurredAt: receivedAt };
  const clientTime = momentOf(timestamp);
  if (historical) {
    if (clientTime < EARLIEST || clientTime > receivedAt + FARTHEST_AHEAD)
      return reject('out-of-range', `timestamp: ${timestamp} is before 1990 or in the future`);
    return { ...draft, row, occurredAt: clientTime };
  }
  const mended = sentAt ? receivedAt - (momentOf(sentAt) - clientTime) : clientTime;
  const isBelievable = mended <= receivedAt + FARTHEST_AHEAD && mended >= receivedAt - FARTHEST_BACK;
  return { ...draft, row, occurredAt: isBelievable ? mended : receivedAt };
}
