import { setTimeout as sleep } from 'node:timers/promises';
import type { Fact } from '@bilten/contracts/kit/fact.js';
import { FACTS } from '@bilten/contracts/tracking/streams.js';
import { AckPolicy, type ConsumerMessages, jetstream, jetstreamManager, type JsMsg } from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/transport-node';
import { TRACE_HEADER } from '../contracts/wire.js';
import { type Delivery, Poison } from '../contracts/handle.js';
import { newContext, runIn, traceIdOf } from '../context/context.js';
import { log } from '../telemetry/log.js';
import { factsHandled } from '../telemetry/metrics.js';
import { bury } from './dead.js';

/** How long a fact waits after each failure before it is tried again; after the last it is buried. */
const BACKOFF_MS = [100, 1_000, 5_000, 30_000, 60_000, 300_000, 600_000, 1_800_000];

/** How long a fact waits that could not even be buried. */
const UNBURIED_MS = 1_000;

export type FactHandler = (payload: unknown, delivery: Delivery) => Promise<unknown>;

/** One durable listener to one fact: acknowledges, asks for it again, or buries it under `dead.`. */
export class FactListener {
  private messages: ConsumerMessages | undefined;
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(
    private readonly nats: NatsConnection,
    private readonly fact: Fact,
    private readonly durable: string,
    private readonly handler: FactHandler,
  ) {}

  async start() {
    const manager = await jetstreamManager(this.nats);
    await manager.consumers.add(FACTS.name, {
      durable_name: this.durable,
      filter_subject: this.fact.subject,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(30_000),
      max_deliver: -1,
    });
    this.running = this.run();
  }

  async stop() {
    this.stopping = true;
    this.messages?.stop();
    await this.running;
  }

  private async run() {
    while (!this.stopping) {
      try {
        const consumer = await jetstream(this.nats).consumers.get(FACTS.name, this.durable);
        this.messages = await consumer.consume({ max_messages: 50 });
        if (this.stopping) this.messages.stop();
        for await (const message of this.messages) await this.settle(message);
      } catch (error) {
        if (!this.stopping) log.warn({ err: error, durable: this.durable }, 'listening to a fact was interrupted');
      }
      if (!this.stopping) await sleep(500);
    }
  }

  private async settle(message: JsMsg) {
    const traceId = traceIdOf(message.headers?.get(TRACE_HEADER));
    const delivery = { id: message.headers?.get('Nats-Msg-Id') || `${FACTS.name}:${message.seq}`, attempt: message.info.deliveryCount };
    try {
      const context = newContext({ caller: { kind: 'service', id: this.durable }, ...(traceId && { traceId }) });
      await runIn(context, async () => this.handler(payloadOf(message), delivery));
      message.ack();
      factsHandled.inc({ durable: this.durable, outcome: 'done' });
    } catch (error) {
      const delay = BACKOFF_MS[delivery.attempt - 1];
      if (error instanceof Poison || delay === undefined) await this.giveUp(message, error);
      else this.tryAgain(message, error, delay);
    }
  }

  private tryAgain(message: JsMsg, error: unknown, delay: number) {
    log.warn({ err: error, durable: this.durable, attempt: message.info.deliveryCount }, 'a fact was not handled; again soon');
    factsHandled.inc({ durable: this.durable, outcome: 'again' });
    message.nak(delay);
  }

  private async giveUp(message: JsMsg, error: unknown) {
    try {
      await bury(this.nats, message, this.durable, error);
    } catch (cause) {
      return this.tryAgain(message, cause, UNBURIED_MS);
    }
    log.error({ err: error, durable: this.durable }, 'a fact was buried');
    message.term(String(error));
    factsHandled.inc({ durable: this.durable, outcome: 'buried' });
  }
}

function payloadOf(message: JsMsg): unknown {
  try {
    return message.json();
  } catch {
    throw new Poison('The fact is not JSON');
  }
}
