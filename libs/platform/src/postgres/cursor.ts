import { createHash } from 'node:crypto';
import type { Contract, Page } from '@bilten/contracts/kit/contract.js';
import { commonFault } from '@bilten/contracts/kit/fault.js';
import { PAGE_LIMIT, type PageRequest } from '@bilten/contracts/kit/paging.js';
import { isStorable } from '@bilten/contracts/kit/storable.js';

/** The fields that a list is ordered by, the last of them unique, each with a test of what a cursor may say for it. */
export type SortKey<Row> = { readonly [K in keyof Row]?: (value: unknown) => boolean };

const INSTANT = /^[12]\d{3}-.*Z$/;
/** A time as views have it. */
export const isInstant = (value: unknown) =>
  typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value;
export const isText = (value: unknown) => typeof value === 'string' && isStorable(value);
export const isNumberOrNull = (value: unknown) => typeof value === 'number' || value === null;

/**
 * Reads a list in pages by where the last page ended, so that rows which come and go in between neither repeat nor hide
 * others. The cursor is opaque to clients and good for one list and one filter only.
 */
export class Keyset<Row extends object> {
  /** One row more than a page holds tells whether there is another page. */
  readonly take: number;
  /** The sort key of the last row of the page before, by field; undefined on the first page. */
  readonly after: Readonly<Record<string, unknown>> | undefined;
  private readonly limit: number;
  private readonly list: string;

  constructor(
    { subject }: Contract,
    { cursor, limit = PAGE_LIMIT, ...filter }: PageRequest,
    private readonly key: SortKey<Row>,
  ) {
    this.limit = limit;
    this.take = limit + 1;
    const asked = Object.entries(filter).filter(([, value]) => value !== undefined);
    this.list = JSON.stringify([subject, ...asked.sort(([a], [b]) => (a < b ? -1 : 1))]);
    this.after = cursor === undefined ? undefined : this.read(cursor);
  }

  /** The page out of `take` rows. */
  page(rows: readonly Row[]): Page<Row> {
    const items = rows.slice(0, this.limit);
    return { items, next: rows.length > this.limit ? this.write(items.at(-1)!) : null };
  }

  private write(row: Row): string {
    const parts = Object.keys(this.key).map((name) => row[name as keyof Row] ?? null);
    return Buffer.from(JSON.stringify([this.sum(parts), ...parts])).toString('base64url');
  }

  private read(cursor: string): Readonly<Record<string, unknown>> {
    const [sum, ...parts] = parsed(cursor);
    const tests = Object.entries<((value: unknown) => boolean) | undefined>(this.key);
    if (sum !== this.sum(parts) || !tests.every(([, test], index) => test!(parts[index]))) throw unfit();
    return Object.fromEntries(tests.map(([name], index) => [name, parts[index]]));
  }

  private sum(parts: readonly unknown[]) {
    return createHash('sha256').update(this.list).update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
  }
}

function parsed(cursor: string): unknown[] {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(content)) return content;
  } catch {
    // Not one of ours: refused below, like any other that does not fit.
  }
  throw unfit();
}

const unfit = () =>
  commonFault('invalid', 'The request is not valid', {
    errors: [{ detail: 'cursor is not one that this list has given for this filter', pointer: '/cursor' }],
  });
