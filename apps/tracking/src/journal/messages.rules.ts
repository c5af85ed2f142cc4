import { EVENT_KINDS, type IntakeBatch } from '@bilten/contracts/tracking/event-row.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const TIME = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const KINDS: ReadonlySet<unknown> = new Set(EVENT_KINDS);

/** The batch that a stream message holds; undefined when it holds anything else. */
export function batchIn(text: string): IntakeBatch | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isBatch(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isBatch = (value: unknown): value is IntakeBatch =>
  isRecord(value) &&
  isUuid(value['id']) &&
  Array.isArray(value['events']) &&
  value['events'].every(isEvent) &&
  Array.isArray(value['rejected']) &&
  value['rejected'].every(isRejected);

/** What sorting needs. Whatever else is wrong with an event, its table will say. */
const isEvent = (value: unknown) =>
  isRecord(value) &&
  isUuid(value['id']) &&
  KINDS.has(value['kind']) &&
  typeof value['message_id'] === 'string' &&
  isTime(value['received_at']) &&
  isRecord(value['context']);
const isRejected = (value: unknown) =>
  isRecord(value) &&
  isUuid(value['id']) &&
  isTime(value['received_at']) &&
  ['message_id', 'reason', 'detail', 'payload'].every((name) => typeof value[name] === 'string');

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isUuid = (value: unknown) => typeof value === 'string' && UUID.test(value);
const isTime = (value: unknown) => typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value));
