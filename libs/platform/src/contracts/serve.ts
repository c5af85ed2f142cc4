import { refusalOf } from '@bilten/contracts/kit/access.js';
import { type Contract, ownerOf } from '@bilten/contracts/kit/contract.js';
import { commonFault, Fault } from '@bilten/contracts/kit/fault.js';
import { judge, present } from '@bilten/contracts/kit/judge.js';
import type { Msg } from '@nats-io/transport-node';
import { type Context, currentContext, newContext, runIn, traceIdOf } from '../context/context.js';
import type { Seal, Sealed } from '../context/seal.js';
import { log } from '../telemetry/log.js';
import { calls } from '../telemetry/metrics.js';
import { CALLER_HEADER, type Reply, TRACE_HEADER } from './wire.js';

export type Handler = (request: unknown) => Promise<unknown>;

/** Answers one message of a contract: who asks, may they, is the request right, what comes of it, what of that may leave. */
export async function serve(contract: Contract, handler: Handler, seal: Seal, message: Msg): Promise<void> {
  const stop = calls.startTimer({ contract: contract.subject });
  const sealed = seal.open(message.headers?.get(CALLER_HEADER), ownerOf(contract));
  const reply = await runIn(contextOf(message, sealed), () => answer(contract, handler, message, sealed !== undefined).catch(faultOf));
  stop({ outcome: reply.fault?.code ?? 'ok' });
  message.respond(JSON.stringify(reply));
}

async function answer(contract: Contract, handler: Handler, message: Msg, isSealed: boolean): Promise<Reply> {
  if (!isSealed) throw commonFault('denied', 'Whoever asks must be vouched for by the gateway or a service');
  const request = parsed(message);
  admit(contract, request);
  const input = contract.judgedByHandler ? request : accepted(contract, request);
  return { data: present(contract.response, await handler(input)) };
}

function parsed(message: Msg): Record<string, unknown> {
  try {
    return message.json();
  } catch {
    throw commonFault('malformed', 'The request is not JSON');
  }
}

function admit(contract: Contract, request: Record<string, unknown>) {
  const refusal = refusalOf(contract.access, currentContext().caller, request?.['userId']);
  if (refusal === 'unauthenticated') throw commonFault('unauthenticated', 'Sign in, or send an API key');
  if (refusal === 'denied') throw commonFault('denied', 'You may not do this');
}

function accepted(contract: Contract, request: unknown): object {
  const judged = judge(contract.request, request);
  if (judged.ok) return judged.value;
  throw commonFault('invalid', 'The request is not valid', { errors: judged.problems });
}

function contextOf(message: Msg, sealed: Sealed | undefined): Context {
  const traceId = traceIdOf(message.headers?.get(TRACE_HEADER));
  return newContext({ ...(traceId && { traceId }), ...sealed });
}

/** A planned failure crosses the wire as data. A bug is logged whole here and leaves as one word. */
function faultOf(error: unknown): Reply {
  if (error instanceof Fault) return { fault: error.toJSON() };
  log.error({ err: error }, 'a handler failed');
  return { fault: commonFault('internal', 'Something went wrong on our side').toJSON() };
}
