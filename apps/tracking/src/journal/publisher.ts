import { joinEventLines } from '@bilten/contracts/tracking/event-lines.js';
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

  /** How large a publication may be: larger on a server that takes larger messages than a plain one. */
  get maxBytes() {
    return Math.min(4_000_000, (this.nats.info?.max_payload ?? 1_048_576) * 0.85);
  }

  async publish(publications: readonly Publication[]) {
    const stream = jetstream(this.nats);
    // All of it may have been erased since.
    const told = publications.filter(({ events }) => events.length > 0);
    await Promise.all(told.map((publication) => stream.publish(EVENTS_JOURNALED, messageOf(publication), { msgID: publication.id })));
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

const messageOf = ({ id, events }: Publication) =>
  joinEventLines(
    { id, first: events[0]!.arrival, last: events.at(-1)!.arrival },
    events.map(({ line }) => line),
  );
