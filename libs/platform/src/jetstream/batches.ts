import { setTimeout as sleep } from 'node:timers/promises';
import { AckPolicy, type ConsumerMessages, DeliverPolicy, jetstream, jetstreamManager, type JsMsg } from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/transport-node';
import { Inject, Injectable } from '@nestjs/common';
import { Health } from '../health/health.js';
import { NATS } from '../nats/connection.js';
import { log } from '../telemetry/log.js';
import { consumerLag } from '../telemetry/metrics.js';
import { bury } from './dead.js';

export interface BatchOptions {
  readonly stream: string;
  readonly durable: string;
  /** Messages handed over at once, at most. */
  readonly maxMessages: number;
  /** Bytes of payload handed over at once, at most (but for a single larger message). */
  readonly maxBytes: number;
  /** How long the first message waits for company, in milliseconds. */
  readonly lingerMs: number;
  /** How many messages may be out unacknowledged; 1,000 unless told. One worker with order to keep has room for one batch. */
  readonly maxUnacknowledged?: number;
}

export type BatchHandler = (messages: readonly JsMsg[]) => Promise<void>;

/** Makes consumers, and lets the service's health know how far behind each is. */
@Injectable()
export class BatchConsumers {
  constructor(
    @Inject(NATS) private readonly nats: NatsConnection,
    private readonly health: Health,
  ) {}

  of(options: BatchOptions, handle: BatchHandler): BatchConsumer {
    const consumer = new BatchConsumer(this.nats, options, handle);
    this.health.watch(options.durable, () => consumer.lag());
    return consumer;
  }
}

/** A worker that is killed gives its messages back after this. */
const ACK_WAIT_MS = 10_000;
const WORKING_EVERY_MS = 3_000;

/**
 * Reads a stream through a durable pull consumer, several messages at a time. `handle` gets each batch until it succeeds:
 * nothing is acknowledged before, nothing is skipped, and a store that is away only delays.
 */
export class BatchConsumer {
  private messages: ConsumerMessages | undefined;
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly nats: NatsConnection,
    private readonly options: BatchOptions,
    private readonly handle: BatchHandler,
  ) {}

  async start() {
    const { stream, durable, maxUnacknowledged = 1_000 } = this.options;
    const manager = await jetstreamManager(this.nats);
    const config = { ack_wait: nanos(ACK_WAIT_MS), max_ack_pending: maxUnacknowledged, max_deliver: -1 };
    const known = await manager.consumers.info(stream, durable).catch(() => undefined);
    if (known) await manager.consumers.update(stream, durable, config);
    else
      await manager.consumers.add(stream, {
        durable_name: durable,
        ack_policy: AckPolicy.Explicit,
        deliver_policy: DeliverPolicy.All,
        ...config,
      });
    this.running = this.run();
  }

  /** Finishes the batch at hand and lets go of the rest. */
  async stop() {
    this.stopping = true;
    this.messages?.stop();
    await this.running;
  }

  /** Keeps under `dead.` a message that its handler can never handle; the handler then goes on as if it had. */
  bury(message: JsMsg, error: unknown) {
    return bury(this.nats, message, this.options.durable, error);
  }

  /** Messages that wait: those not yet delivered and those not yet acknowledged. */
  async lag(): Promise<number> {
    const { stream, durable } = this.options;
    const { num_pending, num_ack_pending } = await (await jetstreamManager(this.nats)).consumers.info(stream, durable);
    consumerLag.set({ durable }, num_pending + num_ack_pending);
    return num_pending + num_ack_pending;
  }

  private async run() {
    const { stream, durable } = this.options;
    while (!this.stopping) {
      try {
        const consumer = await jetstream(this.nats).consumers.get(stream, durable);
        this.messages = await consumer.consume({ max_messages: this.options.maxMessages * 2 });
        if (this.stopping) this.messages.stop();
        for await (const batch of inBatches(this.messages, this.options)) await this.settle(batch);
      } catch (error) {
        if (!this.stopping) log.warn({ err: error, stream, durable }, 'reading a stream was interrupted');
      }
      if (!this.stopping) await sleep(500);
    }
  }

  private async settle(batch: readonly JsMsg[]) {
    const keepAlive = setInterval(() => batch.forEach((message) => message.working()), WORKING_EVERY_MS);
    try {
      for (let delay = 100; !this.stopping; delay = Math.min(delay * 2, 5_000)) {
        const error = await this.handle(batch).then(
          () => undefined,
          (cause: unknown) => cause ?? new Error('unknown'),
        );
        if (error === undefined) return batch.forEach((message) => message.ack());
        log.warn({ err: error, durable: this.options.durable, messages: batch.length }, 'a batch was not handled; again soon');
        await sleep(delay);
      }
      batch.forEach((message) => message.nak());
    } finally {
      clearInterval(keepAlive);
    }
  }
}

/** Groups what arrives: a batch is handed over when it is full, or when its first message has waited long enough. */
async function* inBatches(messages: ConsumerMessages, { maxMessages, maxBytes, lingerMs }: BatchOptions): AsyncGenerator<JsMsg[]> {
  const source = messages[Symbol.asyncIterator]();
  let upcoming = source.next();
  for (;;) {
    const first = await upcoming;
    if (first.done) return;
    const batch = [first.value];
    let bytes = first.value.data.length;
    upcoming = source.next();
    const deadline = sleep(lingerMs, 'late' as const);
    while (batch.length < maxMessages && bytes < maxBytes) {
      const next = await Promise.race([upcoming, deadline]);
      if (next === 'late' || next.done) break;
      batch.push(next.value);
      bytes += next.value.data.length;
      upcoming = source.next();
    }
    yield batch;
  }
}
