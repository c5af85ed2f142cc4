import { randomUUID } from 'node:crypto';
import type { EventRow, IntakeBatch, JournaledEvent, RejectedEvent } from '@bilten/contracts/tracking/event-row.js';
import { messageKeyOf } from '../intake/message-key.js';

/** An event with the key that makes it unique, and the stream message that brought it. */
export interface Candidate {
  readonly batch: string;
  readonly key: string;
  readonly event: EventRow;
}

/** What becomes of the events of some stream messages. */
export interface Sorted {
  readonly stored: readonly JournaledEvent[];
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
export function sortEvents(batches: readonly IntakeBatch[], fresh: ReadonlySet<string>, erasedAt: ReadonlyMap<string, Date>, arrivalBase: number): Sorted {
  const stored: JournaledEvent[] = [];
  const rejected = batches.flatMap((batch) => batch.rejected);
  const tally = new Map(batches.map(({ id, events, rejected: refused }) => [id, { id, stored: 0, duplicate: events.length, rejected: refused.length, dead: 0 }]));
  for (const { batch, key, event } of firstOfEach(batches)) {
    if (!fresh.has(key)) continue;
    const outcome = tally.get(batch)!;
    outcome.duplicate--;
    if (isErased(event, erasedAt)) {
      outcome.rejected++;
      rejected.push(refusalOfErased(event));
    } else {
      outcome.stored++;
      stored.push({ ...event, arrival: arrivalBase + stored.length });
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
  id, message_id, received_at, reason: 'erased', detail: 'The user was erased while the event was under way', payload: '{}',
});

/** Events that go to the EVENTS stream together, under one deduplication token. */
export interface Publication {
  readonly id: string;
  readonly events: readonly JournaledEvent[];
}

/** Cut by size of JSON, so that each fits a message of a plain nats-server. */
export function publicationsOf(events: readonly JournaledEvent[], maxEvents = 2_000, maxBytes = 700_000): Publication[] {
  const groups: JournaledEvent[][] = [];
  let room = 0;
  for (const event of events) {
    const bytes = Buffer.byteLength(JSON.stringify(event));
    if (groups.length === 0 || bytes > room || groups.at(-1)!.length >= maxEvents) {
      groups.push([]);
      room = maxBytes;
    }
    groups.at(-1)!.push(event);
    room -= bytes;
  }
  return groups.map((group) => ({ id: randomUUID(), events: group }));
}
