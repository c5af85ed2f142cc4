import { randomUUID } from 'node:crypto';
import { commonFault } from '@bilten/contracts/kit/fault.js';
import type { EventRow } from '@bilten/contracts/tracking/event-row.js';
import type { IntakeType, Tracked, TrackedResult } from '@bilten/contracts/tracking/intake.contract.js';
import { Injectable } from '@nestjs/common';
import { TrackingConfig } from '../tracking.config.js';
import type { Arrival, Delivery } from './arrival.js';
import { ingest } from './ingest.js';
import { eventRejected, eventsAccepted, streamRefused } from './intake.events.js';
import { KnownMessagesStore } from './known-messages.store.js';
import { messageKeyOf } from './message-key.js';
import { Rejection } from './pipeline.js';
import { rejectedEvent } from './rejected.rules.js';
import { SharedRuns } from '@bilten/platform/contracts/shared-runs.js';
import { IntakeStream, type Taken } from './stream.js';

/** An event that was judged; its key says whether it is known. */
interface Judged {
  readonly messageId: string;
  readonly key?: string;
  readonly taken: Taken;
}

/** Takes events in: judges and enriches them, writes them to the stream, says what became of each. */
@Injectable()
export class IntakeService {
  private readonly runs: SharedRuns<Arrival, TrackedResult & { occurredAt?: string }>;

  constructor(
    private readonly known: KnownMessagesStore,
    private readonly stream: IntakeStream,
    { waitingLimit }: TrackingConfig,
  ) {
    this.runs = new SharedRuns((arrivals) => this.take(arrivals), { maxInputs: 1_000, concurrency: 4, maxWaiting: waitingLimit });
  }

  /** One event by its own route. A refused one is kept as rejected, and its sender is told why. */
  async trackOne(type: IntakeType, body: unknown, delivery: Delivery): Promise<Tracked> {
    const [result] = await this.track([body], delivery, type);
    if (result!.status === 'rejected')
      throw commonFault('invalid', result!.detail!, { errors: problemsOf(result!.detail!), reason: result!.reason });
    return { trackingId: result!.trackingId!, timestamp: result!.occurredAt! };
  }

  async track(bodies: readonly unknown[], delivery: Delivery, type?: IntakeType) {
    const arrivals = bodies.map((body): Arrival => ({ delivery, body, messageId: messageIdIn(body), ...(type && { type }) }));
    try {
      return await this.runs.ask(arrivals);
    } catch (error) {
      streamRefused(error, bodies.length);
      throw commonFault(
        'unavailable',
        'Events cannot be taken at the moment; send them again, with the same `messageId`s, and each counts once',
      );
    }
  }

  private async take(arrivals: readonly Arrival[]) {
    const judged = ingest.run(arrivals).map((outcome, at) => judgedOf(arrivals[at]!, outcome));
    const duplicates = await this.duplicatesIn(judged, arrivals);
    // Known from now on, so that of parallel repetitions one is the first. All are in the stream; the journal keeps one.
    for (const [at, { key, taken }] of judged.entries())
      if (key && 'event' in taken && !duplicates[at]) this.known.remember(key, taken.event.id);
    await this.stream.write(judged.map(({ taken }) => taken));
    return judged.map((one, at) => this.resultOf(one, duplicates[at]));
  }

  /** For each event the id of the one it repeats: known from before, or earlier in this run. */
  private async duplicatesIn(judged: readonly Judged[], arrivals: readonly Arrival[]): Promise<(string | undefined)[]> {
    const asked = judged.flatMap(({ key }, at) => (key && isFromClient(arrivals[at]!) ? [key] : []));
    const known = await this.known.find(asked);
    const inThisRun = new Map<string, string>();
    return judged.map(({ key, taken }) => {
      if (!key || !('event' in taken)) return undefined;
      const repeated = known.get(key) ?? inThisRun.get(key);
      if (!repeated) inThisRun.set(key, taken.event.id);
      return repeated;
    });
  }

  private resultOf({ messageId, taken }: Judged, duplicateOf: string | undefined): TrackedResult & { occurredAt?: string } {
    if ('rejected' in taken) {
      const { reason, detail } = taken.rejected;
      eventRejected(reason, detail);
      return { messageId, status: 'rejected', reason, detail };
    }
    const { id, occurred_at: occurredAt } = taken.event;
    if (duplicateOf) return { messageId, status: 'duplicate', trackingId: duplicateOf, occurredAt };
    eventsAccepted(1);
    return { messageId, status: 'accepted', trackingId: id, occurredAt };
  }
}

function judgedOf(arrival: Arrival, outcome: EventRow | Rejection): Judged {
  if (outcome instanceof Rejection) return { messageId: arrival.messageId, taken: { rejected: rejectedEvent(arrival, outcome) } };
  return { messageId: outcome.message_id, key: messageKeyOf(outcome.message_id), taken: { event: outcome } };
}

const idGiven = (body: unknown) => (body as { messageId?: unknown } | null | undefined)?.messageId;
const isFromClient = ({ body }: Arrival) => typeof idGiven(body) === 'string';
const messageIdIn = (body: unknown) => {
  const given = idGiven(body);
  return typeof given === 'string' && given.length > 0 && given.length <= 200 ? given : randomUUID();
};

/** `/pointer: detail; /pointer: detail` back into the form of a validation problem. */
const problemsOf = (detail: string) =>
  detail.split('; ').map((part) => {
    const [, pointer = '', text = part] = /^(\/\S*): (.*)$/.exec(part) ?? [];
    return { pointer, detail: text };
  });
