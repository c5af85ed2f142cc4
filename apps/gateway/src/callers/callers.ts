import type { Access, Caller } from '@bilten/contracts/kit/access.js';
import { commonFault, Fault } from '@bilten/contracts/kit/fault.js';
import { type ClientFacts, type Context, newContext, traceIdOf } from '@bilten/platform/context/context.js';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Keys } from './keys.js';
import { Tokens } from './tokens.js';

const NOBODY: Caller = { kind: 'nobody' };
/** What browsers send when the page has no token: `Bearer null`. It is nobody, not a forgery. */
const EMPTY_TOKENS = new Set(['', 'null', 'undefined']);

/** Who is asking: an API key, a bearer token, or nobody. Whatever a client says of itself in other headers is not heard. */
@Injectable()
export class Callers {
  constructor(
    private readonly keys: Keys,
    private readonly tokens: Tokens,
  ) {}

  /** The context of a request before it is known who asks. */
  contextOf({ headers, ip }: FastifyRequest): Context {
    const traceId = traceIdOf(one(headers['traceparent']));
    return newContext({ ...(traceId && { traceId }), client: clientFactsOf(headers, ip) });
  }

  /**
   * A bad key is refused even where none is needed: the server behind it means to be somebody. A token that is of no use is nobody
   * there: a page whose user signed in long ago must not lose its events.
   */
  async identify({ headers }: FastifyRequest, { who }: Access): Promise<Caller> {
    const key = one(headers['x-api-key']);
    if (key) return this.keys.callerOf(key);
    const authorization = headers.authorization;
    if (!authorization) return NOBODY;
    const [scheme, credential = ''] = authorization.split(' ');
    if (scheme?.toLowerCase() !== 'bearer')
      throw commonFault('unauthenticated', 'Send `Authorization: Bearer <token>` or `X-API-Key: <key>`');
    if (EMPTY_TOKENS.has(credential)) return NOBODY;
    if (credential.startsWith('bk_')) return this.keys.callerOf(credential);
    return this.tokens.callerOf(credential).catch((error: unknown) => {
      if (who === 'anyone' && error instanceof Fault && error.kind === 'unauthenticated') return NOBODY;
      throw error;
    });
  }
}

function clientFactsOf(headers: FastifyRequest['headers'], address: string): ClientFacts {
  const userAgent = headers['user-agent'];
  const language = headers['accept-language'];
  return {
    address,
    ...(userAgent && { userAgent: userAgent.slice(0, 1_000) }),
    ...(language && { language: language.slice(0, 100) }),
    ...((headers['sec-gpc'] === '1' || headers['dnt'] === '1') && { optedOut: true }),
  };
}

const one = (header: string | string[] | undefined) => (Array.isArray(header) ? header[0] : header);
