import { randomUUID } from 'node:crypto';
import type { EventKind, EventRow, IntakeBatch, JournaledEvent, RejectedEvent } from '@bilten/contracts/tracking/event-row.js';
import { messageKeyOf } from '../intake/message-key.js';

/** An event with the key that makes it unique, and the stream message that brought it. */
export interface Candidate {
  readonly batch: string;
  readonly key: string;
  readonly event: EventRow;
}

/** What becomes of the events of some stream messages. */
export interface Sorted {
  readonly stored: readonly StoredEvent[];
  readonly rejected: readonly RejectedEvent[];
  readonly outcomes: readonly BatchOutcome[];
}
export interface BatchOutcome {
  readonly id: string;
  readonly stored: number;
  readonly duplicate: number;
  readonly rejected: number;
  readonly dead: number;
}

/** The first event of each key, in order; those that follow it in the same group repeat it. */
export function firstOfEach(batches: readonly IntakeBatch[]): Candidate[] {
  const seen = new Set<string>();
  const candidates: Candidate[] = [];
  for (const { id, events } of batches) {
    for (const event of events) {
      const key = messageKeyOf(event.message_id);
      if (seen.has(key)) continue;
      seen.add(key);
      candidates.push({ batch: id, key, event });
    }
  }
  return candidates;
}

/** Sorts events into stored, duplicate and rejected. `fresh` are the keys never seen before; `erasedAt` says since when a user is forgotten. */
export function sortEvents(
  batches: readonly IntakeBatch[],
  fresh: ReadonlySet<string>,
  erasedAt: ReadonlyMap<string, Date>,
  arrivalBase: number,
): Sorted {
  const stored: StoredEvent[] = [];
  const rejected = batches.flatMap((batch) => batch.rejected);
  const tally = new Map(
    batches.map(({ id, events, rejected: refused }) => [
      id,
      { id, stored: 0, duplicate: events.length, rejected: refused.length, dead: 0 },
    ]),
  );
  for (const { batch, key, event } of firstOfEach(batches)) {
    if (!fresh.has(key)) continue;
    const outcome = tally.get(batch)!;
    outcome.duplicate--;
    if (isErased(event, erasedAt)) {
      outcome.rejected++;
      rejected.push(refusalOfErased(event));
    } else {
      outcome.stored++;
      stored.push(storedEvent({ ...event, arrival: arrivalBase + stored.length }));
    }
  }
  return { stored, rejected, outcomes: [...tally.values()] };
}

const isErased = ({ user_id, received_at }: EventRow, erasedAt: ReadonlyMap<string, Date>) => {
  const since = user_id === undefined ? undefined : erasedAt.get(user_id);
  return since !== undefined && Date.parse(received_at) <= since.getTime();
};

/** The reason is kept, the content is not: the user asked to be forgotten. */
const refusalOfErased = ({ id, message_id, received_at }: EventRow): RejectedEvent => ({
  id,
  message_id,
  received_at,
  reason: 'erased',
  detail: 'The user was erased while the event was under way',
  payload: '{}',
});

/** What is kept of a batch whose events no table takes. */
export function lettersOf(
  { events, rejected }: IntakeBatch,
  erasedAt: ReadonlyMap<string, Date>,
  detail: string,
): { dead: RejectedEvent[]; rejected: RejectedEvent[] } {
  const forgotten = events.filter((event) => isErased(event, erasedAt));
  const dead = events
    .filter((event) => !forgotten.includes(event))
    .map((event): RejectedEvent => {
      const { id, message_id, received_at, user_id } = event;
      return {
        id,
        message_id,
        received_at,
        reason: 'invalid',
        detail,
        payload: JSON.stringify(event),
        ...(user_id !== undefined && { user_id }),
      };
    });
  return { dead, rejected: [...rejected, ...forgotten.map(refusalOfErased)] };
}

/** An event that is stored, with the line of JSON that goes both to the journal and to the EVENTS stream. */
export interface StoredEvent {
  readonly kind: EventKind;
  readonly arrival: number;
  readonly line: string;
}

/** Events that go to the EVENTS stream together, under one deduplication token. */
export interface Publication {
  readonly id: string;
  readonly events: readonly StoredEvent[];
}

export const storedEvent = (event: JournaledEvent): StoredEvent => ({
  kind: event.kind,
  arrival: event.arrival,
  line: JSON.stringify(event),
});

/** Cut by number and by size, so that each fits one message. The larger, the cheaper for the event store. */
export function publicationsOf(events: readonly StoredEvent[], maxBytes: number, maxEvents = 10_000): Publication[] {
  const groups: StoredEvent[][] = [];
  let room = 0;
  for (const event of events) {
    const bytes = Buffer.byteLength(event.line) + 1;
    if (groups.length === 0 || bytes > room || groups.at(-1)!.length >= maxEvents) {
      groups.push([]);
      room = maxBytes;
    }
    groups.at(-1)!.push(event);
    room -= bytes;
  }
  return groups.map((group) => ({ id: randomUUID(), events: group }));
}
