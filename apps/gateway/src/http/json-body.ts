import { commonFault } from '@bilten/contracts/kit/fault.js';
import type { FastifyInstance } from 'fastify';

const MAX_DEPTH = 64;

/** JSON bodies, refused when nested too deep before any of it is parsed. Keys that would poison a prototype are refused too. */
export function acceptJson(fastify: FastifyInstance) {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body as string;
    if (isDeeperThan(MAX_DEPTH, text)) done(commonFault('malformed', `JSON may be nested ${MAX_DEPTH} levels deep at most`));
    else void parse(request, text, done);
  });
}

/** Whether brackets are ever nested deeper than the limit, read off the text without parsing it. */
export function isDeeperThan(limit: number, json: string): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const char = json.charCodeAt(at);
    if (inString) {
      if (char === BACKSLASH) at++;
      else if (char === QUOTE) inString = false;
    } else if (char === QUOTE) inString = true;
    else if (char === BRACE || char === BRACKET) {
      if (++depth > limit) return true;
    } else if (char === BRACE_END || char === BRACKET_END) depth--;
  }
  return false;
}

const [QUOTE, BACKSLASH, BRACKET, BRACKET_END, BRACE, BRACE_END] = Array.from('"\\[]{}', (char) => char.charCodeAt(0));
