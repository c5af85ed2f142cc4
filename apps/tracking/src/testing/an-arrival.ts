import type { Caller } from '@bilten/contracts/kit/access.js';
import type { EventRow } from '@bilten/contracts/tracking/event-row.js';
import type { Arrival, Delivery } from '../intake/arrival.js';
import { ingest } from '../intake/ingest.js';
import { Rejection } from '../intake/pipeline.js';

export const NOON = Date.UTC(2026, 5, 15, 12);
export const SERVER: Caller = { kind: 'key', id: 'key', scopes: ['tracking:write'] };
export const BROWSER: Caller = { kind: 'nobody' };

export interface Given extends Partial<Delivery>, Pick<Arrival, 'type'> {
  readonly messageId?: string;
}

/** An event that came in at noon from somebody unknown, unless told otherwise. */
export function anArrival(body: unknown, { type, messageId = 'm-1', ...delivery }: Given = {}): Arrival {
  return {
    body,
    messageId,
    ...(type && { type }),
    delivery: { caller: BROWSER, client: {}, receivedAt: NOON, historical: false, ...delivery },
  };
}

export const judged = (body: unknown, given: Given = {}): EventRow | Rejection => ingest.run([anArrival(body, given)])[0]!;

/** The row that an event becomes; a refused one fails the test. */
export function rowOf(body: unknown, given: Given = {}): EventRow {
  const outcome = judged(body, given);
  if (outcome instanceof Rejection) throw new Error(`${outcome.reason}: ${outcome.detail}`);
  return outcome;
}

/** Why an event was refused; one that was not fails the test. */
export function refusalOf(body: unknown, given: Given = {}): Rejection {
  const outcome = judged(body, given);
  if (!(outcome instanceof Rejection)) throw new Error(`${JSON.stringify(body).slice(0, 200)} was taken`);
  return outcome;
}
