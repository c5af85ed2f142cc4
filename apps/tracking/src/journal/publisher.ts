import { EVENTS_JOURNALED } from '@bilten/contracts/tracking/streams.js';
import { NATS } from '@bilten/platform/nats/connection.js';
import { log } from '@bilten/platform/telemetry/log.js';
import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { PublicationsStore } from './publications.store.js';
import type { Publication } from './sorting.rules.js';

const LOOK_EVERY_MS = 5_000;

/** Tells the EVENTS stream of committed events. What a crash left untold is found in the journal and told again, under the same token. */
@Injectable()
export class Publisher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: PublicationsStore,
    @Inject(NATS) private readonly nats: NatsConnection,
  ) {}

  onApplicationBootstrap() {
    this.timer = setInterval(() => {
      this.looking = this.looking.then(() => this.tellLeftovers());
    }, LOOK_EVERY_MS);
  }

  async beforeApplicationShutdown() {
    clearInterval(this.timer);
    await this.looking;
  }

  async publish(publications: readonly Publication[]) {
    const stream = jetstream(this.nats);
    await Promise.all(publications.map(({ id, events }) => stream.publish(EVENTS_JOURNALED, JSON.stringify({ id, events }), { msgID: id })));
    await this.store.remove(publications.map(({ id }) => id));
  }

  private async tellLeftovers() {
    try {
      for (const publication of await this.store.leftovers()) {
        await this.publish([publication]);
        log.info({ event: 'publication-recovered', events: publication.events.length }, 'told events that an interruption had left untold');
      }
    } catch (error) {
      log.warn({ err: error }, 'untold events could not be told; again soon');
    }
  }
}
