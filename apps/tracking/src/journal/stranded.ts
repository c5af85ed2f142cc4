import { INTAKE } from '@bilten/contracts/tracking/streams.js';
import { freeStranded } from '@bilten/platform/jetstream/stranded.js';
import { NATS } from '@bilten/platform/nats/connection.js';
import { log } from '@bilten/platform/telemetry/log.js';
import type { NatsConnection } from '@nats-io/transport-node';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { JOURNAL_DURABLE } from './journal.writer.js';

const LOOK_EVERY_MS = 5_000;

/** Sees to it that no event lies in the INTAKE stream for ever: neither unwritten, nor written and counted as under way. */
@Injectable()
export class Stranded implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(@Inject(NATS) private readonly nats: NatsConnection) {}

  onApplicationBootstrap() {
    this.timer = setInterval(() => {
      this.looking = this.looking.then(() => this.look());
    }, LOOK_EVERY_MS);
  }

  async beforeApplicationShutdown() {
    clearInterval(this.timer);
    await this.looking;
  }

  private async look() {
    try {
      const messages = await freeStranded(this.nats, INTAKE.name, JOURNAL_DURABLE);
      if (messages > 0)
        log.warn({ event: 'stranded-messages', messages }, 'put messages into the stream again that NATS would not have delivered');
    } catch (error) {
      log.warn({ err: error }, 'could not look for stranded messages; again soon');
    }
  }
}
