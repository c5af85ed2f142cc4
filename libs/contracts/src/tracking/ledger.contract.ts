import { staff } from '../kit/access.js';
import { type Api, defineService, list } from '../kit/contract.js';
import { Flag, Json, Meaning, Moment, Optional, Text, Whole } from '../kit/fields.js';
import { get } from '../kit/http.js';

export class ReadLedger {}
/** Every event that was ever received, by what became of it. */
export class LedgerView {
  @Whole() @Meaning('stored + duplicate + rejected + deadLettered + inFlight') received: number;
  @Whole() stored: number;
  @Whole() duplicate: number;
  @Whole() rejected: number;
  @Json() @Meaning('`rejected` by its reasons.') rejectedByReason: Record<string, number>;
  @Whole() deadLettered: number;
  @Whole() @Meaning('On disk in the stream, waiting for the journal.') inFlight: number;
  @Flag() @Meaning('Whether nothing is in flight.') drained: boolean;
}

export class ListRefused {
  @Optional() @Whole({ min: 1, max: 100 }) @Meaning('20 unless given; the newest first.') limit?: number;
}
export class RefusedEventView {
  @Text() id: string;
  @Text() messageId: string;
  @Text() reason: string;
  @Text() detail: string;
  @Text() @Meaning('The event as it came, JSON cut to 32 KB.') payload: string;
  @Moment() receivedAt: string;
}

export const ledger = defineService('tracking.ledger', {
  read: {
    summary: 'What became of every event received',
    http: get('/tracking/ledger'),
    access: staff('analyst', 'analytics:read'),
    request: ReadLedger,
    response: LedgerView,
    deadlineMs: 10_000,
  },
  rejected: {
    summary: 'The newest rejected events',
    http: get('/tracking/rejected'),
    access: staff('analyst', 'analytics:read'),
    request: ListRefused,
    response: list(RefusedEventView),
  },
  dead: {
    summary: 'The newest dead-lettered events',
    http: get('/tracking/dead-letters'),
    access: staff('analyst', 'analytics:read'),
    request: ListRefused,
    response: list(RefusedEventView),
  },
});
export type LedgerApi = Api<typeof ledger>;
