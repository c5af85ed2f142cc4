import type { IntakeBatch } from '@bilten/contracts/tracking/event-row.js';
import { eventsOfSubject, INTAKE } from '@bilten/contracts/tracking/streams.js';
import { type BatchConsumer, BatchConsumers } from '@bilten/platform/jetstream/batches.js';
import { log } from '@bilten/platform/telemetry/log.js';
import type { JsMsg } from '@nats-io/jetstream';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { TrackingConfig } from '../tracking.config.js';
import { messageKeyOf } from '../intake/message-key.js';
import { JournalStore } from './journal.store.js';
import { batchIn } from './messages.rules.js';
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
      {
        stream: INTAKE.name,
        durable: JOURNAL_DURABLE,
        maxMessages: config.journalMessages,
        maxBytes: BYTES_AT_ONCE,
        lingerMs: config.journalLingerMs,
      },
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
    const batches: IntakeBatch[] = [];
    for (const message of messages) {
      const batch = batchIn(message.string());
      if (batch) batches.push(batch);
      else await this.buryMessage(message);
    }
    if (batches.length > 0) await this.publisher.publish(await this.writeOrPart(batches));
  }

  /** A message that is no batch of events would stop all that come after it. The DEAD stream keeps it as it is, the ledger counts it. */
  private async buryMessage(message: JsMsg) {
    const error = 'The message is not a batch of events';
    log.error({ event: 'message-buried', subject: message.subject, sequence: message.seq }, error);
    await this.consumer.bury(message, error);
    await this.store.buryUnreadable({
      id: messageKeyOf(`${INTAKE.name}:${message.seq}:${message.timestampNanos}`),
      events: eventsOfSubject(message.subject),
      receivedAt: message.time.toISOString(),
      text: message.string(),
    });
  }

  /** A group that PostgreSQL refuses for its content is parted until the event at fault stands alone; that one is buried. */
  private async writeOrPart(batches: readonly IntakeBatch[]): ReturnType<JournalStore['write']> {
    try {
      return await this.store.write(batches, this.publisher.maxBytes);
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

/** SQLSTATE classes 22 (data), 23 (constraints) and 54 (limits). That a batch is there already is a race between writers, and passes. */
const isAboutContent = (error: unknown) => {
  const { code, table } = error as { code?: string; table?: string };
  return typeof code === 'string' && /^(22|23|54)/.test(code) && table !== 'intake_batch';
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
