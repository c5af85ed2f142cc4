import { EVENT_KINDS } from '@bilten/contracts/tracking/event-row.js';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { eventOf } from './records.rules.js';
import { type Publication, storedEvent, type StoredEvent } from './sorting.rules.js';
import { JOURNAL_TABLES, rowOf } from './tables.js';

/** A publication this old was left behind: whoever wrote it would have told it long ago. */
const LEFT_BEHIND = '10 seconds';

/** Committed events that wait to be told. */
@Injectable()
export class PublicationsStore {
  constructor(private readonly db: DataSource) {}

  async remove(ids: readonly string[]) {
    await this.db.query('delete from publication where id = any($1::uuid[])', [ids]);
  }

  async leftovers(): Promise<Publication[]> {
    const rows: { id: string; first_arrival: string; last_arrival: string }[] = await this.db.query(
      `select id, first_arrival, last_arrival from publication where created_at < now() - interval '${LEFT_BEHIND}' order by created_at limit 20`,
    );
    return Promise.all(
      rows.map(async ({ id, first_arrival, last_arrival }) => ({ id, events: await this.load(first_arrival, last_arrival) })),
    );
  }

  /** The events, in the order in which they were written. An event that was erased meanwhile is not there. */
  private async load(first: string, last: string): Promise<StoredEvent[]> {
    const found = await Promise.all(
      EVENT_KINDS.map(async (kind) => {
        const rows: { row: Record<string, unknown> }[] = await this.db.query(
          `select ${rowOf(kind)} as row from ${JOURNAL_TABLES[kind].name} t where arrival between $1 and $2`,
          [first, last],
        );
        return rows.map(({ row }) => storedEvent(eventOf(kind, row)));
      }),
    );
    return found.flat().toSorted((a, b) => a.arrival - b.arrival);
  }
}
