import type { LoggerService } from '@nestjs/common';
import { type Logger, pino } from 'pino';
import { currentContext, hasContext } from '../context/context.js';

let root: Logger = pino({ level: 'info' });

/** One JSON line per event: ERROR = a person must act, WARN = it healed itself, INFO = a state changed, DEBUG = local only. */
export const log = new Proxy({} as Logger, { get: (_target, key) => Reflect.get(root, key) });

/** Names the service and sets the level; the trace id joins each line by itself. */
export function startLog(service: string, level: string) {
  root = pino({ level, base: { service }, mixin: () => (hasContext() ? { traceId: currentContext().traceId } : {}) });
}

/** Nest's own lines, through the same log; its routine start-up chatter is DEBUG. */
export const nestLogger: LoggerService = {
  log: (message: unknown, ...rest: unknown[]) => root.debug({ from: rest.at(-1) }, String(message)),
  error: (message: unknown, ...rest: unknown[]) =>
    message instanceof Error
      ? root.error({ err: message }, message.message)
      : root.error({ from: rest.at(-1), stack: rest[0] }, String(message)),
  warn: (message: unknown, ...rest: unknown[]) => root.warn({ from: rest.at(-1) }, String(message)),
  debug: (message: unknown, ...rest: unknown[]) => root.debug({ from: rest.at(-1) }, String(message)),
  verbose: (message: unknown, ...rest: unknown[]) => root.trace({ from: rest.at(-1) }, String(message)),
};
