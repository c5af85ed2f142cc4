import { intake } from '@bilten/contracts/tracking/intake.contract.js';
import type { FastifyCorsOptions } from '@fastify/cors';
import { PREFIXES } from './prefixes.js';

const PREFLIGHT_SECONDS = 86_400;
const INTAKE_PATHS = new Set(Object.values(intake).flatMap(({ http }) => PREFIXES.map((prefix) => prefix + http.path)));

/** Which pages may call from a browser: any may send events, which give nothing away; the rest is for the allowed origins. */
export function corsOf(url: string | undefined, allowed: readonly string[]): FastifyCorsOptions {
  const isIntake = INTAKE_PATHS.has(url?.split('?')[0] ?? '');
  const isOpen = isIntake || allowed.includes('*');
  return { origin: isOpen ? true : [...allowed], credentials: !isOpen, maxAge: PREFLIGHT_SECONDS };
}
