import { MAX_EVENT_DATA_BYTES, MAX_EVENT_DATA_DEPTH } from '@bilten/contracts/tracking/intake.contract.js';
import type { Told } from '../arrival.js';
import { reject, type Rejection } from '../pipeline.js';

/** Refuses free data that is too large or too deep, and makes all text such that every store can hold it. */
export function measure(told: Told): Told | Rejection {
  for (const [field, value] of Object.entries(told.body)) {
    if (typeof value !== 'object' || value === null) continue;
    if (depthOf(value) > MAX_EVENT_DATA_DEPTH) return reject('too-deep', `${field} is nested more than ${MAX_EVENT_DATA_DEPTH} levels deep`);
    const json = JSON.stringify(value);
    if (json.length * 3 > MAX_EVENT_DATA_BYTES && Buffer.byteLength(json) > MAX_EVENT_DATA_BYTES) return reject('too-large', `${field} is larger than ${MAX_EVENT_DATA_BYTES} bytes of JSON`);
  }
  return { ...told, body: storable(told.body) as Record<string, unknown> };
}

/** The gateway bounds the depth of a body, so this recursion is bounded too. */
function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let deepest = 0;
  for (const inner of Object.values(value)) deepest = Math.max(deepest, depthOf(inner));
  return deepest + 1;
}

const REPLACEMENT = '\uFFFD';

/** NUL and lone surrogates are valid JSON that PostgreSQL cannot hold; they become U+FFFD, as UTF-8 decoders do it. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(storable);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storableText(key), storable(inner)]));
}

const storableText = (text: string) => {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', REPLACEMENT) : whole;
};
