import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { JOURNAL_TABLES } from './tables.js';

/** Months of the journal. Each is a partition of every table, so that retention drops a month and never deletes row by row. */
@Injectable()
export class PartitionsStore {
  private readonly known = new Set<string>();

  constructor(private readonly db: DataSource) {}

  /** Makes the months of these times of receipt, where they are not there yet. */
  async ensure(times: readonly string[]) {
    for (const month of new Set(times.map((time) => time.slice(0, 7)))) {
      if (!this.known.has(month)) await this.make(month);
    }
  }

  private async make(month: string) {
    const [year, number] = month.split('-').map(Number) as [number, number];
    const from = firstIdAt(Date.UTC(year, number - 1));
    const to = firstIdAt(Date.UTC(year, number));
    await this.db.transaction(async (db) => {
      await db.query(`select pg_advisory_xact_lock(hashtext('journal partitions'))`);
      for (const { name } of Object.values(JOURNAL_TABLES)) {
        await db.query(
          `create table if not exists ${name}_${month.replace('-', '_')} partition of ${name} for values from ('${from}') to ('${to}')`,
        );
      }
    });
    this.known.add(month);
  }
}

/** The smallest UUIDv7 of a millisecond. */
function firstIdAt(at: number) {
  const hex = at.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
