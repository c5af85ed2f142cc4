import { type Access, refusalOf } from '@bilten/contracts/kit/access.js';
import { type Contract, ownerOf } from '@bilten/contracts/kit/contract.js';
import { commonFault, Fault } from '@bilten/contracts/kit/fault.js';
import { judge, present, type Problem } from '@bilten/contracts/kit/judge.js';
import type { Msg } from '@nats-io/transport-node';
import { type Context, currentContext, newContext, runIn, traceIdOf } from '../context/context.js';
import type { Seal } from '../context/seal.js';
import { log } from '../telemetry/log.js';
import { calls } from '../telemetry/metrics.js';
import { type CallContext, CALLS_HEADER, type Reply } from './wire.js';

export type Handler = (request: unknown) => Promise<unknown>;

/** Answers a message: each of its calls by itself, all of them in one reply. */
export async function serve(contract: Contract, handler: Handler, seal: Seal, message: Msg): Promise<void> {
  const callers = seal.open<CallContext[]>(message.headers?.get(CALLS_HEADER), ownerOf(contract));
  const requests = requestsIn(message);
  const replies = requests.map((request, at) => answerOne({ contract, handler, request, context: callers?.[at] }));
  send(message, contract, await Promise.all(replies));
}

/** What is too large for a message is not sent; whoever waits for it hears so at once. */
function send(message: Msg, { subject }: Contract, replies: readonly Reply[]) {
  try {
    message.respond(JSON.stringify(replies));
  } catch (error) {
    log.error({ err: error, contract: subject }, 'an answer could not be sent');
    message.respond(JSON.stringify(replies.map(failed)));
  }
}

interface Call {
  readonly contract: Contract;
  readonly handler: Handler;
  readonly request: Record<string, unknown>;
  readonly context: CallContext | undefined;
}

async function answerOne(call: Call): Promise<Reply> {
  const stop = calls.startTimer({ contract: call.contract.subject });
  const reply = await runIn(contextOf(call.context), () => answer(call).catch(faultOf));
  stop({ outcome: reply.fault?.code ?? 'ok' });
  return reply;
}

/** Who asks, may they, is the request right, what comes of it, what of that may leave. */
async function answer({ contract, handler, request, context }: Call): Promise<Reply> {
  if (!context) throw commonFault('denied', 'Whoever asks must be vouched for by the gateway or a service');
  admit(contract, request);
  const input = contract.judgedByHandler ? request : accepted(contract, request);
  return { data: present(contract.response, await handler(input)) };
}

/** A message that is no list of requests is one call that nobody vouches for, and is refused as such. */
function requestsIn(message: Msg): Record<string, unknown>[] {
  try {
    const requests = message.json<Record<string, unknown>[]>();
    return Array.isArray(requests) ? requests : [{}];
  } catch {
    return [{}];
  }
}

function admit(contract: Contract, request: Record<string, unknown>) {
  const refusal = refusalOf(contract.access, currentContext().caller, request?.['userId']);
  if (refusal === 'unauthenticated') throw commonFault('unauthenticated', 'Sign in, or send an API key');
  if (refusal === 'denied') throw commonFault('denied', `You may not do this; it takes ${whoMay(contract.access)}`);
}

function accepted(contract: Contract, request: unknown): object {
  const judged = judge(contract.request, request);
  if (judged.ok) return judged.value;
  throw commonFault('invalid', inWords(judged.problems), { errors: judged.problems });
}

/** The first few, for whoever reads only the detail. */
const inWords = (problems: readonly Problem[]) =>
  problems
    .slice(0, 3)
    .map(({ detail, pointer }) => (pointer ? `${pointer}: ${detail}` : detail))
    .join('; ');

function whoMay({ who, roles, scope }: Access) {
  const staff = [...new Set([...roles, 'admin'])].join(' or ');
  const people = who === 'selfOr' ? `the user it is about, or the role ${staff}` : `the role ${staff}`;
  return `${people}, or an API key with the scope ${scope ?? 'admin'}`;
}

function contextOf(call: CallContext | undefined): Context {
  if (!call) return newContext();
  const traceId = traceIdOf(call.traceparent);
  return newContext({ caller: call.caller, client: call.client, ...(traceId && { traceId }) });
}

/** A planned failure crosses the wire as data. A bug is logged whole here and leaves as one word. */
function faultOf(error: unknown): Reply {
  if (error instanceof Fault) return { fault: error.toJSON() };
  log.error({ err: error }, 'a handler failed');
  return failed();
}

const failed = (): Reply => ({ fault: commonFault('internal', 'Something went wrong on our side').toJSON() });
