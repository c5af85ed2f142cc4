import { type ExportPage, type ExportPageRequest, exports } from '@bilten/contracts/analytics/exports.contract.js';
import { fault } from '@bilten/contracts/kit/fault.js';
import { Injectable } from '@nestjs/common';
import { EventStore } from '../event-store/event-store.js';
import { datedRange, isReversed } from '../reports/reports.rules.js';
import { csvLine } from './csv.rules.js';
import { decodeCursor, encodeCursor, type ExportCursor } from './cursor.rules.js';
import { EXPORTS, JSON_COLUMNS } from './export-columns.js';
import { ExportPageQuery, type ExportRow } from './export-page.query.js';

const ROWS = 2_000;
/** A page fits a message of a plain nats-server. */
const PAGE_BYTES = 600_000;
const FIRST_DAY = '1970-01-01';

/** Exports as pages of text, all of one snapshot. */
@Injectable()
export class ExportsService {
  private readonly query: ExportPageQuery;

  constructor(store: EventStore) {
    this.query = new ExportPageQuery(store);
  }

  async page({ after, ...request }: ExportPageRequest): Promise<ExportPage> {
    if (isReversed(datedRange(request.dateRange ?? {}))) throw fault(exports.page, 'invalidRange', 'The start is after the end');
    const header = request.format === 'csv' ? csvLine(columnsOf(request)) : '';
    const cursor = after === undefined ? await this.begin(request) : decodeCursor(after, request);
    if (after !== undefined && !cursor) throw fault(exports.page, 'unknownCursor', 'This cursor does not belong to this export');
    if (!cursor) return { header, text: '', rows: 0, first: true };
    const found = await this.query.rows(request, cursor, ROWS);
    const { text, rows } = written(found, request);
    const next = await this.following(request, cursor, found, rows);
    return { header, text, rows, first: after === undefined, ...(next && { next: encodeCursor(next, request) }) };
  }

  private async begin(request: ExportPageRequest): Promise<ExportCursor | undefined> {
    const asOf = await this.query.latestArrival();
    const day = await this.query.firstDay(request, asOf, FIRST_DAY);
    return day === undefined ? undefined : { asOf, day };
  }

  /** The rest of the day, or else the next day that has anything. */
  private async following(
    request: ExportPageRequest,
    { asOf, day }: ExportCursor,
    found: readonly ExportRow[],
    rows: number,
  ): Promise<ExportCursor | undefined> {
    const last = found[rows - 1];
    if (last && (rows < found.length || found.length === ROWS)) return { asOf, day, after: [Number(last.at_ms), Number(last.at_arrival)] };
    const next = await this.query.firstDay(request, asOf, dayAfter(day));
    return next === undefined ? undefined : { asOf, day: next };
  }
}

const columnsOf = ({ dataType }: ExportPageRequest) => EXPORTS[dataType].columns.map(([name]) => name);
const dayAfter = (day: string) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

/** As many rows as fit, but at least one. */
function written(found: readonly ExportRow[], request: ExportPageRequest): { text: string; rows: number } {
  const write = request.format === 'csv' ? csvWriter(columnsOf(request)) : jsonWriter(columnsOf(request));
  const lines: string[] = [];
  let bytes = 0;
  for (const row of found) {
    const line = write(row);
    bytes += Buffer.byteLength(line);
    if (bytes > PAGE_BYTES && lines.length > 0) break;
    lines.push(line);
  }
  return { text: lines.join(request.format === 'csv' ? '' : ','), rows: lines.length };
}

const csvWriter = (columns: readonly string[]) => (row: ExportRow) => csvLine(columns.map((name) => row[name]));

/** Absent text is null; a column that holds JSON is JSON. */
const jsonWriter = (columns: readonly string[]) => (row: ExportRow) => {
  const fields = columns.map((name) => {
    const value = row[name];
    if (value === '' || value === null || value === undefined) return `${JSON.stringify(name)}:null`;
    return `${JSON.stringify(name)}:${JSON_COLUMNS.has(name) ? (value as string) : JSON.stringify(value)}`;
  });
  return `{${fields.join(',')}}`;
};
