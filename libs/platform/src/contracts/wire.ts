import type { FaultBody } from '@bilten/contracts/kit/fault.js';
import type { Context } from '../context/context.js';

/**
 * A message on a contract's subject carries one or more calls: the requests are its payload, a JSON list, and on whose
 * behalf each is made stands in this header, a list of the same length, closed by `Seal`. The reply is a list of replies.
 */
export const CALLS_HEADER = 'bilten-calls';
/** W3C trace context of a fact, as over HTTP. */
export const TRACE_HEADER = 'traceparent';

/** On whose behalf a call is made, and in which trace. */
export interface CallContext extends Pick<Context, 'caller' | 'client'> {
  readonly traceparent: string;
}

/** The answer to one call: one of the two. */
export interface Reply {
  readonly data?: unknown;
  readonly fault?: FaultBody;
}
