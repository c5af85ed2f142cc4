import type { Fact } from '@bilten/contracts/kit/fact.js';
import { FACTS } from '@bilten/contracts/tracking/streams.js';
import { AckPolicy, type ConsumerMessages, jetstream, jetstreamManager, type JsMsg } from '@nats-io/jetstream';
import { headers, type NatsConnection, nanos } from '@nats-io/transport-node';
import { TRACE_HEADER } from '../contracts/wire.js';
import { type Delivery, Poison } from '../contracts/handle.js';
import { newContext, runIn, traceIdOf } from '../context/context.js';
import { log } from '../telemetry/log.js';
import { factsHandled } from '../telemetry/metrics.js';

/** How long a fact waits after each failure before it is tried again; after the last it is buried. */
const BACKOFF_MS = [100, 1_000, 5_000, 30_000, 60_000, 300_000, 600_000, 1_800_000];

export type FactHandler = (payload: unknown, delivery: Delivery) => Promise<unknown>;

/** One durable listener to one fact: acknowledges, asks for it again, or buries it under `dead.`. */
export class FactListener {
  private messages: ConsumerMessages | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly nats: NatsConnection,
    private readonly fact: Fact,
    private readonly durable: string,
    private readonly handler: FactHandler,
  ) {}

  async start() {
    const manager = await jetstreamManager(this.nats);
    await manager.consumers.add(FACTS.name, {
      durable_name: this.durable, filter_subject: this.fact.subject, ack_policy: AckPolicy.Explicit, ack_wait: nanos(30_000), max_deliver: -1,
    });
    this.messages = await (await jetstream(this.nats).consumers.get(FACTS.name, this.durable)).consume({ max_messages: 50 });
    this.running = this.run(this.messages);
  }

  async stop() {
    this.messages?.stop();
    await this.running;
  }

  private async run(messages: ConsumerMessages) {
    for await (const message of messages) await this.settle(message);
  }

  private async settle(message: JsMsg) {
    const traceId = traceIdOf(message.headers?.get(TRACE_HEADER));
    const delivery = { id: message.headers?.get('Nats-Msg-Id') ?? `${FACTS.name}:${message.seq}`, attempt: message.info.deliveryCount };
    try {
      const context = newContext({ caller: { kind: 'service', id: this.durable }, ...(traceId && { traceId }) });
      await runIn(context, () => this.handler(message.json(), delivery));
      message.ack();
      factsHandled.inc({ durable: this.durable, outcome: 'done' });
    } catch (error) {
      const delay = BACKOFF_MS[delivery.attempt - 1];
      if (error instanceof Poison || delay === undefined) return this.bury(message, error);
      log.warn({ err: error, durable: this.durable, attempt: delivery.attempt }, 'a fact was not handled; again soon');
      factsHandled.inc({ durable: this.durable, outcome: 'again' });
      message.nak(delay);
    }
  }

  private async bury(message: JsMsg, error: unknown) {
    log.error({ err: error, durable: this.durable }, 'a fact was buried');
    const hdrs = headers();
    hdrs.set('error', String(error));
    hdrs.set('durable', this.durable);
    await jetstream(this.nats).publish(`dead.${message.subject}`, message.data, { headers: hdrs });
    message.term(String(error));
    factsHandled.inc({ durable: this.durable, outcome: 'buried' });
  }
}
