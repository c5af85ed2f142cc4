import type { EventKind, JournaledEvent } from '@bilten/contracts/tracking/event-row.js';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { eventOf } from './records.rules.js';
import type { Publication } from './sorting.rules.js';
import { JOURNAL_TABLES, rowOf } from './tables.js';

/** A publication this old was left behind: whoever wrote it would have told it long ago. */
const LEFT_BEHIND = '10 seconds';

type Reference = readonly [kind: EventKind, id: string];

/** Committed events that wait to be told. */
@Injectable()
export class PublicationsStore {
  constructor(private readonly db: DataSource) {}

  async remove(ids: readonly string[]) {
    await this.db.query('delete from publication where id = any($1::uuid[])', [ids]);
  }

  async leftovers(): Promise<Publication[]> {
    const rows: { id: string; events: Reference[] }[] = await this.db.query(
      `select id, events from publication where created_at < now() - interval '${LEFT_BEHIND}' order by created_at limit 20`,
    );
    return Promise.all(rows.map(async ({ id, events }) => ({ id, events: await this.load(events) })));
  }

  /** The events, in the order in which they were written. An event that was erased meanwhile is not there. */
  private async load(references: readonly Reference[]): Promise<JournaledEvent[]> {
    const byKind = new Map<EventKind, string[]>();
    for (const [kind, id] of references) byKind.set(kind, [...(byKind.get(kind) ?? []), id]);
    const found = await Promise.all(
      [...byKind].map(async ([kind, ids]) => {
        const rows: { row: Record<string, unknown> }[] = await this.db.query(`select ${rowOf(kind)} as row from ${JOURNAL_TABLES[kind].name} t where id = any($1::uuid[])`, [ids]);
        return rows.map(({ row }) => eventOf(kind, row));
      }),
    );
    return found.flat().toSorted((a, b) => a.arrival - b.arrival);
  }
}
