import { createHash } from 'node:crypto';
import { isMoment } from '@bilten/contracts/kit/fields.js';
import type { ExportRequest } from '@bilten/contracts/analytics/exports.contract.js';

/** Where an export stands: the snapshot that it is of, the day it is at, and the last event of that day it has given. */
export interface ExportCursor {
  /** Events that arrived after this are not part of the export. */
  readonly asOf: number;
  /** `2026-11-20`, UTC. */
  readonly day: string;
  /** Milliseconds since 1970 and arrival of the last event given; none at the beginning of a day. */
  readonly after?: readonly [occurredAt: number, arrival: number];
}

/** Opaque, and bound to what was asked for: a cursor of one export does not continue another. */
export const encodeCursor = (cursor: ExportCursor, request: ExportRequest) =>
  Buffer.from(JSON.stringify([cursor, fingerprintOf(request)])).toString('base64url');

/** The cursor, or undefined when it is not one of this export's. */
export function decodeCursor(text: string, request: ExportRequest): ExportCursor | undefined {
  try {
    const [cursor, fingerprint] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [ExportCursor, string];
    return fingerprint === fingerprintOf(request) && isCursor(cursor) ? cursor : undefined;
  } catch {
    return undefined;
  }
}

/** The calendar of the event store. */
const LAST_DAY = '2149-01-01';
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;

const isCursor = ({ asOf, day, after }: ExportCursor) =>
  isCount(asOf) && isMoment(day) && day < LAST_DAY && (after === undefined || (after.length === 2 && after.every(isCount)));

const fingerprintOf = ({ dataType, filters, dateRange }: ExportRequest) =>
  createHash('sha256')
    .update(JSON.stringify([dataType, filters ?? {}, dateRange ?? {}]))
    .digest('base64url')
    .slice(0, 16);
