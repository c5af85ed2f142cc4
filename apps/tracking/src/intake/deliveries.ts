import { currentContext } from '@bilten/platform/context/context.js';
import { Injectable } from '@nestjs/common';
import type { Delivery } from './arrival.js';
import { SaltsStore } from './salts.store.js';

/** What all events of the request at hand share. */
@Injectable()
export class Deliveries {
  constructor(private readonly salts: SaltsStore) {}

  async now(batch: { sentAt?: string; historical?: boolean } = {}): Promise<Delivery> {
    const { caller, client } = currentContext();
    const receivedAt = Date.now();
    const salt = await this.salts.ofDay(receivedAt);
    return {
      caller,
      client,
      receivedAt,
      historical: batch.historical ?? false,
      ...(batch.sentAt && { sentAt: batch.sentAt }),
      ...(salt && { salt }),
    };
  }
}
