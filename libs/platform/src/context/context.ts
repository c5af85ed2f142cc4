import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Caller } from '@bilten/contracts/kit/access.js';

/** What the gateway knows of the device behind a request. Raw: intake anonymises it and nobody stores it. */
export interface ClientFacts {
  readonly address?: string;
  readonly userAgent?: string;
  readonly language?: string;
  /** Global Privacy Control or Do Not Track is on. */
  readonly optedOut?: boolean;
}

/** What travels with a request through every hop. Read it; never pass it as an argument. */
export interface Context {
  /** 32 hexadecimal digits, as W3C trace context has it. */
  readonly traceId: string;
  readonly caller: Caller;
  readonly client: ClientFacts;
}

const storage = new AsyncLocalStorage<Context>();
const NOBODY: Caller = { kind: 'nobody' };

// randomUUID draws from a pool, which randomBytes does not: several times as quick.
export const newTraceId = () => randomUUID().replaceAll('-', '');
export const newContext = (given: Partial<Context> = {}): Context => ({
  traceId: given.traceId ?? newTraceId(),
  caller: given.caller ?? NOBODY,
  client: given.client ?? {},
});
/** Outside of any request, a fresh context of nobody. */
export const currentContext = (): Context => storage.getStore() ?? newContext();
export const hasContext = () => storage.getStore() !== undefined;
export const runIn = <T>(context: Context, work: () => T): T => storage.run(context, work);

const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f]{2}$/;
/** The trace id of a W3C `traceparent` header, if it is a valid one. */
export const traceIdOf = (traceparent: string | undefined) => {
  const traceId = TRACEPARENT.exec(traceparent ?? '')?.[1];
  return traceId && !/^0+$/.test(traceId) ? traceId : undefined;
};
export const traceparentOf = ({ traceId }: Context) => `00-${traceId}-${newTraceId().slice(16)}-01`;
