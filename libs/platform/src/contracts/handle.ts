import type { Contract, RequestOf, ResponseOf } from '@bilten/contracts/kit/contract.js';
import type { Fact } from '@bilten/contracts/kit/fact.js';
import { Ctx, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';

/** The one transport of a service: contracts over NATS requests, facts over JetStream. */
export const BILTEN_TRANSPORT = Symbol('bilten');

type MethodDecoratorOf<In, Out> = <M extends (input: In, ...rest: never[]) => Promise<Out>>(
  target: object,
  key: string,
  method: TypedPropertyDescriptor<M>,
) => void;

/** Binds a method to a contract: its subject, access, validation and response shape. A method of another type does not compile. */
export const Handle = <C extends Contract>(contract: C): MethodDecoratorOf<RequestOf<C>, ResponseOf<C>> =>
  MessagePattern(contract.subject, BILTEN_TRANSPORT, { contract }) as unknown as MethodDecoratorOf<RequestOf<C>, ResponseOf<C>>;

/** What a fact's handler learns besides the payload: the id is the same on every delivery. */
export interface Delivery {
  readonly id: string;
  readonly attempt: number;
}
type FactDecorator<T> = <M extends (fact: T, delivery: Delivery) => Promise<void>>(
  target: object,
  key: string,
  method: TypedPropertyDescriptor<M>,
) => void;

/**
 * Listens to a fact under a durable name that says who listens and why. Delivered at least once:
 * returns -> done; throws -> again later; throws `Poison` -> buried.
 */
export const On =
  <T extends object>(fact: Fact<T>, durable: string): FactDecorator<T> =>
  (target, key, method) => {
    (EventPattern(durable, BILTEN_TRANSPORT, { fact, durable }) as MethodDecorator)(target, key, method);
    // Nest hands over nothing but the payload unless each argument is asked for.
    Payload()(target, key, 0);
    Ctx()(target, key, 1);
  };

/** A failure that trying again will not mend. */
export class Poison extends Error {
  override readonly name = 'Poison';
}
