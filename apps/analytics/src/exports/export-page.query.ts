import type { ExportFilters, ExportRequest } from '@bilten/contracts/analytics/exports.contract.js';
import { EventStore } from '../event-store/event-store.js';
import { datedRange } from '../reports/reports.rules.js';
import { passing } from '../reports/seen-events.js';
import type { ExportCursor } from './cursor.rules.js';
import { EXPORTS } from './export-columns.js';

/** A row of an export, and its place. */
export type ExportRow = Readonly<Record<string, unknown>> & { readonly at_ms: number; readonly at_arrival: number };

/** The events of an export, a day at a time: within a day the order of the table makes a page cheap, however many days there are. */
export class ExportPageQuery {
  constructor(private readonly store: EventStore) {}

  /** The newest arrival at this moment: what the export is a snapshot of. */
  async latestArrival(): Promise<number> {
    const [latest] = await this.store.query<{ arrival: number | string }>('select max(arrival) as arrival from events');
    return Number(latest?.arrival ?? 0);
  }

  /** The first day that has an event, on or after this one. */
  async firstDay(request: ExportRequest, asOf: number, from: string): Promise<string | undefined> {
    const { where, params } = narrowed(request, asOf);
    const [first] = await this.store.query<{ day: string; events: number }>(
      `select toString(min(toDate(occurred_at))) as day, count() as events from events where toDate(occurred_at) >= {day:Date} and ${where}`,
      { ...params, day: from },
    );
    return first && Number(first.events) > 0 ? first.day : undefined;
  }

  rows(request: ExportRequest, { asOf, day, after }: ExportCursor, limit: number): Promise<ExportRow[]> {
    const { where, params } = narrowed(request, asOf);
    const columns = EXPORTS[request.dataType].columns.map(([name, sql]) => `${sql} as \`${name}\``);
    const [ms, arrival] = after ?? [0, 0];
    return this.store.query<ExportRow>(
      `select ${columns.join(', ')}, toUnixTimestamp64Milli(events.occurred_at) as at_ms, events.arrival as at_arrival
       from events
       where toDate(occurred_at) = {day:Date} and ${where} ${after ? 'and (toUnixTimestamp64Milli(occurred_at), arrival) > ({ms:Int64}, {after:UInt64})' : ''}
       order by events.occurred_at, events.arrival
       limit {limit:UInt32}`,
      { ...params, day, limit, ms, after: arrival },
    );
  }
}

function narrowed(request: ExportRequest, asOf: number) {
  const { eventType, ...filters }: ExportFilters = request.filters ?? {};
  const { condition, params } = passing({ ...filters, ...(eventType && { eventTypes: [eventType] }) });
  const { from, to } = datedRange(request.dateRange ?? {});
  return {
    where: `arrival <= {asOf:UInt64} and kind in {kinds:Array(String)} and occurred_at >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
      and occurred_at < fromUnixTimestamp64Milli({to:Int64}, 'UTC') and ${condition}`,
    params: { ...params, asOf, kinds: EXPORTS[request.dataType].kinds, from, to },
  };
}
