import { eventsOfSubject, INTAKE } from '@bilten/contracts/tracking/streams.js';
import { NATS } from '@bilten/platform/nats/connection.js';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { Inject, Injectable } from '@nestjs/common';

/** Events that are on disk in the stream and not yet in the journal. */
@Injectable()
export class Backlog {
  constructor(@Inject(NATS) private readonly nats: NatsConnection) {}

  async events(): Promise<number> {
    const manager = await jetstreamManager(this.nats);
    const { state } = await manager.streams.info(INTAKE.name, { subjects_filter: '>' });
    return Object.entries(state.subjects ?? {}).reduce((sum, [subject, messages]) => sum + eventsOfSubject(subject) * messages, 0);
  }
}
