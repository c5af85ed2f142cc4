import { momentOf } from '@bilten/contracts/kit/fields.js';
import type { TimeRange } from '@bilten/contracts/analytics/reports.contract.js';

/** From a moment up to but not including another, in milliseconds since 1970. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LENGTH: Readonly<Record<TimeRange, number>> = { '1h': HOUR, '6h': 6 * HOUR, '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY };
const BUCKET: Readonly<Record<TimeRange, number>> = { '1h': MINUTE, '6h': MINUTE, '24h': HOUR, '7d': HOUR, '30d': DAY };

/** Before and after every event of the store. */
const BEGINNING = Date.UTC(1990);
const END = Date.UTC(2100);
export const EVER: Range = { from: BEGINNING, to: END };

/** The last hour, day, ... up to and including this millisecond. */
export const lastRange = (timeRange: TimeRange, now: number): Range => ({ from: now - LENGTH[timeRange], to: now + 1 });

export const bucketSeconds = (timeRange: TimeRange): number => BUCKET[timeRange] / 1_000;

/** A session is active when it was seen this lately. */
export const activeRange = (now: number): Range => ({ from: now - 5 * MINUTE, to: now + 1 });

export interface Dates {
  readonly startDate?: string;
  readonly endDate?: string;
}

/** Between two dates, the end included; open where a date is missing. */
export const datedRange = ({ startDate, endDate }: Dates): Range => ({
  from: startDate === undefined ? BEGINNING : momentOf(startDate),
  to: endDate === undefined ? END : momentOf(endDate) + 1,
});

/** Between the dates where there are any, else the last `timeRange`. With an end alone it is the `timeRange` before that. */
export function rangeOf(asked: Dates & { readonly timeRange?: TimeRange }, now: number): Range {
  const { startDate, endDate, timeRange = '30d' } = asked;
  const { from, to } = lastRange(timeRange, endDate === undefined ? now : momentOf(endDate));
  return { from: startDate === undefined ? from : momentOf(startDate), to };
}

export const isDated = ({ startDate, endDate }: Dates): boolean => startDate !== undefined || endDate !== undefined;

/** Whether the range ends before it begins. One that is merely empty is fine. */
export const isReversed = ({ from, to }: Range): boolean => to < from;

/** Percent of a whole; none of nothing. */
export const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (part / whole) * 100);
