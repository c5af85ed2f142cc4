import type { IntakeBatch } from '@bilten/contracts/tracking/event-row.js';
import { INTAKE } from '@bilten/contracts/tracking/streams.js';
import { type BatchConsumer, BatchConsumers } from '@bilten/platform/jetstream/batches.js';
import { log } from '@bilten/platform/telemetry/log.js';
import type { JsMsg } from '@nats-io/jetstream';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { TrackingConfig } from '../tracking.config.js';
import { messageKeyOf } from '../intake/message-key.js';
import { JournalStore } from './journal.store.js';
import { Publisher } from './publisher.js';

export const JOURNAL_DURABLE = 'tracking-journal';
/** Above this the rows of one statement gain nothing more by company. */
const BYTES_AT_ONCE = 4 * 1024 * 1024;

/** From the INTAKE stream into the journal, exactly once, and on to the EVENTS stream. */
@Injectable()
export class JournalWriter implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly consumer: BatchConsumer;

  constructor(
    private readonly store: JournalStore,
    private readonly publisher: Publisher,
    consumers: BatchConsumers,
    config: TrackingConfig,
  ) {
    this.consumer = consumers.of(
      { stream: INTAKE.name, durable: JOURNAL_DURABLE, maxMessages: config.journalMessages, maxBytes: BYTES_AT_ONCE, lingerMs: config.journalLingerMs },
      (messages) => this.write(messages),
    );
  }

  async onApplicationBootstrap() {
    await this.consumer.start();
  }

  async beforeApplicationShutdown() {
    await this.consumer.stop();
  }

  private async write(messages: readonly JsMsg[]) {
    const batches = messages.map((message) => message.json<IntakeBatch>());
    await this.publisher.publish(await this.writeOrPart(batches));
  }

  /** A group that PostgreSQL refuses for its content is parted until the event at fault stands alone; that one is buried. */
  private async writeOrPart(batches: readonly IntakeBatch[]): ReturnType<JournalStore['write']> {
    try {
      return await this.store.write(batches);
    } catch (error) {
      if (!isAboutContent(error)) throw error;
      const [only] = batches;
      if (batches.length > 1) return (await inTurn(halves(batches), (half) => this.writeOrPart(half))).flat();
      if (only!.events.length > 1) return (await inTurn(partsOf(only!), (part) => this.writeOrPart([part]))).flat();
      log.error({ err: error, event: 'event-buried', messageId: only!.events[0]?.message_id }, 'the journal cannot hold an event');
      await this.store.bury(only!, String((error as Error).message));
      return [];
    }
  }
}

/** SQLSTATE classes 22 (data) and 23 (constraints), but for a unique violation, which is a race and passes. */
const isAboutContent = (error: unknown) => {
  const { code } = error as { code?: string };
  return typeof code === 'string' && /^2[23]/.test(code) && code !== '23505';
};

const halves = <T>(all: readonly T[]): [T[], T[]] => [all.slice(0, all.length >> 1), all.slice(all.length >> 1)];

/** Each part under an id made of the whole's, so that a second delivery parts it in the same way and finds what is written. */
function partsOf({ id, events, rejected }: IntakeBatch): IntakeBatch[] {
  const [first, second] = halves(events);
  return [
    { id: derived(id, 0), events: first, rejected },
    { id: derived(id, 1), events: second, rejected: [] },
  ];
}

async function inTurn<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const one of all) results.push(await work(one));
  return results;
}

const derived = (id: string, part: number) => messageKeyOf(`${id}:${part}`);
