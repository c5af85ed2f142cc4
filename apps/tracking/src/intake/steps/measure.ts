import { isStorable } from '@bilten/contracts/kit/storable.js';
import { MAX_EVENT_DATA_BYTES, MAX_EVENT_DATA_DEPTH } from '@bilten/contracts/tracking/intake.contract.js';
import type { Told } from '../arrival.js';
import { reject, type Rejection } from '../pipeline.js';
import { storableText } from '../storable-text.js';

/** PostgreSQL indexes the endpoint, and an entry of an index takes 2,700 bytes at most. */
const MAX_ENDPOINT_BYTES = 2_600;

/** Refuses free data that is too large or too deep, and makes all text such that every store can hold it. */
export function measure(told: Told): Told | Rejection {
  for (const [field, value] of Object.entries(told.body)) {
    if (typeof value !== 'object' || value === null) continue;
    if (isDeeperThan(MAX_EVENT_DATA_DEPTH, value))
      return reject('too-deep', `${field} is nested more than ${MAX_EVENT_DATA_DEPTH} levels deep`);
    const json = JSON.stringify(value);
    if (json.length * 3 > MAX_EVENT_DATA_BYTES && Buffer.byteLength(json) > MAX_EVENT_DATA_BYTES)
      return reject('too-large', `${field} is larger than ${MAX_EVENT_DATA_BYTES} bytes of JSON`);
  }
  const { endpoint } = told.body;
  if (typeof endpoint === 'string' && Buffer.byteLength(endpoint) > MAX_ENDPOINT_BYTES)
    return reject('too-large', `endpoint is larger than ${MAX_ENDPOINT_BYTES} bytes`);
  return { ...told, body: storable(told.body) as Record<string, unknown> };
}

/** Looks no deeper than the limit, so nothing can be too deep to look at. */
function isDeeperThan(limit: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return limit === 0 || Object.values(value).some((inner) => isDeeperThan(limit - 1, inner));
}

/** As it is where all its text can be stored, which is nearly always; else a copy. */
function storable(value: unknown): unknown {
  return isStorable(value) ? value : mended(value);
}

function mended(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(mended);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storableText(key), mended(inner)]));
}
