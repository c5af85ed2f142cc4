import { randomUUID } from 'node:crypto';
import type { EventRow, RejectedEvent } from '@bilten/contracts/tracking/event-row.js';
import { intakeSubject } from '@bilten/contracts/tracking/streams.js';
import { NATS } from '@bilten/platform/nats/connection.js';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { Inject, Injectable } from '@nestjs/common';

/** A plain nats-server takes messages of 1 MB. */
const MESSAGE_BYTES = 900_000;
const PATIENCE_MS = 3_500;

/** What becomes part of a stream message: an event, or a rejected one. */
export type Taken = { readonly event: EventRow } | { readonly rejected: RejectedEvent };

/** The way into the stream. Resolves when it is on disk there. */
@Injectable()
export class IntakeStream {
  constructor(@Inject(NATS) private readonly nats: NatsConnection) {}

  async write(taken: readonly Taken[]) {
    const pieces = taken.map((one) =>
      'event' in one
        ? { list: 'events' as const, json: JSON.stringify(one.event) }
        : { list: 'rejected' as const, json: JSON.stringify(one.rejected) },
    );
    await Promise.all(inMessages(pieces).map((some) => this.publish(some)));
  }

  private async publish(pieces: readonly Piece[]) {
    const id = randomUUID();
    const of = (list: Piece['list']) =>
      pieces
        .filter((piece) => piece.list === list)
        .map(({ json }) => json)
        .join(',');
    await jetstream(this.nats, { timeout: PATIENCE_MS }).publish(
      intakeSubject(pieces.length),
      `{"id":"${id}","events":[${of('events')}],"rejected":[${of('rejected')}]}`,
      { msgID: id },
    );
  }
}

interface Piece {
  readonly list: 'events' | 'rejected';
  readonly json: string;
}

function inMessages(pieces: readonly Piece[]): Piece[][] {
  const messages: Piece[][] = [];
  let room = 0;
  for (const piece of pieces) {
    const bytes = Buffer.byteLength(piece.json) + 1;
    if (bytes > room || messages.length === 0) {
      messages.push([]);
      room = MESSAGE_BYTES;
    }
    messages.at(-1)!.push(piece);
    room -= bytes;
  }
  return messages;
}
