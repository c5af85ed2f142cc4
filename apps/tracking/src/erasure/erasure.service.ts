import { randomUUID } from 'node:crypto';
import { projection, type ProjectionApi } from '@bilten/contracts/analytics/projection.contract.js';
import { fault } from '@bilten/contracts/kit/fault.js';
import type { ErasedUser } from '@bilten/contracts/tracking/event-row.js';
import { type ErasureReceipt, privacy } from '@bilten/contracts/tracking/privacy.contract.js';
import { EVENTS_ERASED } from '@bilten/contracts/tracking/streams.js';
import { InjectClient } from '@bilten/platform/contracts/client.js';
import { NATS } from '@bilten/platform/nats/connection.js';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { Inject, Injectable } from '@nestjs/common';
import { ErasureStore } from './erasure.store.js';

/** Forgets a user: first the journal, then, in the order of the EVENTS stream, whatever was told of it. */
@Injectable()
export class ErasureService {
  constructor(
    private readonly store: ErasureStore,
    @Inject(NATS) private readonly nats: NatsConnection,
    @InjectClient(projection) private readonly projection: ProjectionApi,
  ) {}

  async erase(userId: string): Promise<ErasureReceipt> {
    const { erasedAt, before, rows } = await this.store.erase(userId);
    const message: ErasedUser = { id: randomUUID(), userId, before };
    await jetstream(this.nats).publish(EVENTS_ERASED, JSON.stringify(message), { msgID: message.id });
    const { done, removed } = await this.projection.awaitErasure({ userId, before });
    if (!done)
      throw fault(privacy.erase, 'stillErasing', 'The journal has forgotten the user; the event store follows. Ask again for the receipt');
    return { userId, erasedAt: erasedAt.toISOString(), journal: rows, eventStore: removed };
  }
}
