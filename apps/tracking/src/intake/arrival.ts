import type { EventContext, EventRow } from '@bilten/contracts/tracking/event-row.js';
import type { EventEnvelope, IntakeType } from '@bilten/contracts/tracking/intake.contract.js';
import type { Caller } from '@bilten/contracts/kit/access.js';
import type { ClientFacts } from '@bilten/platform/context/context.js';

/** What all events of one request share. */
export interface Delivery {
  readonly caller: Caller;
  readonly client: ClientFacts;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** When the batch was sent by the client's clock, where it said so. */
  readonly sentAt?: string;
  /** Old times are taken as given. */
  readonly historical: boolean;
  /** The salt of the day for addresses; none when it could not be had. */
  readonly salt?: Buffer;
}

/** An event as it came in. */
export interface Arrival {
  readonly delivery: Delivery;
  /** What the route says it is; a batch says it in each event. */
  readonly type?: IntakeType;
  readonly body: unknown;
  readonly messageId: string;
}

/** Known in kind, and an object. */
export interface Told extends Arrival {
  readonly type: IntakeType;
  readonly body: Record<string, unknown>;
}

/** An event on its way to becoming a row. */
export interface Draft {
  readonly delivery: Delivery;
  readonly envelope: EventEnvelope;
  readonly row: EventFields;
}
/** What the event itself says, without who, when and whence. */
export type EventFields = Omit<EventRow, 'id' | 'occurred_at' | 'received_at' | 'context'>;

export interface TimedDraft extends Draft {
  readonly occurredAt: number;
}
export interface EnrichedDraft extends TimedDraft {
  readonly context: EventContext;
}
