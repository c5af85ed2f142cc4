import { commonFault, Fault, type FaultKind } from '@bilten/contracts/kit/fault.js';
import { currentContext } from '@bilten/platform/context/context.js';
import { log } from '@bilten/platform/telemetry/log.js';
import { HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** The only place that knows both faults and HTTP. */
export const STATUS: Readonly<Record<FaultKind, number>> = {
  malformed: 400,
  unauthenticated: 401,
  denied: 403,
  missing: 404,
  conflict: 409,
  gone: 410,
  tooLarge: 413,
  unsupported: 415,
  invalid: 422,
  limited: 429,
  internal: 500,
  unavailable: 503,
};
export const TITLE: Readonly<Record<FaultKind, string>> = {
  malformed: 'The request cannot be read',
  unauthenticated: 'Who are you?',
  denied: 'Not allowed',
  missing: 'Not found',
  conflict: 'In conflict with the present state',
  gone: 'No longer there',
  tooLarge: 'Too large',
  unsupported: 'Unsupported media type',
  invalid: 'The request is not valid',
  limited: 'Too many requests',
  internal: 'Internal error',
  unavailable: 'Not available at the moment',
};
const RETRY_AFTER_SECONDS = 1;

/** Answers a failure as RFC 9457 problem details. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const { kind, code, message, details } = faultOf(error, request);
  if (kind === 'unavailable' || kind === 'limited') reply.header('retry-after', RETRY_AFTER_SECONDS);
  if (kind === 'unauthenticated') reply.header('www-authenticate', 'Bearer');
  return reply
    .status(STATUS[kind])
    .type('application/problem+json')
    .send(
      JSON.stringify({
        ...(details as object | undefined),
        type: `/api/docs/problems#${code}`,
        title: TITLE[kind],
        status: STATUS[kind],
        detail: message,
        instance: request.url.split('?')[0],
        code,
        traceId: currentContext().traceId,
        success: false,
      }),
    );
}

function faultOf(error: unknown, { method, url }: FastifyRequest): Fault {
  if (error instanceof Fault) return error;
  const { statusCode: status = error instanceof HttpException ? error.getStatus() : undefined } = error as { statusCode?: number };
  if (status === 404) return commonFault('unknownRoute', `There is no ${method} ${url.split('?')[0]}`);
  if (status === 413) return commonFault('tooLarge', 'The body is larger than this server takes');
  if (status === 415) return commonFault('unsupportedMediaType', 'Send application/json');
  if (status !== undefined && status >= 400 && status < 500)
    return commonFault('malformed', 'The request cannot be read; is the body JSON?');
  log.error({ err: error }, 'the gateway failed');
  return commonFault('internal', 'Something went wrong on our side');
}
