import type { FaultBody } from '@bilten/contracts/kit/fault.js';

/** W3C trace context, as over HTTP. */
export const TRACE_HEADER = 'traceparent';
/** Who is asking, signed by `Seal`. */
export const CALLER_HEADER = 'bilten-caller';

/** The answer to a contract: one of the two. */
export interface Reply {
  readonly data?: unknown;
  readonly fault?: FaultBody;
}
