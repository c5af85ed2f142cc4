import type { Caller } from '@bilten/contracts/kit/access.js';
import { commonFault } from '@bilten/contracts/kit/fault.js';
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

  /** Bad credentials are refused even where none are needed: the caller means to be somebody. */
  async identify({ headers }: FastifyRequest): Promise<Caller> {
    const key = one(headers['x-api-key']);
    if (key) return this.keys.callerOf(key);
    const authorization = headers.authorization;
    if (!authorization) return NOBODY;
    const [scheme, credential = ''] = authorization.split(' ');
    if (scheme?.toLowerCase() !== 'bearer')
      throw commonFault('unauthenticated', 'Send `Authorization: Bearer <token>` or `X-API-Key: <key>`');
    if (EMPTY_TOKENS.has(credential)) return NOBODY;
    return credential.startsWith('bk_') ? this.keys.callerOf(credential) : this.tokens.callerOf(credential);
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
