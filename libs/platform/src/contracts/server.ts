import type { Contract } from '@bilten/contracts/kit/contract.js';
import type { Fact } from '@bilten/contracts/kit/fact.js';
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import type { Seal } from '../context/seal.js';
import { FactListener } from '../jetstream/facts.js';
import { log } from '../telemetry/log.js';
import { BILTEN_TRANSPORT } from './handle.js';
import { serve } from './serve.js';

interface Parts {
  readonly nats: NatsConnection;
  readonly seal: Seal;
  /** Replicas of a service share its requests under this name. */
  readonly service: string;
}

/** A service's side of the house: answers its contracts over NATS requests and listens to facts over JetStream. */
export class ContractServer extends Server implements CustomTransportStrategy {
  override readonly transportId = BILTEN_TRANSPORT;
  // Both kinds of handler hand their error to this class, which alone decides what becomes of it.
  override readonly propagatesEventHandlerErrors = true;
  private readonly subscriptions: Subscription[] = [];
  private readonly listeners: FactListener[] = [];
  private readonly inFlight = new Set<Promise<void>>();

  constructor(private readonly parts: Parts) {
    super();
  }

  listen(done: (error?: unknown) => void) {
    this.open().then(() => done(), done);
  }

  private async open() {
    for (const handler of this.messageHandlers.values()) {
      if (handler.isEventHandler) await this.listenTo(handler);
      else this.answer(handler);
    }
    await this.parts.nats.flush();
  }

  private answer(handler: MessageHandler) {
    const contract = handler.extras!['contract'] as Contract;
    const receive = (message: Msg) => {
      const work = serve(contract, (request) => this.run(handler, request), this.parts.seal, message)
        .catch((error: unknown) => log.error({ err: error, contract: contract.subject }, 'an answer could not be sent'))
        .finally(() => this.inFlight.delete(work));
      this.inFlight.add(work);
    };
    this.subscriptions.push(
      this.parts.nats.subscribe(contract.subject, {
        queue: this.parts.service,
        callback: (error, message) => (error ? log.error({ err: error }, 'a subscription failed') : receive(message)),
      }),
    );
  }

  private async listenTo(handler: MessageHandler) {
    const { fact, durable } = handler.extras as { fact: Fact; durable: string };
    const listener = new FactListener(this.parts.nats, fact, durable, (payload, delivery) => this.run(handler, payload, delivery));
    this.listeners.push(listener);
    await listener.start();
  }

  private async run(handler: MessageHandler, input: unknown, context?: unknown): Promise<unknown> {
    return lastValueFrom(this.transformToObservable(await handler(input, context)), { defaultValue: undefined });
  }

  /** Takes nothing new, finishes what is at hand. */
  async close() {
    await Promise.all(this.subscriptions.map((subscription) => subscription.drain()));
    await Promise.all(this.listeners.map((listener) => listener.stop()));
    await Promise.all(this.inFlight);
  }

  on() {
    throw new Error('This server emits no events of its own');
  }

  unwrap<T>() {
    return this.parts.nats as T;
  }
}
